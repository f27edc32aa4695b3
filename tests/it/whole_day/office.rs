//! The day as it goes on: what happens is done at the desk, at the doors and in DoorFlow, and what DoorFlow's own books say of it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use desk::booking::{Draft, NewTimes, Newcomer};
use desk::outbox::{OutboxEntry, Standing};
use doorflow::PersonId;
use sandbox::{FaultKind, FaultPlan, Reservation, When, Write};

use super::script::{Act, DOWN};
use crate::bookings::settled;
use crate::day::Day;
use crate::ears::until;
use crate::reception::{FRONT_DOOR, LOADING_BAY, TURNSTILE, doors};

/// How long a visit lasts, in minutes.
const LENGTH: i64 = 45;

/// A visitor as the script knows them.
pub(super) struct Visitor {
    pub(super) person: i64,
    pub(super) name: String,
    pub(super) door: i64,
    /// Minutes past midnight.
    pub(super) start: i64,
}

/// The day as it goes on.
pub(super) struct Office {
    pub(super) day: Day,
    pub(super) midnight: DateTime<Utc>,
    pub(super) visitors: Vec<Visitor>,
    /// Every reservation that there ever was of them, by its number.
    pub(super) seen: BTreeMap<i64, Reservation>,
}

impl Office {
    /// Waits until it is so many minutes past midnight; never goes back.
    pub(super) fn at(&self, minute: i64) {
        let left = self.midnight + TimeDelta::minutes(minute) - self.day.now();
        if left > TimeDelta::zero() {
            self.day.on(left);
        }
    }

    pub(super) fn draft(&self, person: Option<i64>, door: i64, from: i64) -> Result<Draft> {
        let today = self.day.reception.day(0)?.to_string();
        Ok(Draft {
            person_id: person.map(PersonId),
            date: today.clone(),
            last_date: today,
            from: clock(from),
            to: clock(from + LENGTH),
            place: doors(&[door]),
            ..self.day.reception.draft()?
        })
    }

    /// Notes the reservations as they are now.
    pub(super) fn note(&mut self) {
        let people: BTreeSet<i64> = self.visitors.iter().map(|one| one.person).collect();
        for one in self.day.reception.control().reservations() {
            if people.contains(&one.person_id) {
                self.seen.insert(one.id, one);
            }
        }
    }

    /// Waits until some write stands so; the write.
    async fn stands(&self, wanted: Standing) -> Result<OutboxEntry> {
        until(format!("a write to be {wanted:?}"), async || {
            let mut open = self.day.desk().outbox().await?.into_iter();
            Ok(open.find(|entry| entry.state == wanted))
        })
        .await
    }

    /// The one visit that somebody has now.
    pub(super) fn visit_of(&self, number: usize) -> Result<Reservation> {
        let person = self.visitors[number].person;
        let mut all = self.day.reception.control().reservations();
        all.retain(|one| one.person_id == person);
        ensure!(all.len() == 1, "{number} has {all:?}");
        all.pop().context("a visit")
    }

    pub(super) async fn told(&self, visit: &Reservation) -> Result<()> {
        let control = self.day.reception.control();
        until(format!("the door to know of {}", visit.id), async || {
            let door = visit.channel_ids.first().copied().unwrap_or_default();
            Ok(control.door_knows(door, visit.id).then_some(()))
        })
        .await
    }

