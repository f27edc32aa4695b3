//! Sees visitors off whom this desk has made: once all of their visits are over, the PIN that they were given here is taken back, and where
//! the configuration says so they are disabled. What was not made here is not touched.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{PersonId, PersonInput};
use tokio::sync::broadcast::error::RecvError;

use super::newcomer::by_mark;
use super::{EntryKind, Reason, revoking};
use crate::booking::VisitKind;
use crate::building::Building;
use crate::call::CallError;
use crate::news::News;
use crate::session::Capability;
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState, Leaver};
use crate::store::people::PersonRow;
use crate::store::visits::{self, VisitRow};
use crate::store::watermarks::{self, List};
use crate::sync::rows;

/// How long it is tried before a person is asked.
const WANTED: TimeDelta = TimeDelta::days(7);

/// Sees off whose visits are over, for as long as somebody is signed in: looked for as the minute turns and as the lists were read.
pub(crate) async fn keep_seeing_off(building: Arc<Building>) {
    let mut news = building.listen();
    loop {
        match news.recv().await {
            Ok(News::Clock { .. } | News::Status { .. }) | Err(RecvError::Lagged(_)) => {}
            Ok(_) => continue,
            Err(RecvError::Closed) => return,
        }
        if building.may(Capability::WritePeople)
            && building.outbox.is_open().is_ok()
            && let Err(error) = building.see_off().await
        {
            tracing::error!(%error, "it could not be looked whose visits are over");
        }
    }
}

impl Building {
    /// Up to when all visits are known that the sign-in may read; `None` before they were read for the first time.
    async fn visits_read_to(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let lists = [
            (Capability::ReadReservations, List::Reservations),
            (Capability::ReadGroupReservations, List::GroupReservations),
        ];
        let lists: Vec<_> = lists
            .into_iter()
            .filter(|(may, _)| self.may(*may))
            .collect();
        self.store
            .read(move |c| {
                let mut to = Some(now);
                for (_, list) in lists {
                    to = to.min(watermarks::read(c, list)?);
                }
                Ok(to)
            })
            .await
    }

    /// Commits what is to be taken from those whose visits are over.
    async fn see_off(&self) -> Result<(), StoreError> {
        let (account, now) = (self.account_id(), self.now());
        // Another desk may have made a visit longer: the lists have to have been asked for since it would have ended.
        let Some(until) = self.visits_read_to(now).await? else {
            return Ok(());
        };
        let outbox = &self.outbox.store;
        let leavers = outbox
            .run({
                let account = account.clone();
                move |c| table::leavers(c, &account, until)
            })
            .await?;
        for leaver in leavers {
            let person = leaver.person;
            let more = self.store.read(move |c| visits::of_person(c, person, now));
            if more.await?.iter().any(|visit| !visit.deactivated) {
                continue;
            }
            let disables = self.session.config().disable_visitors;
            let writes = if disables || leaver.pin.is_some() {
                vec![leave(&leaver, now)]
            } else {
                Vec::new()
            };
            let account = account.clone();
            let kept = outbox
                .run(move |c| table::see_off(c, &account, &leaver, writes))
                .await?;
            if !kept.is_empty() {
                self.send.notify_one();
                self.entries_moved().await;
            }
        }
        Ok(())
    }

    /// Whether somebody who is to be seen off is expected again: booked since the write that says so was committed.
    pub(super) async fn is_expected_again(&self, leave: &EntryRow) -> Result<bool, StoreError> {
        let (person, now) = (leave.person_id, self.now());
        let read = self.with_entries(move |c| visits::of_person(c, person, now));
        let (coming, open) = read.await?;
        let asked = |entry: &EntryRow| {
            entry.person_id == person && entry.shows() && entry.state.may_take_place()
        };
        Ok(coming.iter().any(|visit| !visit.deactivated) || open.iter().any(asked))
    }

    /// Lets somebody who is expected again keep what they were given until then.
    pub(super) async fn stays(&self, leave: EntryRow) -> Result<(), StoreError> {
        tracing::info!(
            entry = leave.id,
            person = leave.person_id.0,
            "is expected again"
        );
        self.outbox
            .store
            .run(move |c| table::stays(c, &leave))
            .await?;
        self.entries_moved().await;
        Ok(())
    }

    /// Whoever was seen off and has a new PIN is seen off once more after a visit that ends then.
    pub(super) async fn comes_again(
        &self,
        person: PersonId,
        end: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let account = self.account_id();
        self.outbox
            .store
            .run(move |c| table::comes_again(c, &account, person, end))
            .await
    }

    /// Whoever was seen off is without what they were given.
    pub(super) async fn seen_off(
        &self,
        entry: EntryRow,
        person: Option<PersonRow>,
    ) -> Result<(), StoreError> {
        tracing::info!(entry = entry.id, person = entry.person_id.0, "was seen off");
        let done = self.told_to_doors(entry);
        self.keep(&done).await?;
        self.promote.notify_one();
        if let Some(person) = person {
            self.know(person).await?;
        }
        Ok(())
    }
}

/// The write that takes back what somebody was given.
fn leave(leaver: &Leaver, now: DateTime<Utc>) -> EntryRow {
    let asked = VisitRow {
        kind: VisitKind::Reservation,
        id: 0,
        person_id: leaver.person,
        start: leaver.ended,
        end: now + WANTED,
        place_ids: Vec::new(),
        deactivated: false,
        created_at: None,
    };
    let entry = EntryRow {
        booking: leaver.booking,
        mark: Some(leaver.mark.clone()),
        made: leaver.pin.clone(),
        ..EntryRow::queued(EntryKind::Leave, &asked, now)
    };
    if leaver.asks {
        return entry.into_state(EntryState::NeedsYou, Reason::Restored, now);
    }
    entry
}

/// The requests that take back what somebody was given. Each does no harm a second time; whatever is gone already is as it should be.
pub(super) async fn take_back(
    building: &Building,
    entry: &EntryRow,
) -> Result<Option<PersonRow>, CallError> {
    let person = entry.person_id;
    revoking::take_away(building, entry).await?;
    if !building.session.config().disable_visitors {
        return Ok(None);
    }
    // One whom somebody has made their own since, by another id, is not this desk's any more.
    let found = by_mark(building, entry).await?;
    if !found.is_some_and(|found| found.enabled && found.id == person) {
        return Ok(None);
    }
    let input = PersonInput {
        enabled: Some(false),
        ..PersonInput::default()
    };
    let answer = building
        .call(|client, token| {
            let input = input.clone();
            async move { client.update_person(&token, person, &input).await }
        })
        .await?;
    Ok(Some(rows::person(answer.value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::tests::Bench;

    #[tokio::test]
    async fn nobody_is_seen_off_by_one_list_alone() {
        let bench = Bench::open().await;
        let building = bench.building();
        let now = building.now();
        let ago = |minutes| now - TimeDelta::minutes(minutes);
        let read = async |list, at| {
            let kept = building.store.run_here(|c| watermarks::write(c, list, at));
            kept.unwrap();
            building.visits_read_to(now).await.unwrap()
        };
        assert_eq!(
            read(List::Reservations, ago(0)).await,
            None,
            "a stay may be longer"
        );
        let to = read(List::GroupReservations, ago(2)).await;
        assert!(
            to.is_some_and(|to| (ago(2) - to).num_milliseconds() == 0),
            "{to:?}"
        );
        let to = read(List::Reservations, ago(9)).await;
        assert!(
            to.is_some_and(|to| (ago(9) - to).num_milliseconds() == 0),
            "{to:?}"
        );
    }
}
