//! A day at the desk from eight to six: sixty visitors, of whom some come early or late, are turned away, stay away, stay longer, are
//! cancelled or walk in, while a door is away for an hour and DoorFlow for twenty minutes. In the evening the board, History and
//! DoorFlow's own books say the same of each of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use desk::booking::{Draft, NewTimes, Newcomer};
use desk::history::{HistoryAsk, HistoryState};
use desk::outbox::{OutboxEntry, Standing};
use desk::visits::Presence;
use doorflow::PersonId;
use sandbox::{FaultKind, FaultPlan, Reservation, When, Write};

use crate::day::Day;
use crate::ears::until;
use crate::reception::{FRONT_DOOR, LOADING_BAY, TURNSTILE, doors};

/// Visitors whom DoorFlow knows.
const KNOWN: i64 = 55;
/// Minutes past midnight at which somebody walks in; one of them while DoorFlow is down.
const WALK_INS: [i64; 5] = [600, 750, 790, 845, 900];
/// How long a visit lasts, in minutes.
const LENGTH: i64 = 45;
/// A door is away.
const AWAY: (i64, i64) = (11 * 60, 12 * 60);
/// DoorFlow answers nothing of use.
const DOWN: (i64, i64) = (14 * 60, 14 * 60 + 20);

/// What happens at a minute of the day.
#[derive(Clone, Debug)]
enum Act {
    /// The visitor of this number tries their door.
    Comes(usize),
    /// They try another's.
    Strays(usize),
    /// Their visit is made half an hour longer.
    Stays(usize),
    Cancelled(usize),
    /// They were cancelled by mistake.
    Undone(usize),
    /// Somebody new asks for a visit.
    WalksIn(usize),
    DoorGoes,
    DoorIsBack,
    DoorFlowGoes,
    DoorFlowIsBack,
}

/// A visitor as the script knows them.
struct Visitor {
    person: i64,
    name: String,
    door: i64,
    /// Minutes past midnight.
    start: i64,
}

fn start_of(number: usize) -> i64 {
    8 * 60 + 30 + i64::try_from(number).unwrap_or(0) * 8
}

/// What each of them does, by the minute.
fn script() -> Vec<(i64, Act)> {
    let mut acts = vec![
        (AWAY.0, Act::DoorGoes),
        (AWAY.1, Act::DoorIsBack),
        (DOWN.0, Act::DoorFlowGoes),
        (DOWN.1, Act::DoorFlowIsBack),
    ];
    for number in 0..usize::try_from(KNOWN).unwrap_or(0) {
        let start = start_of(number);
        match number % 11 {
            // Early: turned away, and let in once it is time.
            0 => acts.extend([
                (start - 5, Act::Comes(number)),
                (start + 1, Act::Comes(number)),
            ]),
            1 => acts.push((start + 20, Act::Comes(number))),
            2 => acts.extend([
                (start + 3, Act::Strays(number)),
                (start + 6, Act::Comes(number)),
            ]),
            3 => {}
            // While DoorFlow is down nobody's visit is made longer: that has tests of its own.
            4 => acts.extend([
                (start + 2, Act::Comes(number)),
                (start + 30, Act::Stays(number)),
            ]),
            5 if number == 16 => acts.extend([
                (start - 20, Act::Cancelled(number)),
                (start - 15, Act::Undone(number)),
                (start + 2, Act::Comes(number)),
            ]),
            5 => acts.push((start - 10, Act::Cancelled(number))),
            _ => acts.push((start + 4, Act::Comes(number))),
        }
    }
    for (at, minute) in WALK_INS.into_iter().enumerate() {
        let number = usize::try_from(KNOWN).unwrap_or(0) + at;
        acts.push((minute, Act::WalksIn(number)));
        // Who asked while DoorFlow was down is let in once it has the visit.
        let comes = if (DOWN.0..DOWN.1).contains(&minute) {
            DOWN.1 + 4
        } else {
            minute + 6
        };
        acts.push((comes, Act::Comes(number)));
    }
    acts.sort_by_key(|(minute, _)| *minute);
    acts
}

/// The day as it goes on.
struct Office {
    day: Day,
    midnight: DateTime<Utc>,
    visitors: Vec<Visitor>,
    /// Every reservation that there ever was of them, by its number.
    seen: BTreeMap<i64, Reservation>,
}

impl Office {
    /// Waits until it is so many minutes past midnight; never goes back.
    fn at(&self, minute: i64) {
        let left = self.midnight + TimeDelta::minutes(minute) - self.day.now();
        if left > TimeDelta::zero() {
            self.day.on(left);
        }
    }

