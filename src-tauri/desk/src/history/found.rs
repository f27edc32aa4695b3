//! What of the store answers a question: pure, given what is known.

use std::collections::{BTreeMap, HashMap};
use std::mem;

use chrono::{DateTime, Utc};
use doorflow::{ChannelId, EventKind};

use super::line::{HistoryAsk, HistoryCount, HistoryState};
use crate::booking::VisitKind;
use crate::building::VisitId;
use crate::outbox::EntryKind;
use crate::store::outbox::EntryRow;
use crate::store::visits::VisitRow;
use crate::visits::Presence;
use crate::visits::attendance::{self, Seen};
use crate::visits::log::Log;

/// One visit that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// The visit; of a write that never became one, the visit that it asked for.
    pub(super) row: VisitRow,
    /// The write that it is known from, where DoorFlow never had it.
    pub(super) entry: Option<Box<EntryRow>>,
    pub(super) state: HistoryState,
    pub(super) came: Option<DateTime<Utc>>,
    pub(super) by_hand: bool,
    pub(super) left: Option<DateTime<Utc>>,
    pub(super) rejected: usize,
    pub(super) said: String,
}

/// All that one reading found, the latest first.
#[derive(Debug)]
pub(crate) struct Found {
    /// The number of the reading.
    pub(super) reading: u64,
    /// What was asked, but for the states.
    pub(super) asked: HistoryAsk,
    pub(super) items: Vec<Item>,
}

/// The times that a question is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
}

impl Span {
    /// Whether a visit touches it.
    pub(super) fn holds(self, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        end > self.from && start < self.to
    }
}

/// What is known of some time.
pub(super) struct Known {
    /// The visits that the store has.
    pub(super) rows: Vec<VisitRow>,
    /// Writes that are not finally settled.
    pub(super) open: Vec<EntryRow>,
    /// Writes that took a visit away.
    pub(super) taken: Vec<EntryRow>,
    pub(super) log: Log,
    pub(super) now: DateTime<Utc>,
    /// When the account's day began.
    pub(super) today: DateTime<Utc>,
}

impl Item {
    /// A visit to which nobody came, as far as is known.
    fn unseen(state: HistoryState, row: VisitRow) -> Self {
        Self {
            row,
            entry: None,
            state,
            came: None,
            by_hand: false,
            left: None,
            rejected: 0,
            said: String::new(),
        }
    }
}

impl Known {
    /// Every visit that answers the question, but for its states.
    pub(super) fn items(mut self, asked: &HistoryAsk, span: Span) -> Vec<Item> {
        let rows = mem::take(&mut self.rows);
        let taken: HashMap<VisitId, &EntryRow> = self
            .taken
            .iter()
            .filter_map(|entry| Some(((entry.kind, entry.visit_id?), entry)))
            .collect();
        let stand = rows.into_iter().filter(|row| {
            // One that is complete is over and was not taken away; its write only says that it went.
            !taken.contains_key(&(row.kind, row.id))
        });
        let mut items: Vec<Item> = stand
            .filter(|row| span.holds(row.start, row.end))
            .map(|row| self.item(row))
            .collect();
        items.extend(taken.iter().map(|(id, entry)| {
            let visit = entry.visit(id.1);
            if entry.what == EntryKind::Replace {
                // Whoever came, came to the visit in its place.
                return Item::unseen(HistoryState::Moved, visit);
            }
            // What came after it was taken away was not to it.
            let cut = VisitRow {
                end: visit.end.min(entry.since),
                deactivated: true,
                ..visit.clone()
            };
            Item {
                state: HistoryState::Cancelled,
                row: visit,
                ..self.item(cut)
            }
        }));
        items.extend(self.open.iter().filter(|entry| entry.shows()).map(|entry| {
            let state = if entry.state.may_take_place() {
                HistoryState::Pending
            } else {
                HistoryState::NotBooked
            };
            Item {
                entry: Some(Box::new(entry.clone())),
                ..Item::unseen(state, entry.visit(entry.id))
            }
        }));
        items.retain(|item| {
            span.holds(item.row.start, item.row.end)
                && asked.person.is_none_or(|id| item.row.person_id == id)
                && self.is_at(&item.row, &asked.doors)
        });
        items.sort_by(|a, b| {
            let key = |item: &Item| {
                (
                    item.row.start,
                    item.row.kind == VisitKind::Reservation,
                    item.row.id,
                )
            };
            key(b).cmp(&key(a))
        });
        items
    }

    /// How a visit that DoorFlow had went.
    fn item(&self, row: VisitRow) -> Item {
        let seen = attendance::judge(&row, &self.log, self.now, self.today);
        let (mut rejected, mut said) = (0, "");
        for event in attendance::refusals(&row, &self.log) {
            (rejected, said) = (rejected + 1, event.label.as_str());
        }
        let left = seen
            .as_ref()
            .filter(|seen| seen.presence == Presence::Left)
            .and_then(|seen| seen.at);
        Item {
            state: self.state(&row, seen.as_ref()),
            came: seen.as_ref().and_then(|seen| seen.came),
            by_hand: seen.as_ref().is_some_and(|seen| seen.came_by_hand),
            left,
            rejected,
            said: said.to_owned(),
            entry: None,
            row,
        }
    }

    fn state(&self, row: &VisitRow, seen: Option<&Seen>) -> HistoryState {
        match seen.map(|seen| seen.presence) {
            Some(Presence::Here) => HistoryState::Here,
            Some(Presence::Left) => HistoryState::Left,
            Some(Presence::NoShow) => HistoryState::NoShow,
            Some(Presence::Rejected) => HistoryState::Rejected,
            None if row.end <= self.now => HistoryState::Over,
            None if row.deactivated => HistoryState::Cancelled,
            None if row.start <= self.now && self.log.read.is_none() => HistoryState::UnderWay,
            None => HistoryState::Expected,
        }
    }

    /// Which doors a group opens is DoorFlow's to know: a stay is at the doors that let its visitor in.
    fn is_at(&self, row: &VisitRow, doors: &[ChannelId]) -> bool {
        if doors.is_empty() {
            return true;
        }
        match row.kind {
            VisitKind::Reservation => doors.iter().any(|door| row.place_ids.contains(&door.0)),
            VisitKind::GroupReservation => {
                let events = self.log.events.get(&row.person_id).into_iter().flatten();
                events
                    .filter(|event| event.kind() == EventKind::Admit)
                    .filter(|event| event.at >= row.start && event.at < row.end)
                    .any(|event| event.door.is_some_and(|door| doors.contains(&door)))
            }
        }
    }
}

impl Found {
    /// Whether it answers a question, whatever states that wants.
    pub(super) fn answers(&self, ask: &HistoryAsk) -> bool {
        let states = self.asked.states.clone();
        HistoryAsk {
            states,
            ..ask.clone()
        } == self.asked
    }

    /// How many there are of each state.
    pub(super) fn counts(&self) -> Vec<HistoryCount> {
        let mut counts = BTreeMap::new();
        for item in &self.items {
            *counts.entry(item.state).or_insert(0) += 1;
        }
        counts
            .into_iter()
            .map(|(state, count)| HistoryCount { state, count })
            .collect()
    }

    /// Those that went so; all of them where no state is wanted.
    pub(super) fn shown<'a>(
        &'a self,
        states: &'a [HistoryState],
    ) -> impl Iterator<Item = &'a Item> {
        let wanted = move |item: &&Item| states.is_empty() || states.contains(&item.state);
        self.items.iter().filter(wanted)
    }
}
