//! Who is checked out of one of several visits.

use super::*;
use crate::visits::marks::say_all;

#[test]
fn whoever_is_checked_out_of_one_of_them_has_left_all_that_go_on() {
    let both = [of(1, "09:00", "13:00"), of(2, "12:00", "14:00")];
    let came = [event(10, FRONT, "08:58"), event(10, FRONT, "12:32")];
    let told = |log: &Log, now: &str| {
        both.clone()
            .map(|visit| seen(&visit, log, now).map(|seen| (seen.presence, seen.at, seen.by_hand)))
    };
    let left = |time| Some((Presence::Left, Some(at(time)), true));
    for id in [1, 2] {
        let out = having(&both, &came, &[marked(id, None, Some("12:30"))]);
        assert_eq!(told(&out, "12:40"), [left("12:30"); 2], "of {id}");
        assert_eq!(told(&out, "14:30"), [left("12:30"); 2], "of {id}, later");
        let second = seen(&both[1], &out, "14:30").and_then(|seen| seen.came);
        assert_eq!(second, Some(at("12:00")));
    }
    // Before the second began, she was there for the first alone.
    let sooner = having(&both, &came[..1], &[marked(1, None, Some("11:30"))]);
    assert_eq!(told(&sooner, "12:10"), [left("11:30"), None]);
    // Somebody says that she is back.
    let back = [
        marked(1, None, Some("12:30")),
        marked(2, Some("12:45"), None),
    ];
    let back = having(&both, &came, &back);
    let second = told(&back, "12:50")[1];
    assert_eq!(second.map(|seen| seen.0), Some(Presence::Here));
}

#[test]
fn of_a_stay_of_days_that_is_over_nobody_left_as_they_left_a_days_visit() {
    let stay = VisitRow {
        kind: VisitKind::GroupReservation,
        ..from_to(3, at("09:00") - TimeDelta::days(2), at("18:00"))
    };
    let day = TimeDelta::days(2);
    let meeting = from_to(4, at("10:00") - day, at("12:00") - day);
    let mut came = event(10, FRONT, "09:05");
    came.at -= day;
    let mut out = marked(4, None, Some("11:00"));
    out.left = out.left.map(|left| left - day);
    let log = having(&[stay.clone(), meeting], &[came], &[out]);
    let told = |now: &str, today: DateTime<Utc>| {
        let now = if now == "18:30" {
            at(now)
        } else {
            at(now) - day
        };
        judge(&stay, &log, now, today).map(|seen| (seen.presence, seen.at, seen.by_hand))
    };
    let left = |at, by_hand| Some((Presence::Left, Some(at), by_hand));
    assert_eq!(
        told("11:30", at("00:00") - day),
        left(at("11:00") - day, true)
    );
    assert_eq!(told("18:30", at("00:00")), left(at("18:00"), false));
}

#[test]
fn the_way_out_after_a_check_out_makes_nobody_stay() {
    let both = [of(1, "10:00", "12:00"), of(2, "12:00", "14:00")];
    let out = [marked(1, None, Some("11:50"))];
    let out = having(&both, &[event(10, FRONT, "11:52")], &out);
    assert_eq!(known(&both[1], &out, "12:10"), None);
    assert_eq!(
        known(&both[0], &out, "12:10"),
        Some((Presence::Left, None, true))
    );
}

#[test]
fn who_comes_back_for_the_next_is_not_taken_for_leaving_the_one_that_goes_on() {
    let both = [of(1, "09:00", "18:00"), of(2, "14:00", "15:00")];
    let out = [marked(1, None, Some("12:00"))];
    let told = |came: &str, now: &str| {
        let log = having(&both, &[event(10, FRONT, came)], &out);
        known(&both[1], &log, now)
    };
    let here = Some((Presence::Here, Some(at("13:40")), false));
    assert_eq!(told("13:40", "14:10"), here, "after lunch");
    assert_eq!(
        told("13:02", "14:10").map(|seen| seen.0),
        Some(Presence::Here)
    );
    let both = [of(1, "09:00", "18:00"), of(2, "12:30", "15:00")];
    let log = having(&both, &[event(10, FRONT, "12:02")], &out);
    assert_eq!(known(&both[1], &log, "12:40"), None, "the way out");
}

