//! Brings what an alert is judged by, and gathers what comes together.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::worth::{Look, Needing, SOON, Waits, Watch};
use crate::building::Building;
use crate::news::{News, Topic};
use crate::outbox::{Standing, first_of_each};
use crate::store::StoreError;
use crate::store::channels;
use crate::store::outbox::EntryRow;
use crate::store::visits;
use crate::visits::Visit;
use crate::zone::AccountZone;

/// What happens within this time is told together.
const GATHERED: Duration = Duration::from_secs(2);
/// After an alert the next waits so long, and holds all that came meanwhile.
const REST: Duration = Duration::from_secs(15);

/// Tells what is worth an alert for as long as somebody is signed in.
pub(crate) async fn keep_alerting(building: Arc<Building>) {
    let mut news = building.listen();
    let mut watch = Watch::begun(building.now());
    let mut arrivals = Vec::new();
    let mut rested = Instant::now();
    // What is there at the beginning is looked at as well: it is what changes are told by.
    let mut due = Some(Instant::now() + GATHERED);
    loop {
        tokio::select! {
            biased;
            piece = news.recv() => match piece {
                Ok(News::Arrivals { visits }) => arrivals.extend(visits),
                Ok(News::Changed { topics }) if topics.iter().copied().any(matters) => {}
                // Visits come near as time goes by.
                Ok(News::Clock { .. }) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
                Ok(_) => continue,
            },
            () = sleep_until(due.unwrap_or(rested)), if due.is_some() => {
                due = None;
                if building.alert(&mut watch, std::mem::take(&mut arrivals)).await {
                    rested = Instant::now() + REST;
                }
                continue;
            }
        }
        due = due.or_else(|| Some(rested.max(Instant::now() + GATHERED)));
    }
}

/// Whether a change can be of doors, or of what needs a person, or bring a visit near.
fn matters(topic: Topic) -> bool {
    matches!(topic, Topic::Places | Topic::Visits | Topic::Outbox)
}

impl Building {
    /// Looks, and tells what is worth it; answers whether something was told.
    async fn alert(&self, watch: &mut Watch, arrivals: Vec<Visit>) -> bool {
        let Ok(account) = self.account() else {
            return false;
        };
        watch.not_after(self.now());
        let look = match self.look_for_alerts(&account.zone, watch, arrivals).await {
            Ok(look) => look,
            Err(error) => {
                tracing::error!(%error, "the store could not be read");
                return false;
            }
        };
        let Some(alert) = watch.worth(look) else {
            return false;
        };
        tracing::info!(
            arrivals = alert.arrivals.len(),
            doors = alert.doors.len(),
            needing = alert.needing.len(),
            "worth an alert"
        );
        self.tell(News::Alert { alert });
        true
    }

    async fn look_for_alerts(
        &self,
        zone: &AccountZone,
        watch: &Watch,
        arrivals: Vec<Visit>,
    ) -> Result<Look, StoreError> {
        let (doors, open) = self.with_entries(channels::all).await?;
        let coming = if watch.misses(&doors) {
            self.coming(zone).await?
        } else {
            Vec::new()
        };
        Ok(Look {
            arrivals,
            doors,
            coming,
            needing: self.needing(zone, &open).await?,
        })
    }

    /// The visits that begin soon or are under way.
    async fn coming(&self, zone: &AccountZone) -> Result<Vec<Visit>, StoreError> {
        let now = self.now();
        let from = now - visits::LONGEST;
        let rows = self
            .store
            .read(move |connection| visits::starting(connection, (from, now + SOON), now))
            .await?;
        self.visits(zone, rows, Vec::new()).await
    }

    /// The writes that wait for a person.
    async fn needing(
        &self,
        zone: &AccountZone,
        open: &[EntryRow],
    ) -> Result<Vec<Waits>, StoreError> {
        let waiting: Vec<(EntryRow, Standing)> = first_of_each(open)
            .filter_map(|entry| Some((entry.clone(), entry.standing()?)))
            .filter(|(_, standing)| {
                matches!(
                    standing,
                    Standing::Rejected | Standing::NotBooked | Standing::NeedsYou
                )
            })
            .collect();
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let entries = waiting.iter().map(|(entry, _)| entry.clone()).collect();
        let visits = self.visits(zone, Vec::new(), entries).await?;
        let named = |entry: &EntryRow| {
            let key = format!("b{}", entry.id);
            visits.iter().find(|visit| visit.key == key)
        };
        Ok(waiting
            .iter()
            .filter_map(|(entry, state)| {
                Some(Waits {
                    id: entry.id,
                    since: entry.since,
                    what: Needing {
                        who: named(entry)?.name.clone(),
                        what: entry.what,
                        state: *state,
                    },
                })
            })
            .collect())
    }
}
