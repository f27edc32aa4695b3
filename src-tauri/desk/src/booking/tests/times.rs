//! Days and times: what they become, and what is refused.

use super::*;

#[test]
fn doors_for_a_day_are_one_reservation() {
    let planned = desk().plan(&draft("2026-07-01", "9", "5pm"));
    assert_eq!(planned.plan.problems, []);
    assert_eq!(planned.plan.notes, []);
    assert_eq!(
        planned.writes,
        [Write {
            kind: VisitKind::Reservation,
            person_id: PersonId::from(7),
            start: utc("2026-07-01T08:00:00Z"),
            end: utc("2026-07-01T16:00:00Z"),
            channel_ids: vec![ChannelId::from(1), ChannelId::from(2)],
            group_ids: Vec::new(),
        }]
    );
    let item = &planned.plan.items[0];
    assert_eq!(
        (item.start.time.as_str(), item.end.time.as_str()),
        ("09:00", "17:00")
    );
    assert_eq!(item.places, ["Lift", "Front Door"]);
}

#[test]
fn several_days_are_a_reservation_each_at_the_same_wall_times() {
    let planned = desk().plan(&until("2026-03-30", draft("2026-03-28", "9:00", "10:00")));
    let starts: Vec<_> = planned.writes.iter().map(|write| write.start).collect();
    assert_eq!(
        starts,
        [
            utc("2026-03-28T09:00:00Z"),
            utc("2026-03-29T08:00:00Z"),
            utc("2026-03-30T08:00:00Z")
        ]
    );
    assert_eq!(planned.plan.items.len(), 3);
}

#[test]
fn groups_are_one_reservation_from_the_first_day_to_the_last() {
    let asked = at(
        groups(&[11, 10]),
        until("2026-07-03", draft("2026-07-01", "17:00", "09:00")),
    );
    let planned = desk().plan(&asked);
    assert_eq!(planned.plan.problems, []);
    let [write] = &planned.writes[..] else {
        panic!("{planned:?}")
    };
    assert_eq!(write.kind, VisitKind::GroupReservation);
    assert_eq!(
        (write.start, write.end),
        (utc("2026-07-01T16:00:00Z"), utc("2026-07-03T08:00:00Z"))
    );
    assert_eq!(write.group_ids, [GroupId::from(10), GroupId::from(11)]);
    assert_eq!(write.channel_ids, []);
}

#[test]
fn midnight_as_an_end_is_the_end_of_the_day() {
    for to in ["24:00", "00:00", "0", "midnight"] {
        let planned = desk().plan(&draft("2026-07-01", "18:00", to));
        assert_eq!(planned.plan.problems, [], "{to}");
        assert_eq!(planned.writes[0].end, utc("2026-07-01T23:00:00Z"), "{to}");
    }
    // The next day's midnight does not exist in Beirut: the day still ends when that day begins.
    let beirut = Desk {
        zone: AccountZone::parse("Asia/Beirut").unwrap(),
        ..desk()
    };
    let planned = beirut.plan(&draft("2026-03-28", "18:00", "24:00"));
    assert_eq!(planned.writes[0].end, utc("2026-03-28T22:00:00Z"));
    let refused = beirut.problems(&draft("2026-07-01", "24:00", "24:00"));
    assert_eq!(refused, only(Field::From, ProblemCode::BadTime));
}

#[test]
fn an_end_that_is_not_after_the_start_is_refused() {
    let (to, night) = (Field::To, draft("2026-07-01", "22:00", "02:00"));
    assert_eq!(desk().problems(&night), only(to, ProblemCode::PastMidnight));
    let by_group = at(groups(&[10]), night.clone());
    assert_eq!(
        desk().problems(&by_group),
        only(to, ProblemCode::EndsBeforeStart)
    );
    assert_eq!(desk().problems(&until("2026-07-02", by_group)), []);
    // Doors are booked for each day, so a last day does not carry a visit over midnight.
    let days = until("2026-07-05", night);
    assert_eq!(desk().problems(&days), only(to, ProblemCode::PastMidnight));
}

#[test]
fn a_visit_lasts_a_minute_at_least_and_less_than_a_day_by_doors() {
    let problems = |from: &str, to: &str| desk().problems(&draft("2026-07-01", from, to));
    assert_eq!(
        problems("09:00", "09:00"),
        only(Field::To, ProblemCode::TooShort)
    );
    assert_eq!(
        problems("09:00:00", "09:00:30"),
        only(Field::To, ProblemCode::TooShort)
    );
    assert_eq!(problems("09:00", "09:01"), []);
    assert_eq!(
        problems("00:00", "24:00"),
        only(Field::To, ProblemCode::TooLong)
    );
    assert_eq!(problems("00:00", "23:59"), []);
    let groups_all_day = at(groups(&[10]), draft("2026-07-01", "00:00", "24:00"));
    assert_eq!(desk().problems(&groups_all_day), []);
    let short = at(groups(&[10]), draft("2026-07-01", "09:00", "09:00:59"));
    assert_eq!(
        desk().problems(&short),
        only(Field::To, ProblemCode::TooShort)
    );
}

