//! The visits of a series that are on the calendar.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use doorflow::PersonId;

use super::{Reach, Rule, no_series};
use crate::booking::{Cancelled, key_of};
use crate::building::{Building, VisitId};
use crate::error::DeskError;
use crate::outbox::{as_settled, being_moved};
use crate::store::outbox::series::{self as table, InSeries};
use crate::store::outbox::{self, EntryRow};
use crate::store::visits::{self, VisitRow};
use crate::visits::ask::Key;
use crate::visits::cancel::is_unsent;
use crate::zone::AccountZone;

/// One visit of a series that is on the calendar.
#[derive(Clone)]
pub(super) struct Member {
    /// The visit; its number is 0 as long as DoorFlow has given none.
    pub(super) row: VisitRow,
    /// The write that asks for it, as long as it is not known to be DoorFlow's.
    pub(super) entry: Option<i64>,
    pub(super) place: InSeries,
    /// Under which key it is kept what was noted of it.
    pub(super) about: Option<String>,
}

impl Member {
    pub(super) fn id(&self) -> VisitId {
        (self.row.kind, self.row.id)
    }

    /// Whether a visit is cancelled with it: it is on the calendar as one, on its way to that, or may be in DoorFlow all the same. What did not
    /// come to be, or waits for a person to send it, is only taken off.
    pub(super) fn may_stand(&self, open: &[EntryRow]) -> bool {
        let mut asked = open.iter().filter(|entry| Some(entry.id) == self.entry);
        asked.all(|entry| entry.under_way() || !is_unsent(entry))
    }

    /// What is remembered of it as it is cancelled.
    pub(super) fn as_it_is(&self) -> Cancelled {
        Cancelled {
            row: self.row.clone(),
            entry: self.entry,
            series: Some(self.place.clone()),
            about: self.about.clone(),
            instead_of: None,
        }
    }
}

/// The visits of a series that are on the calendar, by start.
pub(super) struct Members {
    pub(super) all: Vec<Member>,
    /// The one that is looked at; it may be gone.
    pub(super) own: Member,
    /// The writes of the account that are not settled.
    pub(super) open: Vec<EntryRow>,
}

impl Members {
    pub(super) fn rule(&self) -> Option<Rule> {
        serde_json::from_str(&self.own.place.rule).ok()
    }

    pub(super) fn reached(mut self, reach: Reach) -> Self {
        let from = self.own.row.start;
        self.all
            .retain(|member| reach == Reach::All || member.row.start >= from);
        self
    }

    /// Those of a visitor that are to take place, by start, one for each date: of a visit that is being moved what takes its place,
    /// and the visit itself where that waits for a person. None of what is being taken back, or did not come to be.
    pub(super) fn to_come(&self, who: PersonId, now: DateTime<Utc>) -> Vec<&Member> {
        let moved: HashSet<VisitId> = being_moved(&self.open).collect();
        let coming = |member: &&Member| {
            member.row.person_id == who
                && member.row.end > now
                && !moved.contains(&member.id())
                && !self.is_dropped(member)
        };
        let (mut all, asked): (Vec<_>, Vec<_>) = (self.all.iter())
            .filter(coming)
            .partition(|member| member.entry.is_none());
        all.extend(asked);
        let mut dates = HashSet::new();
        all.retain(|member| dates.insert(member.place.date));
        all.sort_by_key(|member| member.row.start);
        all
    }

    /// Whether a visitor is booked for a date, or may be all the same.
    pub(super) fn has(&self, who: PersonId, date: NaiveDate) -> bool {
        self.all.iter().any(|it| {
            let theirs = it.row.person_id == who && it.place.date == date;
            theirs && !self.is_taken_back(it) && (!self.is_not_made(it) || it.may_stand(&self.open))
        })
    }

    /// Whether it is being taken back, or did not come to be.
    fn is_dropped(&self, member: &Member) -> bool {
        self.is_not_made(member) || self.is_taken_back(member)
    }

    fn is_not_made(&self, member: &Member) -> bool {
        let mut open = self.open.iter();
        open.any(|entry| member.entry == Some(entry.id) && !entry.state.may_take_place())
    }

    fn is_taken_back(&self, member: &Member) -> bool {
        let takes_it_back = |entry: &EntryRow| match member.entry {
            Some(asked) => entry.after == Some(asked),
            None => entry.visit_id.map(|id| (entry.kind, id)) == Some(member.id()),
        };
        let mut open = self.open.iter();
        open.any(|entry| entry.takes_back() && takes_it_back(entry))
    }