    fn draft(&self, person: Option<i64>, door: i64, from: i64) -> Result<Draft> {
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
    fn note(&mut self) {
        let people: BTreeSet<i64> = self.visitors.iter().map(|one| one.person).collect();
        for one in self.day.reception.control().reservations() {
            if people.contains(&one.person_id) {
                self.seen.insert(one.id, one);
            }
        }
    }

    async fn settled(&self) -> Result<()> {
        until("everything to be settled", async || {
            Ok(self.day.desk().outbox().await?.is_empty().then_some(()))
        })
        .await
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
    fn visit_of(&self, number: usize) -> Result<Reservation> {
        let person = self.visitors[number].person;
        let mut all = self.day.reception.control().reservations();
        all.retain(|one| one.person_id == person);
        ensure!(all.len() == 1, "{number} has {all:?}");
        all.pop().context("a visit")
    }

    async fn told(&self, visit: &Reservation) -> Result<()> {
        let control = self.day.reception.control();
        until(format!("the door to know of {}", visit.id), async || {
            let door = visit.channel_ids.first().copied().unwrap_or_default();
            Ok(control.door_knows(door, visit.id).then_some(()))
        })
        .await
    }

    async fn act(&mut self, minute: i64, act: Act) -> Result<()> {
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
                self.settled().await?;
            }
            Act::Cancelled(number) => {
                let visit = self.visit_of(number)?;
                desk.cancel_visit(&format!("r{}", visit.id)).await?;
                self.settled().await?;
            }
            Act::Undone(number) => {
                let last = self.visitors[number].person;
                let id = self.seen.values().find(|one| one.person_id == last);
                let key = format!("r{}", id.context("their visit")?.id);
                ensure!(desk.undo_cancel(&key).await?.again == 1);
                self.settled().await?;
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
        self.settled().await?;
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
    fn by_doorflow(&self) -> Vec<String> {
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
    fn deleted(&self) -> BTreeSet<i64> {
        let ledger = self.day.reception.control().ledger();
        let deleted = ledger.iter().filter_map(|entry| match entry.write {
            Write::ReservationDeleted(id) => Some(id),
            _ => None,
        });
        deleted.collect()
    }
}

/// `HH:MM` of minutes past midnight.
fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `HH:MM` in London, in winter.
fn wall(at: DateTime<Utc>) -> String {
    at.format("%H:%M").to_string()
}

fn line(who: &str, from: &str, to: &str, came: Option<&str>, rejected: usize) -> String {
    let came = came.map_or("no-show".to_owned(), |came| {
        format!("came {came}, left {to}")
    });
    format!("{who} {from}-{to}: {came}, turned away {rejected} times")
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a day, and what is said of it")]
async fn in_the_evening_the_board_history_and_doorflow_say_the_same_of_sixty_visitors() -> Result<()>
{
    let day = Day::from("08:00").await?;
    let control = day.reception.control();
    let midnight = "2026-11-18T00:00:00Z".parse()?;
    let visitors = (0..KNOWN)
        .map(|number| Visitor {
            person: control.add_person("Guest", &format!("Nummer{number}")),
            name: format!("Guest Nummer{number}"),
            door: if number % 3 == 0 {
                TURNSTILE
            } else {
                FRONT_DOOR
            },
            start: start_of(usize::try_from(number).unwrap_or(0)),
        })
        .collect();
    day.reception.refresh().await?;
    let mut office = Office {
        day,
        midnight,
        visitors,
        seen: BTreeMap::new(),
    };
    for one in &office.visitors {
        let draft = office.draft(Some(one.person), one.door, one.start)?;
        office.day.desk().book(&draft).await?;
    }
    office.settled().await?;
    for number in 0..office.visitors.len() {
        office.told(&office.visit_of(number)?).await?;
    }
    office.note();

    for (minute, act) in script() {
        office.at(minute);
        let what = format!("{act:?} at {}", clock(minute));
        office.act(minute, act).await.context(what)?;
    }
    office.at(18 * 60);

    let wanted = office.by_doorflow();
    ensure!(wanted.len() == 60 - 4, "{} visits stand", wanted.len());
    let people: BTreeSet<i64> = office.visitors.iter().map(|one| one.person).collect();
    let today = office.day.reception.day(0)?;
    let desk = office.day.desk();
    let (board, history) = until("the evening", async || {
        desk.refresh();
        let agenda = desk.agenda(&today.to_string(), &today.to_string()).await?;
        let theirs = |person: PersonId| people.contains(&person.0);
        let board: BTreeMap<String, Option<Presence>> = agenda
            .visits
            .iter()
            .filter(|visit| theirs(visit.person_id))
            .map(|visit| {
                let presence = visit.attendance.as_ref().map(|seen| seen.presence);
                (visit.key.clone(), presence)
            })
            .collect();
        let ask = HistoryAsk {
            first: Some(today),
            last: Some(today),
            ..HistoryAsk::default()
        };
        let mut page = desk.history(ask, 0, 1000, None).await?;
        page.lines.retain(|line| theirs(line.visit.person_id));
        let known = board
            .values()
            .all(|seen| matches!(seen, Some(Presence::Left | Presence::NoShow)));
        Ok(known.then_some((board, page.lines)))
    })
    .await?;

    // The board and History, visit by visit.
    let stands = history
        .iter()
        .filter(|line| !matches!(line.state, HistoryState::Moved | HistoryState::Cancelled));
    let mut told = Vec::new();
    for it in stands {
        let on_board = board.get(&it.visit.key).copied().flatten();
        let same = match it.state {
            HistoryState::Left => Some(Presence::Left),
            HistoryState::NoShow => Some(Presence::NoShow),
            _ => None,
        };
        ensure!(
            same.is_some() && on_board == same,
            "{it:?} is {on_board:?} on the board"
        );
        told.push(line(
            &it.visit.name,
            &it.visit.start.time,
            &it.visit.end.time,
            it.arrived.as_ref().map(|at| at.time.as_str()),
            it.rejected,
        ));
    }
    assert_eq!(board.len(), told.len());
    told.sort();
    for (said, wanted) in told.iter().zip(&wanted) {
        assert_eq!(said, wanted);
    }
    assert_eq!(told.len(), wanted.len());

    // What is gone from DoorFlow is what History says was moved or cancelled.
    let gone = |state: HistoryState| history.iter().filter(|it| it.state == state).count();
    assert_eq!(
        (gone(HistoryState::Moved), gone(HistoryState::Cancelled)),
        (5, 5)
    );
    let ledger: BTreeSet<String> = office.deleted().iter().map(|id| format!("r{id}")).collect();
    let said: BTreeSet<String> = history
        .iter()
        .filter(|it| matches!(it.state, HistoryState::Moved | HistoryState::Cancelled))
        .map(|it| it.visit.key.clone())
        .collect();
    assert_eq!(said, ledger);
    Ok(())
}
