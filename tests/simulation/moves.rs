//! Other times for a visit: a new one takes the place of the old.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use desk::booking::{NewTimes, VisitKind};
use desk::visits::{Visit, VisitState};
use rand::Rng as _;
use rand::seq::IndexedRandom as _;

use super::intent::{Asked, Intent, Wish};
use super::reception::Reception;

impl Reception {
    /// Makes a visit longer that is still to come. One by groups that is under way is made anew more than once, which is another story.
    pub(super) async fn prolong(&mut self) {
        let now = self.sandbox.clock().now();
        let still: Vec<usize> = self
            .intents
            .iter()
            .filter(|intent| intent.booked == Asked::Yes && intent.is_left_alone())
            .filter(|intent| intent.wish.kind == VisitKind::Reservation && intent.wish.start > now)
            .map(|intent| intent.number)
            .collect();
        let Some(number) = still.choose(&mut self.rng).copied() else {
            return;
        };
        let Some(shown) = self.look().await else {
            return;
        };
        let old = self.intents[number].wish.clone();
        let expected = |visit: &&Visit| old.is(visit) && visit.state == VisitState::Expected;
        let Some(visit) = shown.iter().find(expected) else {
            return;
        };
        let wish = Wish {
            end: old.end + TimeDelta::minutes(self.rng.random_range(1..60)),
            ..old
        };
        let times = times_of(&wish);
        let said = self
            .at_desk(async |desk| desk.move_visit(&visit.key, &times).await)
            .await;
        let mut intent = Intent::new(self.intents.len(), wish);
        intent.booked = match &said {
            None => Asked::Perhaps,
            Some(Ok(_)) => Asked::Yes,
            Some(Err(_)) => Asked::No,
        };
        self.story.tell(format!(
            "makes {number} ({}) end at {} as {}: {}",
            visit.key,
            intent.wish.end,
            intent.number,
            match &said {
                None => "the program ended".to_owned(),
                Some(Ok(_)) => "taken on".to_owned(),
                Some(Err(error)) => error.to_string(),
            },
        ));
        if intent.booked != Asked::No {
            intent.replaces = Some(number);
            self.intents[number].replaced_by = Some(intent.number);
        }
        self.intents.push(intent);
    }

    /// The bookings whose place another has taken, as far as the calendar shows.
    pub(super) fn replaced(&self, shown: &[Visit]) -> BTreeSet<usize> {
        self.intents
            .iter()
            .filter(|intent| shown.iter().any(|visit| intent.wish.is(visit)))
            .flat_map(|intent| {
                std::iter::successors(intent.replaces, |old| self.intents[*old].replaces)
            })
            .collect()
    }
}

fn times_of(wish: &Wish) -> NewTimes {
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    let time = |at: DateTime<Utc>| at.format("%H:%M").to_string();
    NewTimes {
        date: day(wish.start),
        last_date: day(wish.start),
        from: time(wish.start),
        to: time(wish.end),
    }
}
