mod leaving;

use std::path::Path;

use super::*;
use crate::outbox::{EntryKind, Reason};
use crate::store::Store;
use crate::store::visits::VisitRow;

fn entry() -> EntryRow {
    let visit = VisitRow {
        kind: VisitKind::Reservation,
        id: 0,
        person_id: PersonId(3),
        start: instant(1_000),
        end: instant(2_000),
        place_ids: vec![1],
        deactivated: false,
        created_at: None,
    };
    EntryRow::queued(EntryKind::Book, &visit, instant(0))
}

#[test]
fn a_write_waits_for_its_own_account() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let kept = add(connection, "first", vec![entry(), entry()])?;
            assert_eq!(kept[1].booking, kept[0].id, "one booking of two writes");
            assert_eq!(
                open(connection, "first")?,
                kept,
                "what is kept is what is read"
            );
            assert_eq!(
                open(connection, "second")?,
                [],
                "nothing of the first account's is sent to the second"
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_becomes_of_a_write_is_read_as_it_was_kept() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let kept = add(connection, "", vec![entry()])?;
            let moved = EntryRow {
                held: vec![4],
                state: EntryState::NeedsYou,
                reason: Reason::WaitsForBooking,
                visit_id: Some(9),
                kept: true,
                told: Some(Told::At(instant(5_000))),
                alike: vec![7, 8],
                sent_at: Some(instant(10)),
                since: instant(11),
                unknown_at: Some(instant(12)),
                next_look: Some(instant(13)),
                ..kept[0].clone()
            };
            assert!(update(connection, &moved)?);
            assert_eq!(get(connection, moved.id)?, Some(moved.clone()));
            let visit = (VisitKind::Reservation, 9);
            tell(connection, "", &[visit], Some(Told::NotYet))?;
            assert_eq!(told(connection, "", instant(0))?, [(visit, Told::NotYet)]);
            remove(connection, moved.id)?;
            assert!(!update(connection, &moved)?, "what is gone stays gone");
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_was_queued_in_a_copy_that_was_put_back_waits_for_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("outbox.db"), folder.path().join("copy"));
    let states = |path: &Path| {
        let store = Store::open_outbox(path, Utc::now()).unwrap();
        let open = store.run_here(|c| open(c, "")).unwrap();
        open.iter()
            .map(|entry| (entry.state, entry.reason))
            .collect::<Vec<_>>()
    };
    let store = Store::open_outbox(&path, Utc::now()).unwrap();
    store.run_here(|c| add(c, "", vec![entry()])).unwrap();
    drop(store);
    assert_eq!(states(&path), [(EntryState::Queued, Reason::None)]);
    std::fs::copy(&path, &copy).unwrap();
    std::fs::rename(&copy, &path).unwrap();
    assert_eq!(states(&path), [(EntryState::NeedsYou, Reason::Restored)]);
}

#[test]
fn of_a_copy_that_was_put_back_nothing_is_undone_by_itself() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let cancel = EntryRow {
                what: EntryKind::Cancel,
                visit_id: Some(3),
                ..entry()
            };
            let done = EntryRow {
                state: EntryState::Accepted,
                visit_id: Some(4),
                ..entry()
            };
            let kept = add(connection, "", vec![cancel, done])?;
            let revoke = EntryRow {
                what: EntryKind::Revoke,
                made: Some("c1".to_owned()),
                label: Some("PIN".to_owned()),
                ..entry()
            };
            let revoke = add(connection, "", vec![revoke])?;
            compare(connection, changes(connection)? + 1, instant(7))?;
            let state = |at: usize| get(connection, kept[at].id).unwrap().unwrap();
            assert_eq!(state(0).reason, Reason::Restored);
            assert!(state(1).kept, "the calendar is brought to DoorFlow's list");
            let revokes = revokes(connection, "", PersonId(3))?;
            assert_eq!(revokes[0].reason, Reason::Restored);
            assert_eq!(revokes[0].label, revoke[0].label);
            Ok(())
        })
        .unwrap();
}

