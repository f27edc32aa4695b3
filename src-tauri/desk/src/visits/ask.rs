//! The calendar's questions: what is on these days, and all of one visit.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use doorflow::PersonId;

use super::around::{Around, Pending};
use super::attendance::NO_SHOW;
use super::build::Surroundings;
use super::{Agenda, Visit, VisitDetails, VisitState};
use crate::booking::{About, VisitKind, key_of};
use crate::building::{Building, VisitId, lock};
use crate::desk::Desk;
use crate::directory::Entry;
use crate::error::DeskError;
use crate::outbox::{EntryKind, as_settled, being_moved};
use crate::store::StoreError;
use crate::store::outbox::{EntryRow, EntryState};
use crate::store::visits::{self as table, VisitRow, kind_of};
use crate::sync;
use crate::zone::AccountZone;

/// The most days that one question may span: a year and a bit.
const MOST_DAYS: usize = 400;
/// For how long before its start and after its end it is asked of a visit among others who came.
const WATCHED: TimeDelta = TimeDelta::days(1);

/// Who a visit is, from the page's key.
pub(crate) enum Key {
    /// DoorFlow has it.
    Visit(VisitId),
    /// It is in the outbox.
    Entry(i64),
}

impl Key {
    /// Reads `r123`, `g45` or `b6`.
    pub(crate) fn read(key: &str) -> Result<Self, DeskError> {
        let not_one = || DeskError::bad_input("not the key of a visit");
        let (letter, number) = key.split_at_checked(1).ok_or_else(not_one)?;
        let number = number.parse().map_err(|_| not_one())?;
        match letter {
            "b" => Ok(Self::Entry(number)),
            "r" | "g" => Ok(Self::Visit((kind_of(letter), number))),
            _ => Err(not_one()),
        }
    }
}

impl Desk {
    /// Every day from `first` to `last` (`YYYY-MM-DD`, the account's zone) with the visits that touch them.
    ///
    /// # Errors
    /// `badInput` for days that cannot be read; `signedOut` while no account is open.
    pub async fn agenda(&self, first: &str, last: &str) -> Result<Agenda, DeskError> {
        let day = |text: &str| {
            text.parse::<NaiveDate>()
                .map_err(|_| DeskError::bad_input("a day is written YYYY-MM-DD"))
        };
        self.agenda_of(day(first)?, day(last)?).await
    }

    /// As [`Desk::agenda`], of days that were read already.
    pub(crate) async fn agenda_of(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Agenda, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let dates: Vec<NaiveDate> = first
            .iter_days()
            .take_while(|date| *date <= last)
            .take(MOST_DAYS)
            .collect();
        let Some(after) = dates
            .last()
            .and_then(|last| last.checked_add_days(Days::new(1)))
        else {
            return Err(DeskError::bad_input("the last day is before the first"));
        };
        let (from, to) = (zone.day_start(first), zone.day_start(after));
        let (mut rows, mut entries) = building
            .with_entries(move |connection| table::between(connection, from, to))
            .await?;
        entries.retain(|entry| entry.end > from && entry.start < to);
        as_settled(&mut rows, &entries);
        entries.retain(EntryRow::shows);
        let visits = building.visits(&zone, rows, entries).await?;
        Ok(Agenda {
            days: dates.into_iter().map(|date| zone.day_frame(date)).collect(),
            visits,
        })
    }

    /// One visit. A group reservation is read afresh; a reservation cannot be asked for by itself, so its row is as fresh as the
    /// last pull.
    ///
    /// # Errors
    /// `notFound` when there is no such visit any more.
    pub async fn visit(&self, key: &str) -> Result<VisitDetails, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let mut details = building.details(&zone, Key::read(key)?).await?;
        details.series = building.series(key, zone).await?;
        details.about = building.noted(Key::read(key)?).await?;
        Ok(details)
    }
}

/// By which keys it is kept what was noted of these visits.
pub(crate) fn noted(rows: &[VisitRow]) -> Vec<String> {
    rows.iter().map(|row| key_of((row.kind, row.id))).collect()
}

