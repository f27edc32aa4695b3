//! What DoorFlow's books say of a run, once all is quiet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use desk::outbox::{OutboxEntry, Standing};
use sandbox::Delivery;
use serde::Serialize;

use super::intent::{Asked, Intent, Real, real};
use super::network::made_by;
use super::reception::Reception;

/// The totals of a run, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// How many runs.
    pub seeds: u64,
    /// What the receptionists had booked: the desk took it on.
    pub bookings: u64,
    /// How often the program was killed.
    pub kills: u64,
    /// What went wrong on the way, by its name.
    pub faults: BTreeMap<String, u64>,
    /// Bookings of which DoorFlow has more than was asked for: sent more often than a person had it sent, or standing more often after
    /// a person has tidied up what the calendar shows.
    pub duplicates: u64,
    /// Bookings that the desk took on and DoorFlow does not have, nobody having cancelled them or been told of it; and those that were
    /// cancelled, and stand.
    pub lost: u64,
    /// Visits shown as booked that DoorFlow never had, or that the desk had said to be gone, or at the end any that are gone.
    pub false_booked: u64,
    /// Writes that are neither settled nor put to a person at the end.
    pub unsettled: u64,
}

impl Totals {
    /// Adds another's.
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.bookings += other.bookings;
        self.kills += other.kills;
        for (name, count) in &other.faults {
            *self.faults.entry(name.clone()).or_default() += count;
        }
        self.duplicates += other.duplicates;
        self.lost += other.lost;
        self.false_booked += other.false_booked;
        self.unsettled += other.unsettled;
    }

    /// Whether nothing of what is promised was broken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.duplicates + self.lost + self.false_booked + self.unsettled == 0
    }
}

/// Judges a run by DoorFlow's books. Each breach is a line of the story.
pub(super) fn judge(reception: &Reception, left: &[OutboxEntry], quiet: DateTime<Utc>) -> Totals {
    let control = reception.sandbox.control();
    let real = real(&reception.sandbox);
    let sent = sent_promptly(reception);
    let by_network = reception.made_by_the_network();
    let story = &reception.story;
    let mut totals = Totals {
        seeds: 1,
        kills: reception.kills,
        faults: control
            .faults_met()
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count))
            .collect(),
        ..Totals::default()
    };
    for intent in &reception.intents {
        totals.bookings += u64::from(intent.booked == Asked::Yes);
        let alike: Vec<_> = real
            .iter()
            .filter(|real| real.wish == intent.wish)
            .collect();
        let standing = alike.len();
        // What has ended is not taken back any more, nor tidied up.
        let ended = intent.wish.end <= quiet;
        let surplus = |real: &&&Real| !(ended && by_network.contains(&real.key));
        let to_answer_for = alike.iter().filter(surplus).count();
        let sent = sent.get(&intent.number).copied().unwrap_or(0);
        if sent > 1 + intent.again || (to_answer_for > 1 && !intent.others) {
            totals.duplicates += 1;
            story.tell(format!(
                "DUPLICATE: {} was sent {sent} times and stands {standing} times",
                intent.number
            ));
        }
        let later = those_in_place_of(intent, &reception.intents);
        let judged = !later.is_empty() && !is_left_to_chance(intent, &later);
        let one_stands = later
            .iter()
            .any(|new| real.iter().any(|real| real.wish == new.wish));
        match (to_answer_for > 0, one_stands) {
            (true, true) if judged && !ended && !later.iter().any(|new| new.given_up) => {
                totals.duplicates += 1;
                story.tell(format!(
                    "DUPLICATE: {} stands beside what took its place",
                    intent.number
                ));
            }
            (false, false) if judged => {
                totals.lost += 1;
                story.tell(format!(
                    "LOST: neither {} stands nor what was to take its place",
                    intent.number
                ));
            }
            _ => {}
        }
        if let Some(why) = is_lost(intent, standing, to_answer_for, quiet) {
            totals.lost += 1;
            story.tell(format!("LOST: {} {why}", intent.number));
        }
    }
    for claim in &reception.false_cancelled {
        totals.lost += 1;
        story.tell(format!("LOST: {claim}"));
    }
    for claim in &reception.false_booked {
        totals.false_booked += 1;
        story.tell(format!("FALSE: {claim}"));
    }
    for entry in left {
        if !matches!(entry.state, Standing::Rejected | Standing::NotBooked) {
            totals.unsettled += 1;
            story.tell(format!(
                "UNSETTLED: {:?} {} is {:?}, {:?}",
                entry.what, entry.key, entry.state, entry.reason
            ));
        }
    }
    totals
}

/// How a booking was lost, if it was. `standing` is how often DoorFlow has it, `to_answer_for` without what the network made besides and
/// nobody had the time to tidy up.
fn is_lost(
    intent: &Intent,
    standing: usize,
    to_answer_for: usize,
    quiet: DateTime<Utc>,
) -> Option<&'static str> {
    let left_to_chance = intent.is_left_to_chance();
    match (intent.booked, intent.cancelled) {
        (Asked::No, _) if standing > 0 && !intent.others => Some("was refused, and stands"),
        (Asked::Yes, Asked::No)
            if standing == 0 && intent.replaced_by.is_none() && !left_to_chance =>
        {
            Some("was taken on, and DoorFlow does not have it")
        }
        (_, Asked::Yes) if to_answer_for > 0 && !left_to_chance => {
            Some("was cancelled, and stands")
        }
        // What begins before the last list was read may be in none.
        (_, Asked::No) if standing > 0 && !intent.shown && intent.wish.start > quiet => {
            Some("stands, and is not on the calendar")
        }
        _ => None,
    }
}

/// What was to take the place of a booking, and of that one in its turn.
fn those_in_place_of<'a>(intent: &Intent, intents: &'a [Intent]) -> Vec<&'a Intent> {
    std::iter::successors(intent.replaced_by, |by| intents[*by].replaced_by)
        .map(|by| &intents[by])
        .collect()
}

/// Whether it is right for both of a visit and one that was to take its place to stand, and for neither.
fn is_left_to_chance(old: &Intent, later: &[&Intent]) -> bool {
    let forgotten = |new: &&Intent| new.cancelled != Asked::No || new.forgotten || new.others;
    old.cancelled != Asked::No || old.is_left_to_chance() || later.iter().any(forgotten)
}

/// How often each booking was made by a request that came when it was sent.
fn sent_promptly(reception: &Reception) -> BTreeMap<usize, usize> {
    let seen = reception.network.seen();
    let mut sent = BTreeMap::new();
    for entry in reception.sandbox.control().ledger() {
        let Some(made) = made_by(&entry.write) else {
            continue;
        };
        if entry.delivery != Delivery::Prompt {
            continue;
        }
        let wish = seen.get(&made);
        let intent = reception
            .intents
            .iter()
            .find(|intent| Some(&intent.wish) == wish);
        if let Some(intent) = intent {
            *sent.entry(intent.number).or_default() += 1;
        }
    }
    sent
}
