//! What is said by hand.

use super::*;

#[test]
fn who_is_checked_in_by_hand_is_here_since_the_sooner_of_both() {
    let checked_in = mark(Some("10:10"), None);
    let by_hand = log(&[], std::slice::from_ref(&checked_in));
    assert_eq!(
        known(&visit(), &by_hand, "10:30"),
        Some((Presence::Here, Some(at("10:10")), true))
    );
    // A door that was away reports an earlier admit.
    let reported = log(&[event(10, FRONT, "10:03")], &[checked_in]);
    assert_eq!(
        known(&visit(), &reported, "10:30"),
        Some((Presence::Here, Some(at("10:03")), false))
    );
    let hours_before = log(&[], &[mark(Some("07:00"), None)]);
    assert_eq!(
        known(&visit(), &hours_before, "09:00"),
        Some((Presence::Here, Some(at("07:00")), true)),
        "a person's word counts whenever it is said"
    );
    let days_before = MarkRow {
        came: Some(at("09:59") - TimeDelta::days(1)),
        ..mark(None, None)
    };
    assert_eq!(
        known(&visit(), &log(&[], &[days_before]), "10:30"),
        None,
        "but not of another day"
    );
}

#[test]
fn whether_their_coming_was_said_by_hand_is_told_whatever_their_leaving_was() {
    let came = [event(10, FRONT, "10:01")];
    let of = |events: &[EventRow], said: MarkRow| {
        let seen = judge(&visit(), &log(events, &[said]), at("11:30"), at("00:00"));
        seen.map(|seen| (seen.came, seen.came_by_hand, seen.at, seen.by_hand))
    };
    assert_eq!(
        of(&came, mark(None, Some("10:20"))),
        Some((Some(at("10:01")), false, Some(at("10:20")), true)),
        "let in by a door, checked out by hand"
    );
    assert_eq!(
        of(&[], mark(Some("10:05"), None)),
        Some((Some(at("10:05")), true, Some(at("11:00")), false)),
        "checked in by hand, ended by its time"
    );
    assert_eq!(
        of(&[], mark(Some("11:20"), None)),
        Some((None, false, Some(at("11:00")), false)),
        "nobody comes after they left"
    );
    assert_eq!(
        of(&[], mark(Some("11:20"), Some("11:25"))),
        Some((Some(at("11:20")), true, Some(at("11:25")), true))
    );
}

#[test]
fn the_way_out_after_a_check_out_is_no_arrival() {
    let out = mark(None, Some("10:50"));
    let behind_somebody = log(&[event(10, FRONT, "10:52")], std::slice::from_ref(&out));
    let seen = judge(&visit(), &behind_somebody, at("10:55"), at("00:00")).expect("a leaving");
    assert_eq!(
        (seen.presence, seen.at, seen.came),
        (Presence::Left, Some(at("10:50")), None)
    );
    // Of a stay of days it is of another day.
    let stay = VisitRow {
        start: at("10:00") - TimeDelta::days(1),
        end: at("18:00"),
        ..visit()
    };
    let yesterday = MarkRow {
        left: Some(at("10:50") - TimeDelta::days(1)),
        ..out
    };
    let today = log(&[event(10, FRONT, "10:52")], &[yesterday]);
    assert_eq!(
        known(&stay, &today, "10:55"),
        Some((Presence::Here, Some(at("10:52")), false))
    );
}

#[test]
fn what_was_said_of_a_visit_that_was_moved_holds_for_the_one_it_became() {
    let moved = MarkRow {
        visit_id: 6,
        orphan: true,
        ..mark(Some("10:02"), None)
    };
    let of_another = MarkRow {
        orphan: false,
        ..moved.clone()
    };
    assert_eq!(
        known(&visit(), &log(&[], &[moved]), "10:30"),
        Some((Presence::Here, Some(at("10:02")), true))
    );
    assert_eq!(known(&visit(), &log(&[], &[of_another]), "10:30"), None);
}

#[test]
fn who_was_checked_out_of_a_visit_that_is_gone_comes_for_the_next_anew() {
    let gone = |came: Option<&str>, left: &str| MarkRow {
        visit_id: 6,
        orphan: true,
        ..mark(came, Some(left))
    };
    for before in [gone(None, "09:40"), gone(Some("09:10"), "09:40")] {
        assert_eq!(
            known(
                &visit(),
                &log(&[event(10, FRONT, "09:58")], &[before]),
                "10:30"
            ),
            Some((Presence::Here, Some(at("09:58")), false))
        );
    }
    assert_eq!(
        known(
            &visit(),
            &log(&[], &[gone(Some("10:02"), "10:20")]),
            "10:30"
        ),
        Some((Presence::Left, Some(at("10:20")), true)),
        "of one that was moved, and has become this one"
    );
}
