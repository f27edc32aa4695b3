//! Other times for a visit: a new one takes the place of the old.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use desk::booking::{NewTimes, VisitKind};
use desk::visits::{Visit, VisitState};
use rand::Rng as _;
use rand::seq::IndexedRandom as _;

use super::acts::{day_of, time_of};
use super::guests::told;
use super::intent::{Asked, Intent, Wish};
use super::reception::Reception;

impl Reception {
    /// Gives a visit other times that is not over: mostly a later end, or all of it later where it has not begun.
    pub(super) async fn change_times(&mut self) {
        let soon = self.sandbox.clock().now() + TimeDelta::minutes(1);
        let still: Vec<usize> = self
            .intents
            .iter()
            .filter(|intent| intent.booked == Asked::Yes && intent.is_left_alone())
            .filter(|intent| intent.wish.end > soon)
            .map(|intent| intent.number)
            .collect();
        let Some(number) = still.choose(&mut self.rng).copied() else {
            return;
        };
        let Some(shown) = self.look().await else {
            return;
        };
        let old = self.intents[number].wish.clone();
        let stands = |visit: &&Visit| {
            old.is(visit) && matches!(visit.state, VisitState::Expected | VisitState::UnderWay)
        };
        let Some(visit) = shown.iter().find(stands) else {
            return;
        };
        let wish = self.other_times(&old, visit.state == VisitState::Expected);
        let times = times_of(&wish);
        let said = self
            .at_desk(async |desk| desk.move_visit(&visit.key, &times).await)
            .await;
        let mut intent = Intent::new(self.intents.len(), wish);
        intent.booked = Asked::by(said.as_ref());
        self.story.tell(format!(
            "gives {number} ({}) the time from {} to {} as {}: {}",
            visit.key,
            intent.wish.start,
            intent.wish.end,
            intent.number,
            told(said.as_ref()),
        ));
        if intent.booked != Asked::No {
            intent.replaces = Some(number);
            self.intents[number].replaced_by = Some(intent.number);
        }
        self.intents.push(intent);
    }

    fn other_times(&mut self, old: &Wish, may_begin_later: bool) -> Wish {
        let later = TimeDelta::minutes(self.rng.random_range(1..60));
        let moved = Wish {
            start: old.start + later,
            end: old.end + later,
            ..old.clone()
        };
        let taken = |intent: &Intent| intent.wish.start == moved.start;
        if may_begin_later && self.chance(0.4) && !self.intents.iter().any(taken) {
            return moved;
        }
        Wish {
            end: old.end + later,
            ..old.clone()
        }
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
    NewTimes {
        date: day_of(wish.start),
        last_date: day_of(match wish.kind {
            VisitKind::Reservation => wish.start,
            VisitKind::GroupReservation => wish.end,
        }),
        from: time_of(wish.start),
        to: time_of(wish.end),
    }
}