impl Building {
    async fn details(&self, zone: &AccountZone, key: Key) -> Result<VisitDetails, DeskError> {
        match key {
            Key::Entry(id) => {
                let entry = self.entry(id).await?;
                let entry = entry.ok_or_else(|| DeskError::not_found("no such booking"))?;
                if let (EntryState::Accepted, Some(visit)) = (entry.state, entry.visit_id)
                    && !entry.became_another()
                {
                    return self.visit_details(zone, (entry.kind, visit)).await;
                }
                let made = zone.moment(entry.made_at);
                let may_come = entry.what == EntryKind::Book && entry.under_way();
                let visits = self.visits(zone, Vec::new(), vec![entry]).await?;
                let visit = visits
                    .into_iter()
                    .next()
                    .ok_or_else(|| DeskError::not_found("no such booking"))?;
                Ok(VisitDetails {
                    cancellable: may_come && visit.state != VisitState::Cancelling,
                    doorflow_id: None,
                    created: Some(made),
                    read: None,
                    arrivals: Vec::new(),
                    series: None,
                    about: About::default(),
                    visit,
                })
            }
            Key::Visit(id) => self.visit_details(zone, id).await,
        }
    }

    /// The entries of the calendar for these rows and these writes, by start, then key.
    pub(crate) async fn visits(
        &self,
        zone: &AccountZone,
        rows: Vec<VisitRow>,
        entries: Vec<EntryRow>,
    ) -> Result<Vec<Visit>, StoreError> {
        let ids = rows.iter().map(|row| row.person_id);
        let ids = ids.chain(entries.iter().map(|entry| entry.person_id));
        let account = self.account_id();
        let (known, ids) = self.at_hand(ids.collect());
        let (watched, now) = (self.watched(&rows), self.now());
        let noted = noted(&rows);
        let around = self
            .store
            .read_after(
                &self.outbox.store,
                move |outbox| {
                    let mut pending = Pending::read(outbox, &account, ids)?;
                    (pending.watched, pending.now, pending.known) = (watched, now, known);
                    pending.noted = noted;
                    Ok(pending)
                },
                Around::read,
            )
            .await?;
        Ok(self.seen(*zone, around, &rows, &entries))
    }

