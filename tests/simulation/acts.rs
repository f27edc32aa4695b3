//! What whoever sits at the desk does, one thing after the other.

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};
use desk::Code;
use desk::booking::{Draft, Place, VisitKind};
use desk::visits::{Cancelling, Visit, VisitState};
use doorflow::{ChannelId, GroupId};
use rand::Rng as _;
use rand::seq::IndexedRandom as _;

use super::guests::told;
use super::intent::{Asked, Intent, Wish, real};
use super::reception::Reception;

/// The people of every building whom nobody has booked.
const PEOPLE: [i64; 2] = [12_001, 12_002];
/// Doors, of which one is offline.
const DOORS: [i64; 3] = [1340, 1341, 1346];
/// The group of visitors who stay for days.
pub(super) const GROUP: i64 = 15;

impl Reception {
    /// Works for a while: so many acts, with pauses.
    pub(super) async fn work(&mut self, acts: usize) -> Result<()> {
        for _ in 0..acts {
            let pause = self.pause();
            self.wait(pause).await;
            if self.running.is_none() {
                self.start().await?;
            } else {
                self.act().await?;
            }
        }
        Ok(())
    }

    /// Mostly seconds, at times minutes, and where the program does not run, once in a while more than an hour.
    fn pause(&mut self) -> Duration {
        let most = match self.rng.random_range(0..20) {
            0 if self.running.is_none() => 5000,
            0..3 => 400,
            3..8 => 60,
            _ => 8,
        };
        Duration::from_millis(self.rng.random_range(0..=most * 1000))
    }

    async fn act(&mut self) -> Result<()> {
        if !self.is_signed_in() && self.chance(0.7) {
            return self.sign_in_if_nobody_is().await;
        }
        match self.rng.random_range(0..116) {
            0..30 => self.book().await,
            30..40 => self.cancel().await,
            40..48 => self.change_times().await,
            48..62 => drop(self.decide(false).await),
            62..74 => drop(self.look().await),
            100..108 => self.book_newcomer().await,
            108..111 => self.give_pin().await,
            111..116 => self.doors_move(),
            74..79 => self.kill(),
            79..82 => {
                self.story.tell("signs out");
                self.at_desk(async |desk| desk.sign_out().await).await;
                self.said_gone.clear();
            }
            82..86 => self.sandbox.control().expire_access_tokens(),
            86..88 => {
                self.story.tell("DoorFlow takes every token back");
                self.sandbox.control().revoke_all_tokens();
            }
            88..94 => self.others(),
            94..97 => {
                self.story.tell("the network is gone");
                self.network.set_up(false);
            }
            _ => {
                self.network.set_up(true);
                self.at_desk(async |desk| desk.refresh()).await;
            }
        }
        Ok(())
    }

    async fn book(&mut self) {
        let wish = self.wish();
        let draft = draft_of(&wish);
        let mut intent = Intent::new(self.intents.len(), wish);
        let said = self.at_desk(async |desk| desk.book(&draft).await).await;
        intent.booked = Asked::by(said.as_ref());
        let wish = &intent.wish;
        self.story.tell(format!(
            "books {}: {:?} {} {} to {} at {:?}: {}",
            intent.number,
            wish.kind,
            wish.person,
            wish.start,
            wish.end,
            wish.places,
            told(said.as_ref()),
        ));
        self.intents.push(intent);
    }

    /// Something that nobody has wished for before: no two begin at the same minute.
    pub(super) fn wish(&mut self) -> Wish {
        let now = self.sandbox.clock().now();
        loop {
            let start = if self.chance(0.2) {
                now + TimeDelta::minutes(self.rng.random_range(1..20))
            } else {
                let morning = now.duration_trunc(TimeDelta::days(1)).unwrap_or(now);
                morning
                    + TimeDelta::days(self.rng.random_range(1..4))
                    + TimeDelta::minutes(self.rng.random_range(360..1200))
            };
            let start = start.duration_trunc(TimeDelta::minutes(1)).unwrap_or(start);
            let end = start + TimeDelta::minutes(self.rng.random_range(5..120));
            if self.intents.iter().any(|intent| intent.wish.start == start) {
                continue;
            }
            let kind = if self.chance(0.2) {
                VisitKind::GroupReservation
            } else {
                VisitKind::Reservation
            };
            let places = match kind {
                VisitKind::GroupReservation => vec![GROUP],
                VisitKind::Reservation => {
                    let first = self.rng.random_range(0..2);
                    DOORS[first..=self.rng.random_range(first..3)].to_vec()
                }
            };
            let person = PEOPLE[self.rng.random_range(0..PEOPLE.len())];
            return Wish {
                kind,
                person,
                start,
                end,
                places,
            };
        }
    }