#[test]
fn who_left_before_the_second_began_comes_for_it_anew() {
    let both = [of(1, "09:00", "13:00"), of(2, "12:00", "14:00")];
    let out = [marked(1, None, Some("11:50"))];
    let gone = having(&both, &[event(10, FRONT, "11:20")], &out);
    for now in ["11:55", "12:10"] {
        assert_eq!(known(&both[1], &gone, now), None, "{now}");
    }
    let back = [event(10, FRONT, "11:20"), event(10, FRONT, "12:15")];
    let back = having(&both, &back, &out);
    assert_eq!(
        known(&both[1], &back, "12:20"),
        Some((Presence::Here, Some(at("12:15")), false))
    );
}

/// What is known of visits at a time, after it was said by hand in this order: of which ones, whether here, and when.
fn after_saying(
    visits: &[VisitRow],
    said: &[(&[i64], bool, &str)],
    now: &str,
) -> Vec<Option<(Presence, Option<DateTime<Utc>>)>> {
    let midnight = at("00:00");
    let store = Store::in_memory().expect("a store");
    let read = |connection: &rusqlite::Connection| {
        visits::upsert(connection, visits)?;
        for (ids, here, time) in said {
            let these: Vec<_> = (visits.iter().filter(|visit| ids.contains(&visit.id)))
                .map(|visit| (visit.kind, visit.id))
                .collect();
            say_all(connection, &these, *here, (at(time), midnight))?.expect("it is said");
        }
        let log = Log::read(connection, visits, at(now))?;
        let judged = visits
            .iter()
            .map(|visit| judge(visit, &log, at(now), midnight))
            .map(|seen| seen.map(|seen| (seen.presence, seen.at)));
        Ok(judged.collect())
    };
    store.run_here(read).expect("what is known")
}

#[test]
fn who_was_checked_out_of_one_and_comes_back_for_another_is_here_for_that() {
    let here = |since| Some((Presence::Here, Some(at(since))));
    let left = |since| Some((Presence::Left, Some(at(since))));
    let stay = VisitRow {
        kind: VisitKind::GroupReservation,
        ..from_to(3, at("07:00"), at("18:00") + TimeDelta::days(4))
    };
    let beside = [stay, of(4, "10:00", "11:00")];
    let out: [(&[i64], bool, &str); 3] = [
        (&[3], true, "08:00"),
        (&[4], false, "10:55"),
        (&[3], true, "10:58"),
    ];
    let told = after_saying(&beside, &out[..2], "10:57");
    assert_eq!(told, [left("10:55"); 2]);
    let told = after_saying(&beside, &out, "10:59");
    assert_eq!(told, [here("10:58"), left("10:55")], "he stays");

    let both = [of(1, "09:00", "13:00"), of(2, "12:00", "14:00")];
    let out: [(&[i64], bool, &str); 3] = [
        (&[1, 2], true, "11:55"),
        (&[1, 2], false, "12:30"),
        (&[2], true, "12:45"),
    ];
    let told = after_saying(&both, &out, "12:50");
    assert_eq!(told, [left("12:30"), here("12:00")], "she returns");

    let out: [(&[i64], bool, &str); 3] = [
        (&[1, 2], true, "09:00"),
        (&[1], false, "11:30"),
        (&[2], true, "12:05"),
    ];
    let told = after_saying(&both, &out[..2], "12:04");
    assert_eq!(told, [left("11:30"), None]);
    let told = after_saying(&both, &out, "12:10");
    assert_eq!(told, [left("11:30"), here("12:05")], "comes for it anew");

    // What was said too soon of both is taken back of both: they came when they came.
    let out: [(&[i64], bool, &str); 3] = [
        (&[1, 2], true, "11:55"),
        (&[1, 2], false, "12:30"),
        (&[1, 2], true, "12:31"),
    ];
    let told = after_saying(&both, &out, "12:40");
    assert_eq!(told, [here("11:55"); 2]);
}