    /// The days on which visits of its rule would be that are not there.
    pub(super) fn missing(&self, zone: AccountZone, now: DateTime<Utc>) -> Vec<NaiveDate> {
        let who = self.own.row.person_id;
        let own = self.all.iter().filter(|it| it.row.person_id == who);
        let there: HashSet<NaiveDate> = own.map(|member| member.place.date).collect();
        let Some(rule) = self.rule() else {
            return Vec::new();
        };
        let today = zone.day_of(now);
        let missing = rule.dates().into_iter();
        let missing = missing.filter(|date| !there.contains(date));
        let missing = missing.map(|date| rule.takes_place(date));
        missing.filter(|date| *date >= today).collect()
    }
}

impl Building {
    pub(super) async fn members_of(&self, key: &str) -> Result<Members, DeskError> {
        self.find_members(key).await?.ok_or_else(no_series)
    }

    pub(super) async fn find_members(&self, key: &str) -> Result<Option<Members>, DeskError> {
        let key = Key::read(key)?;
        let account = self.account_id();
        let _both = self.outbox.gate.read().await;
        let read = self
            .store
            .read_after(
                &self.outbox.store,
                move |c| {
                    let own = match key {
                        Key::Entry(id) => outbox::get(c, id)?,
                        Key::Visit(visit) => table::of_visit(c, &account, visit)?,
                    };
                    let own = own.filter(|own| own.series.is_some());
                    let number = own.as_ref().and_then(|own| own.series.as_ref());
                    let all = match number {
                        Some(series) => table::all(c, &account, series.number)?,
                        None => Vec::new(),
                    };
                    Ok((own, all, outbox::open(c, &account)?))
                },
                |store, (own, entries, open)| {
                    let Some(own) = own else { return Ok(None) };
                    let mut rows = Vec::new();
                    for entry in &entries {
                        if let Some(id) = entry.visit_id {
                            rows.extend(visits::get(store, entry.kind, id)?);
                        }
                    }
                    as_settled(&mut rows, &open);
                    Ok(Some((own, entries, open, rows)))
                },
            )
            .await?;
        Ok(read.and_then(|(own, entries, open, rows)| {
            let known: HashMap<VisitId, VisitRow> = (rows.into_iter())
                .filter(|row| !row.deactivated)
                .map(|row| ((row.kind, row.id), row))
                .collect();
            let mut all: Vec<Member> = entries
                .iter()
                .filter_map(|entry| member(entry, &known))
                .collect();
            all.sort_by_key(|member| (member.row.start, member.row.id));
            let own = member(&own, &known).or_else(|| {
                Some(Member {
                    row: own.visit(own.visit_id.unwrap_or(0)),
                    entry: None,
                    place: own.series.clone()?,
                    about: own.visit_id.map(|id| key_of((own.kind, id))),
                })
            })?;
            Some(Members { all, own, open })
        }))
    }
}

/// A write's visit, if it is on the calendar.
fn member(entry: &EntryRow, known: &HashMap<VisitId, VisitRow>) -> Option<Member> {
    let place = entry.series.clone()?;
    if entry.shows() {
        return Some(Member {
            row: entry.visit(0),
            entry: Some(entry.id),
            place,
            about: entry.about.clone(),
        });
    }
    let row = known.get(&(entry.kind, entry.visit_id?))?.clone();
    Some(Member {
        about: Some(key_of((row.kind, row.id))),
        row,
        entry: None,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::VisitKind;
    use crate::outbox::{EntryKind, Reason};
    use crate::store::outbox::EntryState;

    #[test]
    fn what_may_be_in_doorflow_all_the_same_may_stand() {
        let now: DateTime<Utc> = "2026-11-19T09:00:00Z".parse().unwrap();
        let row = VisitRow {
            kind: VisitKind::Reservation,
            id: 0,
            person_id: PersonId(3),
            start: now,
            end: now + chrono::TimeDelta::hours(1),
            place_ids: vec![1],
            deactivated: false,
            created_at: None,
        };
        let member = Member {
            row: row.clone(),
            entry: Some(7),
            place: InSeries {
                number: 1,
                rule: String::new(),
                date: now.date_naive(),
            },
            about: None,
        };
        let asked = |state, reason, next_look| EntryRow {
            id: 7,
            state,
            reason,
            next_look,
            ..EntryRow::queued(EntryKind::Book, &row, now)
        };
        for (state, reason, next_look, stands) in [
            (EntryState::Queued, Reason::None, None, true),
            (EntryState::Accepted, Reason::None, None, true),
            (EntryState::NeedsYou, Reason::Several, None, true),
            (EntryState::NotBooked, Reason::None, Some(now), true),
            (EntryState::NeedsYou, Reason::Old, None, false),
            (EntryState::NotBooked, Reason::None, None, false),
            (EntryState::Rejected, Reason::None, None, false),
        ] {
            let open = [asked(state, reason, next_look)];
            assert_eq!(member.may_stand(&open), stands, "{state:?}, {reason:?}");
        }
        assert!(member.may_stand(&[]), "it is settled");
    }
}
