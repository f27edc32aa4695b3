//! What whoever sits at the desk sees, and what they do about it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use desk::booking::VisitKind;
use desk::outbox::{EntryKind, OutboxEntry, Reason, Standing};
use desk::visits::{Visit, VisitState};
use sandbox::Delivery;

use super::intent::{Asked, real};
use super::network::made_by;
use super::reception::Reception;

/// How often something is sent again before it is left at that.
pub(super) const ENOUGH: usize = 2;

impl Reception {
    /// Looks at the calendar. What it shows as booked and DoorFlow never had, or what this run of the program has said to be gone, is
    /// noted as shown falsely. What somebody else took back meanwhile may be shown until the desk has read it.
    pub(super) async fn look(&mut self) -> Option<Vec<Visit>> {
        let now = self.sandbox.clock().now();
        let first = (now - TimeDelta::days(1)).format("%Y-%m-%d").to_string();
        let last = (now + TimeDelta::days(5)).format("%Y-%m-%d").to_string();
        let agenda = self
            .at_desk(async |desk| desk.agenda(&first, &last).await)
            .await?;
        let visits = agenda.ok()?.visits;
        self.look_at_doors(&visits);
        let made = self.network.made();
        let booked = |visit: &&Visit| is_shown_as_booked(visit);
        for visit in visits.iter().filter(booked) {
            if !made.contains(&visit.key) {
                self.false_booked
                    .push(format!("{} is shown, and was never made", visit.key));
            }
            // One that was under way when it was taken back is over now.
            if self.said_gone.contains(&visit.key) && visit.state != VisitState::Over {
                self.false_booked
                    .push(format!("{} is shown, and was said to be gone", visit.key));
            }
            let shown = self.intents.iter_mut().find(|intent| intent.wish.is(visit));
            if let Some(intent) = shown {
                intent.shown = true;
            }
        }
        Some(visits)
    }

    /// Looks at the outbox and decides what only a person can. `at_last`: of everything that is there, and so that it ends.
    pub(super) async fn decide(&mut self, at_last: bool) -> Vec<OutboxEntry> {
        let listed = self.at_desk(async |desk| desk.outbox().await).await;
        let Some(Ok(entries)) = listed else {
            return Vec::new();
        };
        for entry in &entries {
            if at_last || self.chance(0.5) {
                self.decide_of(entry, at_last).await;
            }
        }
        entries
    }

    async fn decide_of(&mut self, entry: &OutboxEntry, at_last: bool) {
        let needs_somebody = matches!(
            entry.state,
            Standing::Rejected | Standing::NotBooked | Standing::NeedsYou
        );
        if !needs_somebody {
            return;
        }
        if matches!(entry.what, EntryKind::Person | EntryKind::Pin) {
            self.decide_of_person(entry, at_last).await;
            return;
        }
        let key = &entry.key;
        let number = self
            .intents
            .iter()
            .find(|intent| intent.wish.is_of(entry))
            .map(|intent| intent.number);
        let sent = number.map_or(0, |number| self.intents[number].again);
        if entry.surplus > 0 {
            let said = self
                .at_desk(async |desk| desk.delete_surplus(key).await)
                .await;
            self.story.tell(format!(
                "deletes the surplus of {number:?} ({key}): {said:?}"
            ));
        } else if entry.reason == Reason::Several {
            // Nobody leaves two standing: the next look tells more.
        } else if entry.can_send_again && sent < ENOUGH && (at_last || self.chance(0.6)) {
            let said = self.at_desk(async |desk| desk.send_again(key).await).await;
            self.story.tell(format!(
                "sends {:?} {number:?} ({key}) again: {said:?}",
                entry.what
            ));
            if let Some(number) = number {
                self.intents[number].again += 1;
            }
        } else if at_last || self.chance(0.5) {
            let said = self.at_desk(async |desk| desk.give_up(key).await).await;
            self.story.tell(format!(
                "gives {:?} {number:?} ({key}) up: {said:?}",
                entry.what
            ));
            if let Some(number) = number {
                match entry.what {
                    EntryKind::Book => self.intents[number].given_up = true,
                    EntryKind::Cancel | EntryKind::Replace => {
                        self.intents[number].cancelled = Asked::Perhaps;
                    }
                    EntryKind::Verify => self.intents[number].unverified = true,
                    EntryKind::Person
                    | EntryKind::Pin
                    | EntryKind::Leave
                    | EntryKind::Revoke
                    | EntryKind::Describe => {}
                }
            }
        }
    }

