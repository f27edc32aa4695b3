//! What DoorFlow's books say of the newcomers and the PINs of a run, once all is quiet.

use std::collections::BTreeMap;

use sandbox::{Delivery, Person, Write};

use super::guests::{Guest, who};
use super::intent::{Asked, Real};
use super::judge::Totals;
use super::reception::Reception;

/// Judges them. Each breach is a line of the story.
pub(super) fn judge(reception: &Reception, real: &[Real], totals: &mut Totals) {
    let control = reception.sandbox.control();
    let mut there: BTreeMap<i64, Vec<Person>> = BTreeMap::new();
    for person in control.people() {
        let whom = who(&person.name(), person.id);
        there.entry(whom).or_default().push(person);
    }
    let promptly: Vec<i64> = control
        .ledger()
        .into_iter()
        .filter(|entry| entry.delivery == Delivery::Prompt)
        .filter_map(|entry| match entry.write {
            Write::PersonCreated(id) => Some(id),
            _ => None,
        })
        .collect();
    let pins = |people: &[Person]| -> Vec<usize> {
        people
            .iter()
            .map(|person| control.credentials(person.id).len())
            .collect()
    };
    for guest in &reception.guests {
        let people = there.remove(&guest.person).unwrap_or_default();
        let number = &guest.visits;
        let sent = people
            .iter()
            .filter(|person| promptly.contains(&person.id))
            .count();
        if sent > 1 + guest.made.again {
            totals.duplicates += 1;
            reception.story.tell(format!(
                "DUPLICATE: the visitor of {number:?} was made {sent} times"
            ));
        }
        let pins = pins(&people);
        if pins.iter().any(|held| *held > 1) {
            totals.duplicates += 1;
            reception.story.tell(format!(
                "DUPLICATE: the visitor of {number:?} has {pins:?} PINs"
            ));
        }
        if wants_pin(guest, reception, real) && pins.iter().sum::<usize>() == 0 {
            totals.lost += 1;
            reception
                .story
                .tell(format!("LOST: the visitor of {number:?} has no PIN"));
        }
        totals.newcomers += u64::from(!people.is_empty());
        totals.pins += u64::from(pins.iter().any(|held| *held > 0));
    }
    for pin in &reception.pins {
        let held = control.credentials(pin.person).len();
        if held > 1 {
            totals.duplicates += 1;
            reception
                .story
                .tell(format!("DUPLICATE: {} has {held} PINs", pin.person));
        }
        if pin.asked == Asked::Yes && !pin.errand.given_up && held == 0 {
            totals.lost += 1;
            reception
                .story
                .tell(format!("LOST: {} was to have a PIN", pin.person));
        }
        totals.pins += u64::from(held > 0);
    }
}

/// Whether it is certain that somebody has to have a PIN: it was asked for and not left at that, and a visit of theirs stands
/// that is not over.
fn wants_pin(guest: &Guest, reception: &Reception, real: &[Real]) -> bool {
    let asked = guest.pin.as_ref().is_some_and(|pin| !pin.given_up);
    let certain = guest.visits.iter().all(|number| {
        let intent = &reception.intents[*number];
        intent.booked == Asked::Yes && !intent.forgotten
    });
    // Once their visits are over, it is taken back.
    let now = reception.sandbox.clock().now();
    let stands = real
        .iter()
        .any(|real| real.wish.person == guest.person && real.wish.end > now);
    asked && certain && stands
}