#[test]
fn the_way_out_after_a_check_out_is_no_arrival_for_what_goes_on_beside_it() {
    let left = |time| Some((Presence::Left, Some(at(time))));
    let told = |visits: &[VisitRow], log: &Log, now: &str| -> Vec<_> {
        let of_each = visits.iter().map(|visit| seen(visit, log, now));
        of_each
            .map(|seen| seen.map(|seen| (seen.presence, seen.at)))
            .collect()
    };
    let three = [
        of(1, "09:00", "13:00"),
        of(2, "12:00", "14:00"),
        of(3, "14:00", "16:00"),
    ];
    // Came in behind somebody.
    let both = &three[..2];
    let out = [marked(1, None, Some("12:30"))];
    let log = having(both, &[event(10, FRONT, "12:32")], &out);
    assert_eq!(told(both, &log, "12:40"), [left("12:30"); 2]);
    assert_eq!(told(both, &log, "14:30"), [left("12:30"); 2], "no no-show");
    let came = [event(10, FRONT, "08:58"), event(10, FRONT, "12:32")];
    let log = having(&three, &came, &out);
    assert_eq!(
        told(&three, &log, "14:10"),
        [left("12:30"), left("12:30"), None],
        "nor for the one after"
    );
    let said = [out[0].clone(), marked(3, Some("14:05"), None)];
    let log = having(&three, &came, &said);
    assert_eq!(
        told(&three, &log, "14:10")[2],
        Some((Presence::Here, Some(at("14:05"))))
    );
    // Out before the second began: for that one she comes anew.
    let sooner = [marked(1, None, Some("11:50"))];
    let mut doors = vec![event(10, FRONT, "11:52")];
    let log = having(both, &doors, &sooner);
    assert_eq!(told(both, &log, "12:10"), [left("11:50"), None]);
    doors.push(event(10, FRONT, "12:15"));
    let log = having(both, &doors, &sooner);
    assert_eq!(
        told(both, &log, "12:20")[1],
        Some((Presence::Here, Some(at("12:15"))))
    );
    // A door lets in who was checked in again.
    let back = [out[0].clone(), marked(2, Some("12:45"), None)];
    let log = having(both, &[event(10, FRONT, "12:32")], &back);
    assert_eq!(
        told(both, &log, "12:50")[1],
        Some((Presence::Here, Some(at("12:45"))))
    );
}

#[test]
fn of_a_stay_of_days_a_way_out_is_of_its_own_day() {
    let day = TimeDelta::days(1);
    let stay = VisitRow {
        kind: VisitKind::GroupReservation,
        ..from_to(3, at("09:00") - day, at("18:00"))
    };
    let meeting = from_to(4, at("10:00") - day, at("11:00") - day);
    let mut out = marked(4, None, Some("10:55"));
    out.left = out.left.map(|left| left - day);
    let mut way_out = event(10, FRONT, "10:56");
    way_out.at -= day;
    let visits = [stay.clone(), meeting];
    let told = |events: &[EventRow], now| {
        let log = having(&visits, events, std::slice::from_ref(&out));
        judge(
            &stay,
            &log,
            now,
            at("00:00")
                - if now < at("00:00") {
                    day
                } else {
                    TimeDelta::zero()
                },
        )
        .map(|seen| (seen.presence, seen.at))
    };
    let left = |at| Some((Presence::Left, Some(at)));
    let here = Some((Presence::Here, Some(at("09:05"))));
    let yesterday = std::slice::from_ref(&way_out);
    assert_eq!(told(yesterday, at("11:30") - day), left(at("10:55") - day));
    assert_eq!(told(yesterday, at("08:00")), None);
    assert_eq!(
        told(yesterday, at("18:30")),
        left(at("18:00")),
        "no no-show"
    );
    let today = [way_out.clone(), event(10, FRONT, "09:05")];
    assert_eq!(told(&today, at("09:30")), here);
    // Who left the stay yesterday comes today for a visit of the day.
    let next = of(5, "10:00", "11:00");
    let mut gone = marked(3, None, Some("17:00"));
    gone.kind = stay.kind;
    gone.left = gone.left.map(|left| left - day);
    let log = having(&[stay, next.clone()], &[event(10, FRONT, "09:50")], &[gone]);
    assert_eq!(
        known(&next, &log, "10:05"),
        Some((Presence::Here, Some(at("09:50")), false))
    );
}
