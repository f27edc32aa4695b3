//! What was read of the door log for a question: pure, given DoorFlow's pages.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{Event, EventId, EventKind, EventsQuery, Page};

use super::event::{DoorCount, DoorLogAsk, DoorOutcome};
use super::found::Span;

/// DoorFlow serves no more of its log.
const SERVED: TimeDelta = TimeDelta::days(90);

/// The most pages, of a thousand events each, that are read for one question.
const MOST_PAGES: u32 = 50;

/// What was read for one question so far, the latest first.
#[derive(Debug)]
pub(crate) struct LogReading {
    /// Its number.
    pub(super) number: u64,
    /// What was asked, but for the outcomes.
    pub(super) asked: DoorLogAsk,
    /// What DoorFlow is asked.
    pub(super) query: EventsQuery,
    pub(super) events: Vec<Event>,
    /// How many events were looked at.
    pub(super) read: usize,
    pub(super) of: Option<u64>,
    pub(super) unreadable: usize,
    /// How many pages were read.
    pub(super) pages: u32,
    pub(super) since: DateTime<Utc>,
    /// When it was begun.
    pub(super) begun: DateTime<Utc>,
    /// All that was asked for is here.
    whole: bool,
    /// The time of the event that was read last.
    reached: Option<DateTime<Utc>>,
    ids: HashSet<EventId>,
    span: Span,
}

impl LogReading {
    /// Nothing read so far. `name` is the first and last name of the person that is asked for, where they are known.
    pub(super) fn begin(
        number: u64,
        ask: &DoorLogAsk,
        name: Option<(String, String)>,
        span: Span,
        now: DateTime<Utc>,
    ) -> Self {
        let since = span.from.max(now - SERVED);
        let (first_name, last_name) = name.unzip();
        Self {
            number,
            asked: DoorLogAsk {
                outcomes: Vec::new(),
                ..ask.clone()
            },
            query: EventsQuery {
                since: Some(since),
                channels: ask.doors.clone(),
                first_name: first_name.filter(|name| !name.is_empty()),
                last_name: last_name.filter(|name| !name.is_empty()),
                // DoorFlow takes no end: days that are over are read from their beginning, so that what is newer is not read.
                ascending: span.to <= now,
                ..EventsQuery::default()
            },
            events: Vec::new(),
            read: 0,
            of: None,
            unreadable: 0,
            pages: 0,
            since,
            begun: now,
            // What DoorFlow does not keep any more need not be asked for.
            whole: span.to <= since,
            reached: None,
            ids: HashSet::new(),
            span,
        }
    }

    /// Whether it answers a question, whatever outcomes that wants.
    pub(super) fn answers(&self, ask: &DoorLogAsk) -> bool {
        let outcomes = self.asked.outcomes.clone();
        DoorLogAsk {
            outcomes,
            ..ask.clone()
        } == self.asked
    }

    /// All that was asked for is here, or as much as is read of one question.
    pub(super) fn complete(&self) -> bool {
        self.whole || self.pages >= MOST_PAGES
    }

    /// Takes in the next page; whether there was anything new in it, where there are to be more. Pages shift as doors report: what comes
    /// twice is taken once.
    pub(super) fn add(&mut self, page: Page<Event>) -> bool {
        self.pages += 1;
        self.of = page.total;
        self.unreadable += page.unreadable.len();
        let before = self.ids.len();
        let beyond = |event: &Event| self.query.ascending && event.created_at >= self.span.to;
        self.whole = page.last || page.items.iter().any(beyond);
        self.reached = page
            .items
            .last()
            .map(|event| event.created_at)
            .or(self.reached);
        for mut event in page.items {
            // Which card or PIN it was is no part of the answer.
            event.credentials_number = None;
            let inside = event.created_at >= self.since && event.created_at < self.span.to;
            let wanted = self
                .asked
                .person
                .is_none_or(|id| event.person_id == Some(id));
            if self.ids.insert(event.id) && inside && wanted {
                self.events.push(event);
            }
        }
        self.read = self.ids.len();
        self.events
            .sort_by_key(|event| Reverse((event.created_at, event.id)));
        self.whole || self.ids.len() > before
    }

    /// Nothing before this was read, and nothing after that, where not all was.
    pub(super) fn cut(&self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        if self.whole {
            (None, None)
        } else if self.query.ascending {
            (None, self.reached)
        } else {
            (self.reached, None)
        }
    }

    /// How many there are of each outcome.
    pub(super) fn counts(&self) -> Vec<DoorCount> {
        let mut counts = BTreeMap::new();
        for event in &self.events {
            *counts.entry(outcome(event)).or_insert(0) += 1;
        }
        counts
            .into_iter()
            .map(|(outcome, count)| DoorCount { outcome, count })
            .collect()
    }

