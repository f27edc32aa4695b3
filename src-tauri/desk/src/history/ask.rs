//! History's questions: one reading finds and judges all, and its parts are handed out as they come into sight.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Days, Utc};

use super::found::{Found, Item, Known, Span};
use super::line::{HistoryAsk, HistoryLine, HistoryPage};
use crate::building::{Building, lock};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::outbox::as_settled;
use crate::store::outbox as entries;
use crate::store::visits::{self as table, VisitRow, letter};
use crate::visits::log::Log;
use crate::zone::AccountZone;

/// The most lines of one part.
const MOST: usize = 500;

static READINGS: AtomicU64 = AtomicU64::new(1);

impl Desk {
    /// Lines `offset` to `offset + limit` (500 at the most) of the visits that are asked for, the latest first. With the `reading` of an
    /// earlier part the line is one of the same list; without one, or where that is not kept any more, the store is read anew.
    ///
    /// # Errors
    /// `badInput` where the last day is before the first; `signedOut` while no account is open; `machine` when the store cannot be read.
    pub async fn history(
        &self,
        ask: HistoryAsk,
        offset: usize,
        limit: usize,
        reading: Option<u64>,
    ) -> Result<HistoryPage, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let kept = lock(&building.history)
            .as_ref()
            .is_some_and(|found| Some(found.reading) == reading && found.answers(&ask));
        if !kept {
            let found = building.find_history(&zone, &ask).await?;
            *lock(&building.history) = Some(found);
        }
        let (page, items) = {
            let found = lock(&building.history);
            let found = found
                .as_ref()
                .ok_or_else(|| DeskError::machine("what was found is gone"))?;
            let items = found.shown(&ask.states).skip(offset).take(limit.min(MOST));
            let items: Vec<Item> = items.cloned().collect();
            let page = HistoryPage {
                reading: found.reading,
                total: found.shown(&ask.states).count(),
                counts: found.counts(),
                kept_from: zone.moment(building.kept_from()),
                lines: Vec::new(),
            };
            (page, items)
        };
        let lines = building.history_lines(&zone, items).await?;
        Ok(HistoryPage { lines, ..page })
    }
}

impl Building {
    /// Reads the store for a question, whatever states it wants.
    pub(super) async fn find_history(
        &self,
        zone: &AccountZone,
        ask: &HistoryAsk,
    ) -> Result<Found, DeskError> {
        let span = span(*zone, ask)?;
        let now = self.now();
        let today = zone.day_start(zone.day_of(now));
        let account = self.account_id();
        let asked = HistoryAsk {
            states: Vec::new(),
            ..ask.clone()
        };
        let question = asked.clone();
        let _both = self.outbox.gate.read().await;
        let items = self
            .store
            .read_after(
                &self.outbox.store,
                move |outbox| {
                    let open = entries::open(outbox, &account)?;
                    Ok((open, entries::taken_away(outbox, &account)?))
                },
                move |store, (open, taken)| {
                    let mut rows = match question.person {
                        Some(person) => table::of_person(store, person, span.from)?,
                        None => table::between(store, span.from, span.to)?,
                    };
                    as_settled(&mut rows, &open);
                    let gone: Vec<VisitRow> = taken
                        .iter()
                        .filter_map(|entry| Some(entry.visit(entry.visit_id?)))
                        .filter(|row| span.holds(row.start, row.end))
                        .filter(|row| question.person.is_none_or(|id| row.person_id == id))
                        .collect();
                    let log = Log::read_all(store, &rows, &gone, (span.from, Some(span.to)))?;
                    let known = Known {
                        rows,
                        open,
                        taken,
                        log,
                        now,
                        today,
                    };
                    Ok(known.items(&question, span))
                },
            )
            .await?;
        Ok(Found {
            reading: READINGS.fetch_add(1, Ordering::Relaxed),
            asked,
            items,
        })
    }

    /// The lines of what was found, with the names that are known now.
    pub(super) async fn history_lines(
        &self,
        zone: &AccountZone,
        items: Vec<Item>,
    ) -> Result<Vec<HistoryLine>, DeskError> {
        let writes = items
            .iter()
            .filter_map(|item| item.entry.as_deref().cloned());
        let rows = items.iter().filter(|item| item.entry.is_none());
        let rows: Vec<VisitRow> = rows.map(|item| item.row.clone()).collect();
        let visits = self.visits(zone, rows, writes.collect()).await?;
        let mut visits: HashMap<_, _> = visits
            .into_iter()
            .map(|visit| (visit.key.clone(), visit))
            .collect();
        Ok(items
            .into_iter()
            .filter_map(|item| {
                Some(HistoryLine {
                    visit: visits.remove(&item.key())?,
                    state: item.state,
                    arrived: item.came.map(|at| zone.moment(at)),
                    by_hand: item.by_hand,
                    left: item.left.map(|at| zone.moment(at)),
                    rejected: item.rejected,
                    said: item.said,
                })
            })
            .collect())
    }
}

impl Item {
    fn key(&self) -> String {
        match &self.entry {
            Some(entry) => format!("b{}", entry.id),
            None => format!("{}{}", letter(self.row.kind), self.row.id),
        }
    }
}

/// The times of the days that are asked for, by the account's clock.
pub(super) fn span(zone: AccountZone, ask: &HistoryAsk) -> Result<Span, DeskError> {
    if ask
        .first
        .zip(ask.last)
        .is_some_and(|(first, last)| last < first)
    {
        return Err(DeskError::bad_input("the last day is before the first"));
    }
    let after = ask
        .last
        .and_then(|last| last.checked_add_days(Days::new(1)));
    Ok(Span {
        from: ask
            .first
            .map_or(DateTime::<Utc>::MIN_UTC, |day| zone.day_start(day)),
        to: after.map_or(DateTime::<Utc>::MAX_UTC, |day| zone.day_start(day)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: &str, last: &str) -> HistoryAsk {
        let day = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        HistoryAsk {
            first: day(first),
            last: day(last),
            ..HistoryAsk::default()
        }
    }

    #[test]
    fn days_are_the_accounts_and_as_long_as_they_are() {
        let zone = AccountZone::parse("Europe/London").unwrap();
        let hours = |first, last| {
            let span = span(zone, &days(first, last)).unwrap();
            (span.to - span.from).num_hours()
        };
        assert_eq!(hours("2026-11-28", "2026-11-28"), 24);
        assert_eq!(hours("2026-10-25", "2026-10-25"), 25, "the clocks go back");
        assert_eq!(hours("2026-03-29", "2026-03-29"), 23, "and forward");
        assert!(span(zone, &days("2026-11-28", "2026-11-27")).is_err());
        let ever = span(zone, &days("", "")).unwrap();
        assert!(ever.holds(DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH));
    }
}