    pub(super) async fn act(&mut self, minute: i64, act: Act) -> Result<()> {
        let control = self.day.reception.control();
        let desk = self.day.desk();
        match act {
            Act::Comes(number) | Act::Strays(number) => {
                let one = &self.visitors[number];
                let stray = matches!(act, Act::Strays(_));
                let door = if stray { LOADING_BAY } else { one.door };
                let code = control.person_tries(one.person, door).context("a door")?;
                let wanted = !stray && minute >= one.start;
                ensure!((code < 20) == wanted, "{} at {minute}: {code}", one.name);
            }
            Act::Stays(number) => {
                let visit = self.visit_of(number)?;
                let one = &self.visitors[number];
                let times = NewTimes {
                    date: self.day.reception.day(0)?.to_string(),
                    last_date: String::new(),
                    from: clock(one.start),
                    to: clock(one.start + LENGTH + 30),
                };
                desk.move_visit(&format!("r{}", visit.id), &times).await?;
                settled(&self.day.reception).await?;
            }
            Act::Cancelled(number) => {
                let visit = self.visit_of(number)?;
                desk.cancel_visit(&format!("r{}", visit.id)).await?;
                settled(&self.day.reception).await?;
            }
            Act::Undone(number) => {
                let last = self.visitors[number].person;
                let id = self.seen.values().find(|one| one.person_id == last);
                let key = format!("r{}", id.context("their visit")?.id);
                ensure!(desk.undo_cancel(&key).await?.again == 1);
                settled(&self.day.reception).await?;
                self.told(&self.visit_of(number)?).await?;
            }
            Act::WalksIn(number) => {
                let who = Newcomer {
                    first_name: "Walk".to_owned(),
                    last_name: format!("In{number}"),
                    email: format!("walk{number}@in.example"),
                    mobile: String::new(),
                };
                let draft = self.draft(None, FRONT_DOOR, minute)?;
                desk.book_newcomer(&draft, &who, true).await?;
                self.visitors.push(Visitor {
                    person: 0,
                    name: who.name(),
                    door: FRONT_DOOR,
                    start: minute,
                });
                if (DOWN.0..DOWN.1).contains(&minute) {
                    // The clock has gone on since DoorFlow last said what time it is: nothing is sent by it.
                    self.stands(Standing::Queued).await?;
                } else {
                    self.walked_in(number).await?;
                }
            }
            Act::DoorGoes => {
                ensure!(control.set_channel_online(TURNSTILE, false));
            }
            Act::DoorIsBack => {
                ensure!(control.set_channel_online(TURNSTILE, true));
            }
            Act::DoorFlowGoes => control.trouble(FaultPlan {
                seed: 1,
                rate: 1.0,
                kinds: vec![FaultKind::Error {
                    status: 503,
                    when: When::Before,
                }],
            }),
            Act::DoorFlowIsBack => {
                control.end_trouble();
                desk.refresh();
                for number in 0..self.visitors.len() {
                    if self.visitors[number].person == 0 {
                        self.walked_in(number).await?;
                    }
                }
            }
        }
        self.note();
        Ok(())
    }

    /// Waits until DoorFlow and the door have somebody who walked in.
    async fn walked_in(&mut self, number: usize) -> Result<()> {
        settled(&self.day.reception).await?;
        let name = self.visitors[number].name.clone();
        let people = self.day.reception.control().people();
        let Some(made) = people.iter().find(|one| one.name() == name) else {
            let (desk, control) = (self.day.desk(), self.day.reception.control());
            let (outbox, ledger) = (desk.outbox().await?, control.ledger());
            bail!(
                "{name} is not in DoorFlow; the outbox: {outbox:?}; what was written: {ledger:?}"
            );
        };
        self.visitors[number].person = made.id;
        self.told(&self.visit_of(number)?).await
    }

    fn name_of(&self, person: i64) -> &str {
        let known = self.visitors.iter().find(|one| one.person == person);
        known.map_or("", |one| one.name.as_str())
    }

    /// What DoorFlow's own books say of each visit that was not deleted: who, when, whether and when they came, how often they were
    /// turned away.
    pub(super) fn by_doorflow(&self) -> Vec<String> {
        let control = self.day.reception.control();
        let deleted = self.deleted();
        let events = control.events();
        let stand = self.seen.values().filter(|one| !deleted.contains(&one.id));
        let mut lines: Vec<String> = stand
            .map(|one| {
                let of_them: Vec<_> = events
                    .iter()
                    .filter(|event| event.person_id == Some(one.person_id))
                    .collect();
                let mut admits = of_them.iter().filter(|event| {
                    event.event_code < 20
                        && one.channel_ids.contains(&event.channel_id)
                        && (one.start_time..one.end_time).contains(&event.created_at)
                });
                let came = admits.next().map(|event| wall(event.created_at));
                let rejected = of_them.iter().filter(|event| event.event_code >= 20);
                line(
                    self.name_of(one.person_id),
                    &wall(one.start_time),
                    &wall(one.end_time),
                    came.as_deref(),
                    rejected.count(),
                )
            })
            .collect();
        lines.sort();
        lines
    }

    /// The numbers of the visits that DoorFlow was asked to delete.
    pub(super) fn deleted(&self) -> BTreeSet<i64> {
        let ledger = self.day.reception.control().ledger();
        let deleted = ledger.iter().filter_map(|entry| match entry.write {
            Write::ReservationDeleted(id) => Some(id),
            _ => None,
        });
        deleted.collect()
    }
}

/// `HH:MM` of minutes past midnight.
pub(super) fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `HH:MM` in London, in winter.
fn wall(at: DateTime<Utc>) -> String {
    at.format("%H:%M").to_string()
}

pub(super) fn line(who: &str, from: &str, to: &str, came: Option<&str>, rejected: usize) -> String {
    let came = came.map_or("no-show".to_owned(), |came| {
        format!("came {came}, left {to}")
    });
    format!("{who} {from}-{to}: {came}, turned away {rejected} times")
}
