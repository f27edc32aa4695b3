//! People whom DoorFlow does not know yet, who are booked with all that they need, and PINs for those whom it knows.

use chrono::{DateTime, TimeDelta, Utc};
use desk::booking::{Draft, Newcomer, VisitKind};
use desk::outbox::{EntryKind, OutboxEntry};
use doorflow::PersonId;
use rand::seq::IndexedRandom as _;

use super::acts::{day_of, draft_of};
use super::intent::{Asked, Intent, Wish};
use super::looks::ENOUGH;
use super::reception::Reception;

/// What all newcomers are called; a number follows, by which they are told apart.
const NAME: &str = "Noor Quist-";
/// The number of the first of them, and those below it of the others: nobody in DoorFlow or in an outbox has such a one.
const FIRST: i64 = -1_000_000;

/// Tells people apart: by DoorFlow's number, or a newcomer by the name that was typed. Whom DoorFlow has twice is still one.
pub(super) fn who(name: &str, id: i64) -> i64 {
    let number = name.strip_prefix(NAME).and_then(|it| it.parse().ok());
    number.map_or(id, |number: i64| FIRST - number)
}

/// Something of a booking that is not a visit: the person, or a PIN.
#[derive(Clone, Debug, Default)]
pub(super) struct Errand {
    /// How often a person had it sent again.
    pub(super) again: usize,
    /// A person has left it at that.
    pub(super) given_up: bool,
}

/// A newcomer, booked in one go: the person, perhaps a PIN, and the visits.
#[derive(Clone, Debug)]
pub(super) struct Guest {
    /// As [`who`] tells people apart.
    pub(super) person: i64,
    /// The visits, as the receptionist's bookings.
    pub(super) visits: Vec<usize>,
    /// From the beginning of the first visit to the end of the last.
    span: (DateTime<Utc>, DateTime<Utc>),
    /// To be made.
    pub(super) made: Errand,
    /// To be given a PIN, if one is wanted.
    pub(super) pin: Option<Errand>,
}

/// A PIN for somebody whom DoorFlow knows.
#[derive(Clone, Debug)]
pub(super) struct Pin {
    pub(super) person: i64,
    name: String,
    pub(super) asked: Asked,
    pub(super) errand: Errand,
}

impl Reception {
    /// Lets there be two people in DoorFlow who have no PIN.
    pub(super) fn invite(&mut self) {
        for last_name in ["Amsel", "Drossel"] {
            let person = self.sandbox.control().add_person("Pia", last_name);
            self.pins.push(Pin {
                person,
                name: format!("Pia {last_name}"),
                asked: Asked::No,
                errand: Errand::default(),
            });
        }
    }

    /// Books somebody who is not in DoorFlow: now and then for two days, with or without a PIN, an address of their own or none.
    pub(super) async fn book_newcomer(&mut self) {
        let number = self.guests.len();
        let person = FIRST - i64::try_from(number).unwrap_or_default();
        let first = Wish {
            person,
            ..self.wish()
        };
        let mut wishes = vec![first.clone()];
        let next_day = |at: DateTime<Utc>| at + TimeDelta::days(1);
        let second = Wish {
            start: next_day(first.start),
            end: next_day(first.end),
            ..first.clone()
        };
        let taken = |intent: &Intent| intent.wish.start == second.start;
        let two_days = self.chance(0.3) && first.kind == VisitKind::Reservation;
        if two_days && !self.intents.iter().any(taken) {
            wishes.push(second);
        }
        let last = &wishes[wishes.len() - 1];
        let draft = Draft {
            person_id: None,
            last_date: day_of(match first.kind {
                VisitKind::Reservation => last.start,
                VisitKind::GroupReservation => last.end,
            }),
            ..draft_of(&first)
        };
        let (given, family) = NAME.split_once(' ').unwrap_or_default();
        let address = self
            .chance(0.5)
            .then(|| format!("quist-{number}@example.com"));
        let newcomer = Newcomer {
            first_name: given.to_owned(),
            last_name: format!("{family}{number}"),
            email: address.unwrap_or_default(),
            mobile: String::new(),
        };
        let pin = self.chance(0.6);
        let span = (first.start, last.end);
        let said = self
            .at_desk(async |desk| desk.book_newcomer(&draft, &newcomer, pin).await)
            .await;
        let booked = Asked::by(said.as_ref());
        let visits: Vec<usize> = (self.intents.len()..).take(wishes.len()).collect();
        self.story.tell(format!(
            "books newcomer {number} as {visits:?}: {:?} {} to {} at {:?}, PIN {pin}: {}",
            first.kind,
            span.0,
            span.1,
            first.places,
            told(said.as_ref()),
        ));
        for wish in wishes {
            let mut intent = Intent::new(self.intents.len(), wish);
            intent.booked = booked;
            self.intents.push(intent);
        }
        self.guests.push(Guest {
            person,
            visits,
            span,
            made: Errand::default(),
            pin: pin.then(Errand::default),
        });
    }