#[test]
fn of_a_copy_that_was_put_back_a_step_goes_on_only_behind_what_waits_for_a_person() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let one = |what, state, after| {
                let row = EntryRow {
                    what,
                    state,
                    after,
                    ..entry()
                };
                let kept = add(connection, "", vec![row]).unwrap();
                kept[0].id
            };
            let (queued, lost) = (EntryState::Queued, EntryState::Unknown);
            let done = one(EntryKind::Book, EntryState::Accepted, None);
            let waits = one(EntryKind::Book, queued, None);
            let looked_for = one(EntryKind::Book, lost, None);
            let (mut held, mut behind) = (vec![waits], Vec::new());
            for what in [
                EntryKind::Replace,
                EntryKind::Cancel,
                EntryKind::Pin,
                EntryKind::Verify,
            ] {
                held.push(one(what, queued, Some(done)));
                held.push(one(what, queued, Some(looked_for)));
                behind.push(one(what, queued, Some(waits)));
            }
            behind.push(one(EntryKind::Verify, queued, Some(behind[0])));
            held.push(one(EntryKind::Leave, queued, None));
            // Where its answer was lost, each of these would be sent once more.
            held.push(one(EntryKind::Cancel, lost, None));
            held.push(one(EntryKind::Replace, EntryState::InFlight, Some(done)));
            compare(connection, changes(connection)? + 1, instant(7))?;
            let stands = |id: &i64| {
                let entry = get(connection, *id).unwrap().unwrap();
                (entry.what, entry.state, entry.reason)
            };
            for id in &held {
                let (what, state, reason) = stands(id);
                let stands = (state, reason);
                assert_eq!(
                    stands,
                    (EntryState::NeedsYou, Reason::Restored),
                    "{what:?} {id}"
                );
            }
            for id in &behind {
                let (what, state, _) = stands(id);
                assert_eq!(state, queued, "{what:?} {id}");
            }
            assert_eq!(stands(&looked_for).1, lost, "to look is not to send");
            Ok(())
        })
        .unwrap();
}

#[test]
fn visits_of_another_kind_or_account_are_not_taken_by_others() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let made = |what, kind, visit_id, state| EntryRow {
                what,
                kind,
                visit_id: Some(visit_id),
                state,
                ..entry()
            };
            let (book, cancel) = (EntryKind::Book, EntryKind::Cancel);
            let (r, g) = (VisitKind::Reservation, VisitKind::GroupReservation);
            let done = EntryState::Accepted;
            for other in [
                made(book, r, 1, done),
                made(book, g, 2, done),
                made(cancel, r, 3, EntryState::Queued),
                made(cancel, r, 4, EntryState::Rejected),
                made(EntryKind::Verify, r, 5, EntryState::Queued),
            ] {
                add(connection, "first", vec![other])?;
            }
            add(connection, "second", vec![made(book, r, 6, done)])?;
            let lost = add(connection, "first", vec![entry()])?;
            let mut taken = visits_of_others(connection, lost[0].id)?;
            taken.sort_unstable();
            assert_eq!(taken, [1, 3]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_file_that_counts_fewer_changes_than_are_remembered_is_an_older_one() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let kept = add(connection, "", vec![entry()])?;
            let before = changes(connection)?;
            assert!(update(connection, &kept[0])?);
            let after = changes(connection)?;
            assert!(before < after, "every write counts");
            let state = |id| {
                let entry = get(connection, id).unwrap().unwrap();
                (entry.state, entry.reason)
            };
            for (remembered, wanted) in [
                (before, (EntryState::Queued, Reason::None)),
                (after, (EntryState::Queued, Reason::None)),
                (after + 5, (EntryState::NeedsYou, Reason::Restored)),
            ] {
                compare(connection, remembered, instant(7))?;
                assert_eq!(state(kept[0].id), wanted, "{remembered}");
            }
            // Told once: what is booked from then on is its own.
            let next = add(connection, "", vec![entry()])?;
            compare(connection, after + 5, instant(8))?;
            assert_eq!(state(next[0].id), (EntryState::Queued, Reason::None));
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn what_was_removed_is_not_in_the_file_either() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_outbox(&folder.path().join("outbox.db"), instant(0)).unwrap();
    let marked = EntryRow {
        place_ids: vec![918_273_645],
        ..entry()
    };
    let in_a_file = || {
        let files = std::fs::read_dir(folder.path()).unwrap();
        let mut contents = files.map(|file| std::fs::read(file.unwrap().path()).unwrap());
        contents.any(|content| memchr::memmem::find(&content, b"918273645").is_some())
    };
    let kept = store.run_here(|c| add(c, "", vec![marked])).unwrap();
    store.settle_down().await.unwrap();
    assert!(in_a_file(), "the search finds it");
    store.run_here(|c| remove(c, kept[0].id)).unwrap();
    store.settle_down().await.unwrap();
    assert!(!in_a_file());
}

#[test]
#[cfg(unix)]
fn the_outbox_is_the_owners_alone_and_a_damaged_one_is_not_begun_anew() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outbox.db");
    drop(Store::open_outbox(&path, Utc::now()).unwrap());
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let damaged = b"this is no database, and long enough to be looked at as one".repeat(40);
    std::fs::write(&path, &damaged).unwrap();
    assert!(Store::open_outbox(&path, Utc::now()).is_err());
    assert_eq!(std::fs::read(&path).unwrap(), damaged, "it is left alone");
}
