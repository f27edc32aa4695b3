use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::*;
use crate::outbox::{Reason, Standing};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

pub(in crate::outbox) fn entry(held: Vec<i64>) -> EntryRow {
    EntryRow {
        id: 1,
        held,
        state: EntryState::Unknown,
        ..EntryRow::queued(EntryKind::Book, &row(0), at("2026-11-19T09:00:00Z"))
    }
}

pub(in crate::outbox) fn row(id: i64) -> VisitRow {
    VisitRow {
        kind: VisitKind::Reservation,
        id,
        person_id: PersonId(3),
        start: at("2026-11-19T13:00:00Z"),
        end: at("2026-11-19T15:00:00Z"),
        place_ids: vec![1, 2],
        deactivated: false,
        created_at: None,
    }
}

#[test]
fn a_write_is_found_by_person_instants_and_places() {
    let others = [
        VisitRow {
            person_id: PersonId(4),
            ..row(8)
        },
        VisitRow {
            place_ids: vec![1],
            ..row(9)
        },
        VisitRow {
            end: at("2026-11-19T15:30:00Z"),
            ..row(10)
        },
        VisitRow {
            kind: VisitKind::GroupReservation,
            ..row(11)
        },
    ];
    assert_eq!(find(&entry(vec![]), &others, &[]), Finding::Absent);
    let mut listed = others.to_vec();
    listed.push(row(7));
    assert_eq!(find(&entry(vec![]), &listed, &[]), Finding::Found(row(7)));
}

#[test]
fn a_visit_that_a_lost_booking_may_have_become_is_told_from_others() {
    assert!(entry(vec![]).may_have_become(&row(7)));
    assert!(!entry(vec![7]).may_have_become(&row(7)), "it was there");
    let other = VisitRow {
        place_ids: vec![1],
        ..row(7)
    };
    assert!(!entry(vec![]).may_have_become(&other));
    for settled in [EntryState::Accepted, EntryState::Rejected] {
        let settled = EntryRow {
            state: settled,
            ..entry(vec![])
        };
        assert!(!settled.may_have_become(&row(7)));
    }
}

#[test]
fn what_was_there_before_or_belongs_to_another_write_is_not_taken_for_it() {
    assert_eq!(find(&entry(vec![7]), &[row(7)], &[]), Finding::Absent);
    assert_eq!(find(&entry(vec![]), &[row(7)], &[7]), Finding::Absent);
    let both = [row(7), row(8)];
    assert_eq!(find(&entry(vec![7]), &both, &[]), Finding::Found(row(8)));
    let made = |text: &str| VisitRow {
        created_at: Some(at(text)),
        ..row(7)
    };
    let older = made("2026-11-19T08:59:54Z");
    assert_eq!(find(&entry(vec![]), &[older], &[]), Finding::Absent);
    let clocks = made("2026-11-19T08:59:56Z");
    assert_eq!(
        find(&entry(vec![]), std::slice::from_ref(&clocks), &[]),
        Finding::Found(clocks)
    );
}

#[test]
fn several_that_look_alike_are_for_a_person_to_tell_apart() {
    assert_eq!(
        find(&entry(vec![]), &[row(8), row(7)], &[]),
        Finding::Several(vec![7, 8])
    );
    // The same record twice, as a page that shifts under the walk shows it, is one.
    assert_eq!(
        find(&entry(vec![]), &[row(7), row(7)], &[]),
        Finding::Found(row(7))
    );
}

#[test]
fn a_reader_is_shown_what_doorflow_did_before_the_calendar_has_it() {
    let done = |what| EntryRow {
        what,
        state: EntryState::Accepted,
        visit_id: Some(7),
        ..entry(vec![])
    };
    let shown = |mut rows: Vec<VisitRow>, entry| {
        as_settled(&mut rows, &[entry]);
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(shown(vec![], done(EntryKind::Book)), [7]);
    assert_eq!(shown(vec![row(7)], done(EntryKind::Book)), [7]);
    assert_eq!(shown(vec![row(7), row(8)], done(EntryKind::Cancel)), [8]);
    let none: [i64; 0] = [];
    let kept = EntryRow {
        kept: true,
        ..done(EntryKind::Book)
    };
    assert_eq!(shown(vec![], kept), none);
    let differs = EntryRow {
        reason: Reason::Differs,
        ..done(EntryKind::Book)
    };
    assert!(
        differs.shows(),
        "it stays an entry of its own until the visit is known"
    );
    assert_eq!(differs.standing(), Some(Standing::Unknown));
    assert_eq!(
        shown(vec![], differs),
        none,
        "what DoorFlow made of it is another visit"
    );
}