#[test]
fn a_day_of_another_length_is_measured_as_it_is() {
    let problems = |date, from, to| desk().problems(&draft(date, from, to));
    assert_eq!(problems("2026-03-29", "00:00", "24:00"), [], "23 hours");
    let too_long = only(Field::To, ProblemCode::TooLong);
    assert_eq!(
        problems("2026-10-25", "00:00", "23:00"),
        too_long,
        "24 hours have passed by 23:00"
    );
    assert_eq!(problems("2026-10-25", "00:00", "22:59"), []);
}

#[test]
fn a_time_that_the_clocks_skip_is_refused_at_its_field() {
    let problems = |from, to| desk().problems(&draft("2026-03-29", from, to));
    let skipped = |field| about(field, ProblemCode::TimeSkipped, "2026-03-29 01:30");
    assert_eq!(problems("01:30", "03:00"), skipped(Field::From));
    assert_eq!(problems("00:30", "01:30"), skipped(Field::To));
    assert_eq!(problems("00:30", "02:00"), []);
    let days = until("2026-03-31", draft("2026-03-27", "01:30", "03:00"));
    assert_eq!(
        desk().problems(&days),
        skipped(Field::From),
        "the one day of five is named"
    );
}

#[test]
fn where_a_time_comes_twice_the_longer_visit_is_taken_and_said() {
    let asked = draft("2026-10-25", "01:15", "01:45");
    let planned = desk().plan(&asked);
    assert_eq!(planned.writes[0].start, utc("2026-10-25T00:15:00Z"));
    assert_eq!(planned.writes[0].end, utc("2026-10-25T01:45:00Z"));
    assert_eq!(
        desk().notes(&asked),
        [
            (NoteCode::StartsAtFirst, "2026-10-25 01:15".to_owned()),
            (NoteCode::EndsAtSecond, "2026-10-25 01:45".to_owned())
        ]
    );
    assert_eq!(planned.plan.items[0].end.time, "01:45 GMT");
    let same = draft("2026-10-25", "01:15", "01:15");
    assert_eq!(
        desk().problems(&same),
        only(Field::To, ProblemCode::TooShort)
    );
}

#[test]
fn days_are_in_order_and_not_too_many() {
    let problems = |last: &str| desk().problems(&until(last, draft("2026-07-01", "9", "10")));
    assert_eq!(
        problems("2026-06-30"),
        only(Field::LastDate, ProblemCode::LastDateBeforeFirst)
    );
    assert_eq!(problems("2026-08-29"), [], "60 days");
    assert_eq!(
        problems("2026-08-30"),
        about(Field::LastDate, ProblemCode::TooManyDays, "60")
    );
    assert_eq!(
        problems("2100-12-31"),
        about(Field::LastDate, ProblemCode::TooManyDays, "60")
    );
    let long = at(
        groups(&[10]),
        until("2099-01-01", draft("2026-07-01", "9", "10")),
    );
    assert_eq!(desk().problems(&long), []);
    let wrong = at(
        groups(&[10]),
        until("2026-06-30", draft("2026-07-01", "9", "10")),
    );
    assert_eq!(
        desk().problems(&wrong),
        only(Field::LastDate, ProblemCode::LastDateBeforeFirst)
    );
}

#[test]
fn what_is_over_is_refused_and_what_has_begun_is_said() {
    let problems = |date, from, to| desk().problems(&draft(date, from, to));
    assert_eq!(
        problems("2026-03-01", "9", "17"),
        only(Field::Date, ProblemCode::InThePast)
    );
    assert_eq!(
        problems("2026-03-02", "7", "8:30"),
        only(Field::To, ProblemCode::InThePast)
    );
    assert_eq!(problems("2026-03-02", "8", "8:31"), []);
    let begun = draft("2026-03-02", "8", "9");
    assert_eq!(
        desk().notes(&begun),
        [(NoteCode::AlreadyBegun, "2026-03-02 08:00".to_owned())]
    );
    assert_eq!(
        desk().notes(&draft("2026-03-02", "8:30", "9")),
        [],
        "it begins now"
    );

    let days = until("2026-03-03", draft("2026-03-01", "9", "17"));
    assert_eq!(
        desk().problems(&days),
        only(Field::Date, ProblemCode::InThePast)
    );
    let stay = at(groups(&[10]), days);
    assert_eq!(desk().problems(&stay), [], "a stay that began yesterday");
    assert_eq!(desk().notes(&stay).len(), 1);
    let gone = at(
        groups(&[10]),
        until("2026-03-01", draft("2026-02-27", "9", "17")),
    );
    assert_eq!(
        desk().problems(&gone),
        only(Field::LastDate, ProblemCode::InThePast)
    );
}
