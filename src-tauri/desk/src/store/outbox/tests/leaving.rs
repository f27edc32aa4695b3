//! Who was made here and is seen off.

use super::*;

/// A write whose outcome is final and is kept.
fn done(what: EntryKind) -> EntryRow {
    EntryRow {
        what,
        state: EntryState::Accepted,
        kept: true,
        ..entry()
    }
}

/// Somebody whom this desk has made.
fn made_here() -> EntryRow {
    EntryRow {
        mark: Some("mark".to_owned()),
        ..done(EntryKind::Person)
    }
}

#[test]
fn of_a_copy_that_was_put_back_nobody_is_seen_off_but_a_person_is_asked() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let person = |id| EntryRow {
                what: EntryKind::Person,
                state: EntryState::Accepted,
                kept: true,
                mark: Some(format!("mark {id}")),
                ..entry()
            };
            let pin = EntryRow {
                what: EntryKind::Pin,
                made: Some("pin".to_owned()),
                ..person(1)
            };
            let later = instant(9_000);
            for (number, booking) in [(1, vec![person(1), pin]), (2, vec![person(2)])] {
                let kept = add(connection, "", booking)?;
                name_person(connection, kept[0].booking, PersonId(number))?;
            }
            let of = |person| {
                let leavers = leavers(connection, "", later).unwrap();
                leavers.into_iter().find(|it| it.person == PersonId(person))
            };
            assert!(of(1).is_some_and(|it| !it.asks), "nobody needs to be asked");
            see_off(connection, "", &of(2).unwrap(), Vec::new())?;
            compare(connection, changes(connection)? + 1, later)?;
            // That a visit is booked again says nothing of what has become of them since the copy.
            comes_again(connection, "", PersonId(1), instant(9_000))?;
            assert!(of(1).is_some_and(|it| it.asks));
            assert_eq!(of(2), None, "was seen off in the copy");
            assert_eq!(purge(connection, later)?, 1, "until that is asked");
            see_off(connection, "", &of(1).unwrap(), Vec::new())?;
            assert_eq!(of(1), None, "asked once");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_pin_is_lost_only_once_the_write_that_takes_it_back_went() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let person = made_here();
            let pin = EntryRow {
                made: Some("pin".to_owned()),
                ..done(EntryKind::Pin)
            };
            let kept = add(connection, "", vec![person, pin.clone()])?;
            name_person(connection, kept[0].booking, PersonId(3))?;
            let lost = || has_lost_a_pin(connection, "", PersonId(3));
            assert!(!lost()?, "it is held");
            let leaver = leavers(connection, "", instant(9_000))?.remove(0);
            let leave = EntryRow {
                booking: leaver.booking,
                ..done(EntryKind::Leave)
            };
            let leave = see_off(connection, "", &leaver, vec![leave])?.remove(0);
            for (state, reason, wanted) in [
                (EntryState::NeedsYou, Reason::Restored, false),
                (EntryState::Queued, Reason::None, false),
                (EntryState::Rejected, Reason::Refused, false),
                (EntryState::InFlight, Reason::None, true),
                (EntryState::Unknown, Reason::AnswerLost, true),
                (EntryState::Accepted, Reason::None, true),
            ] {
                let leave = leave.clone().into_state(state, reason, instant(1));
                assert!(update(connection, &leave)?);
                assert_eq!(lost()?, wanted, "{state:?}");
            }
            let again = EntryRow {
                booking: kept[0].booking,
                ..pin
            };
            add(connection, "", vec![again])?;
            assert!(!lost()?, "there is another since");
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_known_of_a_visitor_made_here_stays_until_they_are_seen_off() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let person = made_here();
            let pin = EntryRow {
                made: Some("pin".to_owned()),
                ..done(EntryKind::Pin)
            };
            add(connection, "", vec![person, pin, done(EntryKind::Book)])?;
            let later = instant(9_000);
            assert_eq!(purge(connection, later)?, 1, "they may come again");
            let leavers = leavers(connection, "", later)?;
            assert_eq!(leavers[0].pin.as_deref(), Some("pin"));
            see_off(connection, "", &leavers[0], Vec::new())?;
            assert_eq!(purge(connection, later)?, 2);
            Ok(())
        })
        .unwrap();
}

#[test]
fn who_was_made_here_and_comes_again_after_years_is_seen_off_again() {
    let store = Store::outbox_in_memory().unwrap();
    store
        .run_here(|connection| {
            let person = made_here();
            let made = add(connection, "", vec![person])?.remove(0);
            name_person(connection, made.booking, PersonId(3))?;
            let over = instant(9_000);
            let leaver = leavers(connection, "", over)?.remove(0);
            see_off(connection, "", &leaver, Vec::new())?;
            assert_eq!(purge(connection, over)?, 1);
            assert_eq!(purge(connection, over)?, 0, "once");
            let kept = of_booking(connection, leaver.booking)?.remove(0);
            assert_eq!(kept.mark.as_deref(), Some("mark"));
            assert_eq!(
                (kept.end, kept.place_ids),
                (instant(0), vec![]),
                "nor when and where"
            );

            let pin = EntryRow {
                made: Some("pin".to_owned()),
                ..done(EntryKind::Pin)
            };
            add(connection, "", vec![pin])?;
            comes_again(connection, "", leaver.person, instant(20_000))?;
            assert_eq!(leavers(connection, "", over)?, [], "not before they come");
            let again = leavers(connection, "", instant(20_000))?;
            assert_eq!(again[0].pin.as_deref(), Some("pin"));
            Ok(())
        })
        .unwrap();
}