    /// Those with these outcomes; all of them where none is wanted.
    pub(super) fn shown<'a>(
        &'a self,
        outcomes: &'a [DoorOutcome],
    ) -> impl Iterator<Item = &'a Event> {
        let wanted =
            move |event: &&Event| outcomes.is_empty() || outcomes.contains(&outcome(event));
        self.events.iter().filter(wanted)
    }
}

/// What the door did.
pub(super) fn outcome(event: &Event) -> DoorOutcome {
    match event.kind() {
        EventKind::Admit => DoorOutcome::LetIn,
        EventKind::Reject => DoorOutcome::TurnedAway,
        EventKind::Remote | EventKind::Other => DoorOutcome::Other,
    }
}

#[cfg(test)]
mod tests {
    use doorflow::PersonId;
    use serde_json::json;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        "2026-11-28T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
    }

    /// An event so many minutes from now.
    fn event(id: i64, minutes: i64, code: i64) -> Event {
        serde_json::from_value(json!({
            "id": id, "event_code": code, "event_label": "said", "person_id": id % 2, "created_at": at(minutes),
        }))
        .unwrap()
    }

    fn page(items: Vec<Event>, last: bool) -> Page<Event> {
        Page {
            items,
            unreadable: Vec::new(),
            number: 1,
            total: Some(9),
            server_time: None,
            last,
        }
    }

    fn reading(from: i64, to: i64, person: Option<i64>) -> LogReading {
        let span = Span {
            from: at(from),
            to: at(to),
        };
        let ask = DoorLogAsk {
            person: person.map(PersonId),
            ..DoorLogAsk::default()
        };
        LogReading::begin(1, &ask, None, span, at(0))
    }

    fn ids(reading: &LogReading, outcomes: &[DoorOutcome]) -> Vec<i64> {
        reading.shown(outcomes).map(|event| event.id.0).collect()
    }

    #[test]
    fn what_is_not_over_is_read_from_its_end_and_what_comes_twice_counts_once() {
        let mut today = reading(-600, 600, None);
        assert!(!today.query.ascending && !today.complete());
        assert!(today.add(page(vec![event(9, -1, 10), event(8, -2, 20)], false)));
        assert!(!today.complete());
        assert_eq!(today.cut(), (Some(at(-2)), None));
        // Meanwhile a door has reported.
        assert!(today.add(page(vec![event(8, -2, 20), event(7, -3, 11)], true)));
        assert!(today.complete());
        assert_eq!(today.cut(), (None, None));
        assert_eq!(ids(&today, &[]), [9, 8, 7]);
        assert_eq!(ids(&today, &[DoorOutcome::TurnedAway]), [8]);
        let counts = today.counts().into_iter().map(|it| (it.outcome, it.count));
        let counts: Vec<_> = counts.collect();
        assert_eq!(
            counts,
            [(DoorOutcome::LetIn, 2), (DoorOutcome::TurnedAway, 1)]
        );
    }

    #[test]
    fn days_that_are_over_are_read_up_to_their_end_and_no_further() {
        let mut over = reading(-600, -100, None);
        assert!(over.query.ascending);
        assert!(over.add(page(vec![event(1, -590, 10), event(2, -580, 10)], false)));
        assert_eq!(over.cut(), (None, Some(at(-580))));
        assert!(over.add(page(vec![event(3, -570, 10), event(4, -100, 10)], false)));
        assert!(over.complete(), "what follows is later");
        assert_eq!(
            ids(&over, &[]),
            [3, 2, 1],
            "the latest first, and none of the time after"
        );
    }

    #[test]
    fn only_theirs_is_shown_where_a_person_is_asked_for() {
        let mut theirs = reading(-600, 600, Some(1));
        theirs.add(page((1..=6).map(|id| event(id, -id, 10)).collect(), true));
        assert_eq!(ids(&theirs, &[]), [1, 3, 5]);
        assert_eq!(theirs.read, 6);
    }

    #[test]
    fn a_question_has_an_end() {
        let mut long = reading(-600, 600, None);
        for id in 0..i64::from(MOST_PAGES) {
            assert!(!long.complete());
            assert!(long.add(page(vec![event(id, -id, 10)], false)));
        }
        assert!(long.complete());
        assert_eq!(long.cut().0, Some(at(1 - i64::from(MOST_PAGES))));
    }

    #[test]
    fn a_list_that_brings_the_same_again_and_again_is_noticed() {
        let mut stuck = reading(-600, 600, None);
        assert!(stuck.add(page(vec![event(1, -1, 10)], false)));
        assert!(!stuck.add(page(vec![event(1, -1, 10)], false)));
    }

    #[test]
    fn nothing_is_asked_of_what_doorflow_does_not_keep() {
        let days = |days: i64| -days * 24 * 60;
        assert!(reading(days(200), days(120), None).complete());
        let some = reading(days(200), days(10), None);
        assert!(!some.complete());
        assert_eq!(some.since, at(days(90)));
    }
}