    /// Takes back by hand what the network made of a booking besides: a request that came twice, or after all was decided. It is on
    /// the calendar for everybody to see, so that nobody is deceived.
    pub(super) async fn tidy(&mut self) {
        let Some(shown) = self.look().await else {
            return;
        };
        let by_network = self.made_by_the_network();
        let replaced = self.replaced(&shown);
        for number in 0..self.intents.len() {
            let intent = &self.intents[number];
            let mut alike: Vec<&Visit> = shown
                .iter()
                .filter(|visit| intent.wish.is(visit) && visit.state != VisitState::Over)
                .collect();
            let wanted = usize::from(intent.cancelled != Asked::Yes && !replaced.contains(&number));
            let (excused, others) = (&by_network, intent.others);
            alike.retain(|visit| is_shown_as_booked(visit));
            if alike.len() <= wanted {
                continue;
            }
            let surplus = alike.len() - wanted;
            let keys: Vec<String> = alike
                .iter()
                .rev()
                .filter(|visit| others || excused.contains(&visit.key) || wanted > 0)
                .take(surplus)
                .map(|visit| visit.key.clone())
                .collect();
            for key in keys {
                let before = self.intents[number].cancelled;
                self.cancel_visit(number, &key).await;
                self.intents[number].cancelled = before;
            }
        }
    }

    /// Visits whose requests the network brought late, or once more; and what was made anew in the place of such a stay, as the other of the
    /// two was cancelled.
    pub(super) fn made_by_the_network(&self) -> BTreeSet<String> {
        let seen = self.network.seen();
        let ledger = self.sandbox.control().ledger();
        let made = ledger
            .iter()
            .filter_map(|entry| Some((entry.delivery, made_by(&entry.write)?)));
        let mut stays = Vec::new();
        made.filter_map(|(delivery, key)| {
            let stay = seen
                .get(&key)
                .filter(|wish| wish.kind == VisitKind::GroupReservation);
            let anew = stay.is_some_and(|wish| stays.contains(wish));
            let late = delivery != Delivery::Prompt;
            stays.extend(stay.filter(|_| late).cloned());
            (late || anew).then_some(key)
        })
        .collect()
    }

    /// After all is quiet and read: what the calendar shows is what DoorFlow has.
    pub(super) async fn compare(&mut self) {
        let Some(shown) = self.look().await else {
            self.false_booked
                .push("the calendar cannot be read at last".to_owned());
            return;
        };
        let real: BTreeSet<String> = real(&self.sandbox)
            .into_iter()
            .map(|real| real.key)
            .collect();
        for visit in shown.iter().filter(|visit| is_shown_as_booked(visit)) {
            if visit.state != VisitState::Over && !real.contains(&visit.key) {
                self.false_booked
                    .push(format!("{} is shown at last, and is gone", visit.key));
            }
        }
        for intent in &mut self.intents {
            intent.shown = shown
                .iter()
                .any(|visit| intent.wish.is(visit) && is_shown_as_booked(visit));
        }
    }
}

/// Whether the page says that DoorFlow has it.
fn is_shown_as_booked(visit: &Visit) -> bool {
    !visit.key.starts_with('b')
        && matches!(
            visit.state,
            VisitState::Expected | VisitState::UnderWay | VisitState::Over
        )
}
