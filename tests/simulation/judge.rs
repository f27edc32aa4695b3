//! What DoorFlow's books say of a run, once all is quiet.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use desk::booking::VisitKind;
use desk::outbox::{OutboxEntry, Standing};
use sandbox::Delivery;
use serde::Serialize;

use super::acts::GROUP;
use super::guests::who;
use super::intent::{Asked, Intent, Real, Wish, real};
use super::network::made_by;
use super::people;
use super::reception::Reception;

/// The totals of a run, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// How many runs.
    pub seeds: u64,
    /// What the receptionists had booked: the desk took it on.
    pub bookings: u64,
    /// Other times for visits that the desk took on.
    pub moves: u64,
    /// Newcomers who are in DoorFlow at the end.
    pub newcomers: u64,
    /// People who have been given a PIN.
    pub pins: u64,
    /// How often a door was seen to be called ready for a visit.
    pub doors_ready: u64,
    /// How often the program was killed.
    pub kills: u64,
    /// What went wrong on the way, by its name.
    pub faults: BTreeMap<String, u64>,
    /// Bookings of which DoorFlow has more than was asked for: sent more often than a person had it sent, or standing more often after
    /// a person has tidied up what the calendar shows. And newcomers and PINs that were made more often than that.
    pub duplicates: u64,
    /// Bookings that the desk took on and DoorFlow does not have, nobody having cancelled them or been told of it; and those that were
    /// cancelled, and stand. And PINs that were to be given, and were not; and visitors whose stay was moved, and who are not in its group.
    pub lost: u64,
    /// Visits shown as booked that DoorFlow never had, or that the desk had said to be gone, or at the end any that are gone.
    pub false_booked: u64,
    /// Doors that were said to have a visit, and had not.
    pub false_ready: u64,
    /// Writes that are neither settled nor put to a person at the end.
    pub unsettled: u64,
}

impl Totals {
    /// Adds another's.
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.bookings += other.bookings;
        self.moves += other.moves;
        self.newcomers += other.newcomers;
        self.pins += other.pins;
        self.doors_ready += other.doors_ready;
        self.kills += other.kills;
        for (name, count) in &other.faults {
            *self.faults.entry(name.clone()).or_default() += count;
        }
        self.duplicates += other.duplicates;
        self.lost += other.lost;
        self.false_booked += other.false_booked;
        self.false_ready += other.false_ready;
        self.unsettled += other.unsettled;
    }

    /// Whether nothing of what is promised was broken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let told_wrong = self.false_booked + self.false_ready;
        self.duplicates + self.lost + told_wrong + self.unsettled == 0
    }
}

/// Judges a run by DoorFlow's books. Each breach is a line of the story.
pub(super) fn judge(reception: &Reception, left: &[OutboxEntry], quiet: DateTime<Utc>) -> Totals {
    let control = reception.sandbox.control();
    let real = real(&reception.sandbox);
    let sent = sent_promptly(reception);
    let by_network = reception.made_by_the_network();
    let seen = reception.network.seen();
    let story = &reception.story;
    let mut totals = Totals {
        seeds: 1,
        kills: reception.kills,
        doors_ready: reception.doors_ready,
        faults: control
            .faults_met()
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count))
            .collect(),
        ..Totals::default()
    };
    for intent in &reception.intents {
        totals.bookings += u64::from(intent.booked == Asked::Yes);
        totals.moves += u64::from(intent.booked == Asked::Yes && intent.replaces.is_some());
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
        let most =
            1 + intent.again + may_be_made_anew(intent, &reception.intents, &by_network, &seen);
        if sent > most || (to_answer_for > 1 && !intent.others) {
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
        if standing == 1 && is_shut_out(reception, intent, quiet) {
            totals.lost += 1;
            story.tell(format!(
                "LOST: the visitor of {} is not in its group",
                intent.number
            ));
        }
    }
    people::judge(reception, &real, &mut totals);
    for claim in &reception.false_cancelled {
        totals.lost += 1;
        story.tell(format!("LOST: {claim}"));
    }
    for claim in &reception.false_booked {
        totals.false_booked += 1;
        story.tell(format!("FALSE: {claim}"));
    }
    for claim in &reception.false_ready {
        totals.false_ready += 1;
        story.tell(format!("AHEAD OF THE DOORS: {claim}"));
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

/// How often a stay may be made anew: as one goes that its visitor has at the same time, DoorFlow takes them out of the groups. So it is as
/// it takes the place of one under way, as another of theirs is cancelled, and as one that the network made of it besides.
fn may_be_made_anew(
    intent: &Intent,
    intents: &[Intent],
    by_network: &BTreeSet<String>,
    seen: &BTreeMap<String, Wish>,
) -> usize {
    let wish = &intent.wish;
    if wish.kind != VisitKind::GroupReservation {
        return 0;
    }
    let twins = by_network.iter().filter(|key| seen.get(*key) == Some(wish));
    let gone = intents.iter().filter(|other| {
        let goes = other.cancelled != Asked::No || other.replaced_by.is_some();
        other.number != intent.number && goes && other.wish.is_beside(wish)
    });
    usize::from(intent.replaces.is_some()) + twins.count() + gone.count()
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

/// Whether the visitor of a stay under way that took the place of another is outside of its group. Where somebody has more stays than that
/// one at a time, DoorFlow takes them out as the first of them ends.
fn is_shut_out(reception: &Reception, intent: &Intent, quiet: DateTime<Utc>) -> bool {
    let wish = &intent.wish;
    let under_way = wish.start <= quiet && quiet < wish.end;
    let before: Vec<usize> =
        std::iter::successors(intent.replaces, |old| reception.intents[*old].replaces).collect();
    let chain = |number: usize| number == intent.number || before.contains(&number);
    let certain = reception
        .intents
        .iter()
        .filter(|it| chain(it.number))
        .all(|it| {
            let left = it.cancelled != Asked::No || it.unverified || it.is_left_to_chance();
            it.booked == Asked::Yes && !left
        });
    let alone = !reception
        .intents
        .iter()
        .any(|other| !chain(other.number) && other.wish.is_beside(wish));
    let moved = wish.kind == VisitKind::GroupReservation && !before.is_empty();
    if !(moved && under_way && certain && alone && intent.replaced_by.is_none()) {
        return false;
    }
    let people = reception.sandbox.control().people();
    let visitors = people
        .iter()
        .filter(|person| who(&person.name(), person.id) == wish.person);
    !visitors
        .into_iter()
        .any(|person| person.groups.contains(&GROUP))
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