    /// Has somebody given a PIN who has none; or has one, by asking twice.
    pub(super) async fn give_pin(&mut self) {
        let Some(at) = (0..self.pins.len())
            .collect::<Vec<_>>()
            .choose(&mut self.rng)
            .copied()
        else {
            return;
        };
        let person = self.pins[at].person;
        let said = self
            .at_desk(async |desk| desk.give_pin(PersonId(person)).await)
            .await;
        let asked = Asked::by(said.as_ref());
        self.story
            .tell(format!("gives {person} a PIN: {}", told(said.as_ref())));
        let pin = &mut self.pins[at];
        if pin.asked != Asked::Yes && asked != Asked::No {
            pin.asked = asked;
        }
    }

    /// Decides what only a person can of what is no visit.
    pub(super) async fn decide_of_person(&mut self, entry: &OutboxEntry, at_last: bool) {
        let key = &entry.key;
        let sent = self.errand(entry).map_or(0, |errand| errand.again);
        if entry.can_send_again && sent < ENOUGH && (at_last || self.chance(0.6)) {
            let said = self.at_desk(async |desk| desk.send_again(key).await).await;
            self.story.tell(format!(
                "sends {:?} of {} ({key}) again: {said:?}",
                entry.what, entry.who
            ));
            if let Some(errand) = self.errand(entry) {
                errand.again += 1;
            }
        } else if at_last || self.chance(0.5) {
            let said = self.at_desk(async |desk| desk.give_up(key).await).await;
            self.story.tell(format!(
                "gives {:?} of {} ({key}) up: {said:?}",
                entry.what, entry.who
            ));
            if let Some(errand) = self.errand(entry) {
                errand.given_up = true;
            }
            let theirs = self.guests.iter().find(|guest| guest.is_of(entry));
            let visits = theirs.map(|guest| guest.visits.clone());
            // The visits of somebody who is not made are not made either.
            if entry.what == EntryKind::Person {
                for number in visits.into_iter().flatten() {
                    self.intents[number].given_up = true;
                }
            }
        }
    }

    /// What a write of the outbox is about that is no visit.
    fn errand(&mut self, entry: &OutboxEntry) -> Option<&mut Errand> {
        let guest = self.guests.iter_mut().find(|guest| guest.is_of(entry));
        match (entry.what, guest) {
            (EntryKind::Person, Some(guest)) => Some(&mut guest.made),
            (EntryKind::Pin, Some(guest)) => guest.pin.as_mut(),
            (EntryKind::Pin, None) => {
                let pin = self.pins.iter_mut().find(|pin| pin.name == entry.who);
                pin.map(|pin| &mut pin.errand)
            }
            _ => None,
        }
    }
}

impl Guest {
    /// Whether a write of the outbox is about making them, or their PIN: that is for as long as their visits.
    fn is_of(&self, entry: &OutboxEntry) -> bool {
        self.span == (entry.start.utc, entry.end.utc)
    }
}

/// What the desk said, for the story.
pub(super) fn told<T, E: std::fmt::Display>(said: Option<&Result<T, E>>) -> String {
    match said {
        None => "the program ended".to_owned(),
        Some(Ok(_)) => "taken on".to_owned(),
        Some(Err(error)) => error.to_string(),
    }
}
