//! Sends what is in the outbox: committed first, then sent once, with no retry that could make a second reservation.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::find::whole_list;
use super::outcome::{Outcome, is_of_one, outcome, reason};
use super::request::{Done, ask};
use super::settle::{Proof, prove};
use super::steps::ready;
use super::{EntryKind, Reason, newcomer};
use crate::booking::Field;
use crate::building::{Building, VisitId, lock};
use crate::call::{CallError, problems};
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::sync::with_a_write;
use crate::visits::build::Told;

/// The first wait after DoorFlow could not be reached; doubled each time.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait between tries.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// DoorFlow may ask to be left alone for longer than anybody at a desk can wait: then it is asked again all the same.
const LONGEST_ASKED: Duration = Duration::from_mins(10);

/// What an earlier run queued longer ago than this is for a person to send.
const OLD: TimeDelta = TimeDelta::hours(1);

/// Sends whatever is queued, for as long as somebody is signed in. What was in flight when the program ended is settled first.
pub(crate) async fn keep_sending(building: Arc<Building>) {
    let mut wait = FIRST_WAIT;
    let mut left = Some(Reason::Closed);
    let mut unsettled = HashSet::new();
    loop {
        let went = go_on(&building, &mut left, &mut unsettled).await;
        let unwritable = matches!(went, Err(CallError::Store(_)));
        building.note_unwritable(unwritable).await;
        match went {
            Ok(()) => {
                wait = FIRST_WAIT;
                building.send.notified().await;
            }
            Err(error) => {
                tracing::info!(%error, "the outbox waits");
                // What cannot be settled waits by itself: all else was sent. That nothing can be written is not written.
                if !is_of_one(&error)
                    && !unwritable
                    && let Err(error) = all_wait(&building, reason(&error)).await
                {
                    tracing::error!(%error, "the outbox could not be written");
                }
                if let Some(asked) = error.wait() {
                    let chance = (building.machine.chance)();
                    tokio::time::sleep(with_a_write(asked.min(LONGEST_ASKED), chance)).await;
                    continue;
                }
                tokio::select! {
                    biased;
                    () = tokio::time::sleep(wait) => {}
                    // A new booking is as good a reason as any to see whether DoorFlow can be reached again.
                    () = building.send.notified() => {}
                }
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

/// Takes up what was `left`, if anything was and for this reason, then sends. Where something could not be written, as on a disk that is
/// full, what is in the outbox, or in the calendar, is not what became of it: that is taken up like what an earlier run left, when it can be.
async fn go_on(
    building: &Building,
    left: &mut Option<Reason>,
    unsettled: &mut HashSet<i64>,
) -> Result<(), CallError> {
    let mut behind = Ok(());
    if building.outbox.behind.swap(false, Ordering::SeqCst) {
        left.get_or_insert(Reason::AnswerLost);
    }
    if let Some(reason) = *left {
        behind = take_up(building, reason).await?;
        *left = behind.is_err().then_some(Reason::AnswerLost);
    }
    let sent = send_all(building, unsettled, left).await;
    if matches!(sent, Err(CallError::Store(_))) {
        *left = Some(Reason::AnswerLost);
    }
    sent.and(behind.map_err(CallError::Store))
}

/// Takes up what was left: what was in flight may have arrived, what is queued may be known elsewhere by now. What the calendar could not take is
/// answered once all else is taken up: it holds up none that is to be sent.
async fn take_up(
    building: &Building,
    reason: Reason,
) -> Result<Result<(), StoreError>, StoreError> {
    let mut behind = Ok(());
    for entry in building.open_entries().await? {
        let now = building.now();
        match (entry.state, entry.visit_id) {
            (EntryState::InFlight, _) => building.lost(entry, reason).await?,
            // DoorFlow's list, which a start reads, says what it became.
            (EntryState::Accepted, _) if entry.became_another() => {
                building
                    .keep(&EntryRow {
                        kept: true,
                        ..entry
                    })
                    .await?;
            }
            (EntryState::Accepted, Some(id)) if !entry.kept => {
                let row = entry.visit(id);
                behind = behind.and(building.finish(entry, row).await);
            }
            // What waits for its visitor is as old as that one.
            (EntryState::Queued, _) if entry.newcomer().is_some_and(|it| it != entry.id) => {}
            (EntryState::Queued, _)
                if matches!(entry.what, EntryKind::Book | EntryKind::Person) =>
            {
                // What was queued in this run, a person has asked for just now, however old it is.
                if reason == Reason::Closed && now - entry.made_at > OLD {
                    let entry = entry.into_state(EntryState::NeedsYou, Reason::Old, now);
                    building.keep(&entry).await?;
                } else {
                    lock(&building.outbox.unproven).insert(entry.id);
                }
            }
            _ => {}
        }
    }
    behind = behind.and(building.forget_newcomers().await);
    if remember_told(building).await? {
        building.promote.notify_one();
    }
    Ok(behind)
}

/// Remembers what the doors were told of this desk's visits by an earlier run, without which none is called ready; answers whether there
/// is something that they are still to be told.
pub(crate) async fn remember_told(building: &Building) -> Result<bool, StoreError> {
    let (account, now) = (building.account_id(), building.now());
    let (told, pins) = building
        .outbox
        .store
        .run(move |c| {
            Ok((
                table::told(c, &account, now)?,
                table::pins_to_tell(c, &account)?,
            ))
        })
        .await?;
    let not_yet = |(_, told): &(VisitId, Told)| *told == Told::NotYet;
    let some_to_tell = !pins.is_empty() || told.iter().any(not_yet);
    lock(&building.told).extend(told);
    Ok(some_to_tell)
}

/// Says of everything that is queued why it waits.
async fn all_wait(building: &Building, reason: Reason) -> Result<(), StoreError> {
    for entry in building.open_entries().await? {
        wait(building, entry.id, reason).await?;
    }
    Ok(())
}

/// Says of a write, if it is queued, why it waits.
async fn wait(building: &Building, id: i64, reason: Reason) -> Result<(), StoreError> {
    if let Some(entry) = building.entry(id).await?
        && entry.state == EntryState::Queued
        && entry.reason.is_of_the_way()
        && entry.reason != reason
    {
        let entry = entry.into_state(EntryState::Queued, reason, building.now());
        building.keep(&entry).await?;
    }
    Ok(())
}

/// Sends each queued write in turn; stops where nothing can be sent now. One that cannot be settled holds up none behind it, since what has
/// to come after it says so itself; it is tried again after all others. A list that could not be used for one is not read for the next. Nor
/// does one that could not be written hold up others, which are committed before they are sent: it is `left` to be taken up.
async fn send_all(
    building: &Building,
    unsettled: &mut HashSet<i64>,
    left: &mut Option<Reason>,
) -> Result<(), CallError> {
    let mut entries = building.open_entries().await?;
    entries.retain(|entry| entry.state == EntryState::Queued);
    entries.sort_by_key(|entry| unsettled.contains(&entry.id));
    let (mut unused, mut sent) = (Vec::new(), Ok(()));
    for entry in entries {
        let (id, kind) = (entry.id, entry.kind);
        let to_be_proven = lock(&building.outbox.unproven).contains(&id);
        if to_be_proven && unused.contains(&kind) {
            continue;
        }
        match send_if_ready(building, entry).await {
            Err(error) if is_of_one(&error) => {
                tracing::info!(entry = id, %error, "not settled");
                wait(building, id, reason(&error)).await?;
                unsettled.insert(id);
                if to_be_proven {
                    unused.push(kind);
                }
                sent = Err(error);
            }
            Err(error @ CallError::Store(_)) => {
                tracing::error!(entry = id, %error, "what became of it could not be written");
                *left = Some(Reason::AnswerLost);
                sent = Err(error);
            }
            other => {
                other?;
                unsettled.remove(&id);
            }
        }
    }
    sent
}

async fn send_if_ready(building: &Building, entry: EntryRow) -> Result<(), CallError> {
    match ready(building, entry).await? {
        Some(entry) => send(building, entry).await,
        None => Ok(()),
    }
}

async fn send(building: &Building, entry: EntryRow) -> Result<(), CallError> {
    // A token is got before anything is said to be in flight: without one, nothing is sent.
    building.session.access_token().await?;
    // By the time that it is sent, it is told from others that are the same.
    building.learn_the_time().await?;
    let now = building.now();
    if entry.end <= now {
        building.keep(&too_late(entry, now)).await?;
        return Ok(());
    }
    let Some(entry) = proven(building, entry).await? else {
        return Ok(());
    };
    let entry = EntryRow {
        sent_at: entry.sent_at.or(Some(now)),
        ..entry.into_state(EntryState::InFlight, Reason::None, now)
    };
    let flying = entry.clone();
    // Whoever took it off the outbox until now has taken it back.
    let still = building
        .outbox
        .store
        .run(move |c| {
            let queued =
                table::get(c, flying.id)?.is_some_and(|entry| entry.state == EntryState::Queued);
            Ok(queued && table::update(c, &flying)?)
        })
        .await?;
    if !still {
        return Ok(());
    }
    tracing::info!(entry = entry.id, "sending");
    // DoorFlow is on it while the page is told.
    let told = building.tell_moved(entry.booking);
    let (answer, ()) = tokio::join!(ask(building, &entry), told);
    match answer {
        Ok(Done::Nothing) => Ok(()),
        Ok(Done::Made(row)) => {
            tracing::info!(entry = entry.id, visit = row.id, "accepted");
            Ok(building.accept(entry, row).await?)
        }
        Ok(Done::Deleted) => Ok(building.cancelled(entry).await?),
        Ok(Done::Person(person)) => Ok(building.person_answered(entry, *person).await?),
        Ok(Done::Pin(made)) => Ok(building.pin_given(EntryRow { made, ..entry }).await?),
        Ok(Done::Described(person)) => Ok(building.described(entry, person.map(|it| *it)).await?),
        Ok(Done::Revoked) => Ok(building.revoked(entry).await?),
        Ok(Done::Left(person)) => Ok(building.seen_off(entry, person.map(|it| *it)).await?),
        Err(error) => {
            tracing::info!(entry = entry.id, %error, "not accepted");
            not_accepted(building, entry, error).await
        }
    }
}

/// A write whose visit is over. Of one that was sent before, nothing proves any more that it is not there.
fn too_late(entry: EntryRow, now: DateTime<Utc>) -> EntryRow {
    let (state, reason) = match entry.sent_at {
        None => (EntryState::NotBooked, Reason::TooLate),
        Some(_) => (EntryState::NeedsYou, Reason::StartPassed),
    };
    entry.into_state(state, reason, now)
}

async fn not_accepted(
    building: &Building,
    entry: EntryRow,
    error: CallError,
) -> Result<(), CallError> {
    let now = building.now();
    let problems = match &error {
        CallError::DoorFlow(error) => problems(
            error,
            match entry.what {
                EntryKind::Person => Field::Who,
                _ => Field::Place,
            },
        ),
        _ => Vec::new(),
    };
    let outcome = outcome(&error);
    let problems = if outcome == Outcome::Rejected {
        problems
    } else {
        Vec::new()
    };
    building.outbox.say(entry.id, problems, error.to_string());
    match outcome {
        Outcome::Later => {
            let entry = entry.into_state(EntryState::Queued, reason(&error), now);
            building.keep(&entry).await?;
            return Err(error);
        }
        Outcome::Rejected => {
            let entry = entry.into_state(EntryState::Rejected, Reason::Refused, now);
            building.keep(&entry).await?;
        }
        Outcome::Unknown => building.lost(entry, Reason::AnswerLost).await?,
    }
    Ok(())
}

/// The write, if it is to be sent: one of an earlier run, or one that is sent again, is looked for first.
async fn proven(building: &Building, entry: EntryRow) -> Result<Option<EntryRow>, CallError> {
    if entry.what == EntryKind::Person {
        return newcomer::proven(building, entry).await;
    }
    if !lock(&building.outbox.unproven).contains(&entry.id) {
        return Ok(Some(entry));
    }
    let Some(listed) = whole_list(building, entry.kind).await? else {
        return Err(CallError::Unsteady);
    };
    let id = entry.id;
    let taken = building
        .outbox
        .store
        .run(move |c| table::visits_of_others(c, id))
        .await?;
    let go_on = match prove(&entry, &listed, &taken) {
        Proof::Is(row) => {
            building.accept(entry, row).await?;
            None
        }
        Proof::Several(alike) => {
            let now = building.now();
            let entry = EntryRow {
                alike,
                ..entry.into_state(EntryState::NeedsYou, Reason::Several, now)
            };
            building.keep(&entry).await?;
            None
        }
        Proof::Absent(held) => Some(EntryRow { held, ..entry }),
    };
    lock(&building.outbox.unproven).remove(&id);
    Ok(go_on)
}

#[cfg(test)]
mod tests {
    use super::super::find::tests::entry;
    use super::*;

    #[test]
    fn what_may_have_been_booked_is_not_called_not_booked_when_its_time_is_over() {
        let never_sent = entry(vec![]);
        let now = never_sent.end;
        let sent = EntryRow {
            sent_at: Some(never_sent.made_at),
            ..never_sent.clone()
        };
        let stands = |entry| {
            let entry = too_late(entry, now);
            (entry.state, entry.reason)
        };
        let too_late = (EntryState::NotBooked, Reason::TooLate);
        assert_eq!(stands(never_sent), too_late);
        let nobody_knows = (EntryState::NeedsYou, Reason::StartPassed);
        assert_eq!(stands(sent), nobody_knows);
    }
}