    /// The visits that are shown otherwise as time goes by: those that began or ended after `before` and up to `now`, and those whose
    /// visitors are not waited for any more.
    ///
    /// # Errors
    /// The store cannot be read.
    pub(crate) async fn turned(
        &self,
        zone: &AccountZone,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Visit>, StoreError> {
        let rows = self
            .store
            .read(move |connection| table::turned(connection, (before, now), NO_SHOW))
            .await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.visits(zone, rows, Vec::new()).await
    }

    /// Those of these people whom the directory knows, and the others. While it is being filled, nobody waits for it: the store knows too.
    pub(crate) fn at_hand(
        &self,
        mut ids: HashSet<PersonId>,
    ) -> (HashMap<PersonId, Entry>, HashSet<PersonId>) {
        let mut known = HashMap::new();
        if let Ok(directory) = self.directory.try_read() {
            known.extend(ids.iter().filter_map(|id| Some((*id, directory.get(*id)?))));
        }
        ids.retain(|id| !known.contains_key(id));
        (known, ids)
    }

    /// Those of which it is asked who came: of what was over yesterday, only where nothing else is asked for.
    fn watched(&self, rows: &[VisitRow]) -> Vec<VisitRow> {
        let now = self.now();
        let matters = |row: &&VisitRow| {
            rows.len() == 1 || (row.start <= now + WATCHED && row.end > now - WATCHED)
        };
        rows.iter().filter(matters).cloned().collect()
    }

    /// As [`Self::visits`], with what is known around them.
    pub(crate) fn seen(
        &self,
        zone: AccountZone,
        around: Around,
        rows: &[VisitRow],
        entries: &[EntryRow],
    ) -> Vec<Visit> {
        let Around {
            open,
            people,
            channels,
            groups,
            log,
            hosts,
        } = around;
        let (channels, groups) = Surroundings::places(channels, groups);
        let leaving = || open.iter().filter(|entry| entry.takes_back());
        let cancelling = leaving()
            .filter_map(|entry| Some((entry.kind, entry.visit_id?)))
            .collect();
        let withdrawn = leaving().filter_map(|entry| entry.after).collect();
        let moving = being_moved(&open).collect();
        let held_up = open
            .iter()
            .filter(|entry| entry.what == EntryKind::Person && !entry.under_way())
            .filter(|entry| entry.state != EntryState::Accepted)
            .map(|entry| entry.booking)
            .collect();
        let now = self.now();
        let surroundings = Surroundings {
            zone: &zone,
            now,
            today: zone.day_start(zone.day_of(now)),
            log,
            people,
            channels,
            groups,
            told_at: lock(&self.told).clone(),
            begun: lock(&self.begun).clone(),
            cancelling,
            moving,
            held_up,
            withdrawn,
            hosts,
        };
        let mut visits: Vec<Visit> = rows.iter().map(|row| surroundings.visit(row)).collect();
        visits.extend(entries.iter().map(|entry| surroundings.pending(entry)));
        visits.sort_by(|a, b| (a.start.utc, &a.key).cmp(&(b.start.utc, &b.key)));
        visits
    }

    /// The row of a visit as the outbox's accepted writes leave it, and the writes that were open when it was read.
    ///
    /// # Errors
    /// `notFound` when there is none.
    pub(crate) async fn visit_row(
        &self,
        id: VisitId,
    ) -> Result<(VisitRow, Vec<EntryRow>), DeskError> {
        let (row, open) = self
            .with_entries(move |connection| table::get(connection, id.0, id.1))
            .await?;
        let mut rows: Vec<VisitRow> = row.into_iter().collect();
        as_settled(&mut rows, &open);
        rows.into_iter()
            .find(|row| (row.kind, row.id) == id)
            .map(|row| (row, open))
            .ok_or_else(|| DeskError::not_found("no such visit"))
    }

    /// As [`Self::visit_row`], of a visit that can still be changed.
    ///
    /// # Errors
    /// `notFound` when there is none, `refused` when it is over.
    pub(crate) async fn changeable(
        &self,
        id: VisitId,
    ) -> Result<(VisitRow, Vec<EntryRow>), DeskError> {
        let (row, open) = self.visit_row(id).await?;
        if row.end <= self.now() || row.deactivated {
            return Err(DeskError::refused("the visit is over"));
        }
        Ok((row, open))
    }

    async fn visit_details(
        &self,
        zone: &AccountZone,
        id: VisitId,
    ) -> Result<VisitDetails, DeskError> {
        let mut read: Option<DateTime<Utc>> = None;
        // What is over is history, and DoorFlow lists no past.
        let over = |(row, _): (VisitRow, _)| row.end <= self.now();
        if id.0 == VisitKind::GroupReservation && !self.visit_row(id).await.is_ok_and(over) {
            match sync::group_reservation_as_known(self, id.1).await {
                Ok(Some(_)) => read = Some(self.now()),
                Ok(None) => {}
                // What is known is shown, with its age.
                Err(error) => {
                    tracing::info!(%error, "a group reservation could not be read afresh");
                }
            }
        }
        let (row, _) = self.visit_row(id).await?;
        let created = row.created_at.map(|at| zone.moment(at));
        let arrivals = self.arrivals(zone, &row).await?;
        let visits = self.visits(zone, vec![row], Vec::new()).await?;
        let visit = visits
            .into_iter()
            .next()
            .ok_or_else(|| DeskError::not_found("no such visit"))?;
        Ok(VisitDetails {
            cancellable: matches!(visit.state, VisitState::Expected | VisitState::UnderWay),
            doorflow_id: Some(id.1),
            created,
            read: read.map(|at| zone.moment(at)),
            arrivals,
            series: None,
            about: About::default(),
            visit,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_or_refused() {
        assert!(matches!(
            Key::read("r12"),
            Ok(Key::Visit((VisitKind::Reservation, 12)))
        ));
        assert!(matches!(
            Key::read("g7"),
            Ok(Key::Visit((VisitKind::GroupReservation, 7)))
        ));
        assert!(matches!(Key::read("b3"), Ok(Key::Entry(3))));
        for bad in ["", "r", "x1", "r1x", "é1", "r99999999999999999999"] {
            assert!(Key::read(bad).is_err(), "{bad:?} is no key");
        }
    }
}
