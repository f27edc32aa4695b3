use chrono::TimeDelta;

use super::*;
use crate::outbox::EntryKind;
use crate::outbox::find::tests::{entry, row};

/// A booking that became unknown half a day before its start, and the time so many seconds later.
fn lost(seconds: i64) -> (EntryRow, DateTime<Utc>) {
    let mut entry = entry(vec![]);
    let unknown_at = entry.start - TimeDelta::hours(12);
    entry.unknown_at = Some(unknown_at);
    (entry, unknown_at + TimeDelta::seconds(seconds))
}

fn look(entry: EntryRow, listed: &[VisitRow], now: DateTime<Utc>) -> Verdict {
    judge(&Limits::default(), entry, Some(listed), &[], now)
}

/// State, reason and the seconds until the next look.
fn stays(verdict: Verdict, now: DateTime<Utc>) -> (EntryState, Reason, Option<i64>) {
    match verdict {
        Verdict::Stays(entry) => (
            entry.state,
            entry.reason,
            entry.next_look.map(|at| (at - now).num_seconds()),
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_there_is_not_booked_at_the_look_that_decides_and_not_before() {
    let absent = |seconds| {
        let (entry, now) = lost(seconds);
        stays(look(entry, &[], now), now)
    };
    let (unknown, answer_lost) = (EntryState::Unknown, Reason::AnswerLost);
    assert_eq!(absent(2), (unknown, answer_lost, Some(8)));
    assert_eq!(absent(10), (unknown, answer_lost, Some(20)));
    assert_eq!(absent(30), (unknown, answer_lost, Some(90)));
    let (not_booked, not_there) = (EntryState::NotBooked, Reason::NotThere);
    assert_eq!(absent(120), (not_booked, not_there, Some(180)));
    assert_eq!(absent(300), (not_booked, not_there, None));
}

#[test]
fn the_last_look_still_finds_what_was_called_not_booked() {
    let (entry, now) = lost(300);
    let entry = entry.into_state(EntryState::NotBooked, Reason::NotThere, now);
    let verdict = look(entry, &[row(7)], now);
    assert!(matches!(verdict, Verdict::Is(_, found) if found == row(7)));
}

#[test]
fn nothing_is_decided_without_a_list_or_after_the_start() {
    let (entry, now) = lost(500);
    let verdict = judge(&Limits::default(), entry, None, &[], now);
    let (state, _, next) = stays(verdict, now);
    assert_eq!((state, next), (EntryState::Unknown, Some(30)));
    let (mut entry, now) = lost(120);
    entry.start = now;
    let (state, reason, _) = stays(look(entry, &[], now), now);
    assert_eq!((state, reason), (EntryState::NeedsYou, Reason::StartPassed));
}

#[test]
fn several_wait_for_a_person_until_one_is_left() {
    let (entry, now) = lost(2);
    let Verdict::Stays(several) = look(entry, &[row(7), row(8)], now) else {
        panic!("one was chosen");
    };
    assert_eq!(
        (several.state, several.reason, several.alike.as_slice()),
        (EntryState::NeedsYou, Reason::Several, [7, 8].as_slice())
    );
    let later = now + TimeDelta::seconds(8);
    assert!(matches!(
        look(several, &[row(8)], later),
        Verdict::Is(_, found) if found == row(8)
    ));
}

#[test]
fn a_lost_cancellation_is_done_when_the_visit_is_gone_and_sent_again_when_it_is_not() {
    let (entry, now) = lost(2);
    let cancel = EntryRow {
        what: EntryKind::Cancel,
        visit_id: Some(7),
        ..entry
    };
    let verdict = look(cancel.clone(), &[row(8)], now);
    assert!(matches!(verdict, Verdict::Gone(_)));
    let over = VisitRow {
        deactivated: true,
        ..row(7)
    };
    assert!(matches!(
        look(cancel.clone(), &[over], now),
        Verdict::Gone(_)
    ));
    let (state, _, next) = stays(look(cancel, &[row(7)], now), now);
    assert_eq!((state, next), (EntryState::Queued, None));
}

#[test]
fn a_lost_cancellation_of_what_is_over_is_left_to_a_person() {
    let (entry, now) = lost(2);
    let cancel = EntryRow {
        what: EntryKind::Cancel,
        visit_id: Some(7),
        end: now,
        ..entry
    };
    let Verdict::Stays(entry) = look(cancel, &[], now) else {
        panic!("DoorFlow lists no past");
    };
    assert_eq!(entry.state, EntryState::NeedsYou);
    assert_eq!(entry.reason, Reason::StartPassed);
    assert_eq!(entry.next_look, None);
}

#[test]
fn what_is_sent_again_takes_nothing_that_was_there_for_itself() {
    let entry = entry(vec![5]);
    assert!(matches!(prove(&entry, &[row(7)], &[]), Proof::Is(_)));
    assert!(matches!(
        prove(&entry, &[row(5), row(6)], &[6]),
        Proof::Absent(held) if held == [5, 6]
    ));
}