    async fn cancel(&mut self) {
        let open: Vec<usize> = self
            .intents
            .iter()
            .filter(|intent| intent.booked != Asked::No && intent.is_left_alone())
            .map(|intent| intent.number)
            .collect();
        let Some(number) = open.choose(&mut self.rng).copied() else {
            return;
        };
        let Some(shown) = self.look().await else {
            return;
        };
        let wish = self.intents[number].wish.clone();
        let takes_back = |visit: &&Visit| {
            wish.is(visit) && !matches!(visit.state, VisitState::Over | VisitState::Cancelling)
        };
        if let Some(visit) = shown.iter().find(takes_back) {
            self.cancel_visit(number, &visit.key).await;
        }
    }

    pub(super) async fn cancel_visit(&mut self, number: usize, key: &str) {
        let said = self
            .at_desk(async |desk| desk.cancel_visit(key).await)
            .await;
        self.story
            .tell(format!("cancels {number} ({key}): {said:?}"));
        let asked = match &said {
            None => Asked::Perhaps,
            // Both files were put back in place, so that nothing tells that it was sent before. The calendar shows it still.
            Some(Ok(Cancelling::Done)) if key.starts_with('b') && self.was_put_back => {
                Asked::Perhaps
            }
            Some(Ok(_)) => Asked::Yes,
            // It is in the outbox, where a person can have it sent again.
            Some(Err(error)) if error.code == Code::Refused => Asked::Perhaps,
            Some(Err(_)) => Asked::No,
        };
        if let Some(copied) = &mut self.copied {
            copied.cancelled_since.insert(number);
        }
        if asked != Asked::No {
            self.intents[number].cancelled = asked;
        }
        if matches!(said, Some(Ok(Cancelling::Done))) && !key.starts_with('b') {
            self.said_gone.insert(key.to_owned());
            if real(&self.sandbox).iter().any(|real| real.key == key) {
                self.false_cancelled.push(format!(
                    "{number} is said to be cancelled, and {key} stands"
                ));
            }
        }
    }

    /// Another desk books the same people, or takes their visits back.
    fn others(&mut self) {
        let control = self.sandbox.control();
        let now = self.sandbox.clock().now();
        let wish = self.wish();
        let mine = self
            .intents
            .choose(&mut self.rng)
            .filter(|intent| intent.wish.kind == VisitKind::Reservation && intent.wish.end > now)
            .map(|intent| intent.number);
        let (wish, mine) = match (self.rng.random_range(0..3), mine) {
            (0, Some(number)) => {
                let wish = self.intents[number].wish.clone();
                let found = real(&self.sandbox)
                    .into_iter()
                    .find(|real| real.wish == wish);
                if let Some(found) = found {
                    let id = found.key[1..].parse().unwrap_or_default();
                    control.delete_reservation(id);
                    self.story
                        .tell(format!("another desk cancels {}", found.key));
                    self.intents[number].others = true;
                }
                return;
            }
            // Of a newcomer another desk knows nothing.
            (1, Some(number)) if self.intents[number].wish.person > 0 => {
                (self.intents[number].wish.clone(), Some(number))
            }
            _ => (wish, None),
        };
        let id = control.add_reservation(wish.person, wish.start, wish.end, &wish.places);
        self.network.seen();
        self.story
            .tell(format!("another desk books r{id}, like {mine:?}"));
        if let Some(number) = mine {
            self.intents[number].others = true;
        }
    }
}

/// A day as it is typed.
pub(super) fn day_of(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// A time of day as it is typed.
pub(super) fn time_of(at: DateTime<Utc>) -> String {
    at.format("%H:%M").to_string()
}

pub(super) fn draft_of(wish: &Wish) -> Draft {
    Draft {
        person_id: Some(wish.person_id()),
        date: day_of(wish.start),
        last_date: day_of(match wish.kind {
            VisitKind::Reservation => wish.start,
            VisitKind::GroupReservation => wish.end,
        }),
        from: time_of(wish.start),
        to: time_of(wish.end),
        place: match wish.kind {
            VisitKind::Reservation => Place::Doors {
                channel_ids: wish.places.iter().copied().map(ChannelId).collect(),
            },
            VisitKind::GroupReservation => Place::Groups {
                group_ids: wish.places.iter().copied().map(GroupId).collect(),
            },
        },
        ..Draft::default()
    }
}
