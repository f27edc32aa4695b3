//! The demo building: the same seed, zone and time make the same building.

mod names;
mod people;
mod places;
mod visits;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::building::World;

/// Builds the account as it stands at `now`, with the past week behind it.
pub(crate) fn build(seed: u64, people: usize, zone: Tz, now: DateTime<Utc>) -> World {
    let mut world = World::empty(seed, zone);
    places::furnish(&mut world, now);
    people::people_arrive(&mut world, people, now);
    visits::visitors_book(&mut world, now);
    // Every door learnt of the week before it began.
    let long_ago = now - TimeDelta::days(30);
    let known: Vec<_> = world
        .channels
        .iter()
        .map(|door| world.knowledge_for(door.id, long_ago))
        .collect();
    for (door, known) in world.channels.iter_mut().zip(known) {
        door.known = known;
        door.touched = false;
    }
    world.unsynced = false;
    world.last_sync = world
        .channels
        .iter()
        .filter_map(|door| door.last_sync_completed_at)
        .max()
        // They were told a moment before they had it.
        .map(|completed| completed - TimeDelta::seconds(5));
    world.settle(now);
    world
}
