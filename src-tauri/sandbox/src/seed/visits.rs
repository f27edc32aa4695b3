//! A believable week of visits around now.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, TimeZone as _, Timelike, Utc};
use rand::Rng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

use super::names::WELL_KNOWN;
use super::places::{
    CONTRACTORS, FAR_ENTRANCE, FAR_INNER_DOORS, FRONT_DOOR, INNER_DOORS, STAFF, VISITORS,
};
use crate::building::events::Pass;
use crate::building::{Happening, World};

/// How many days before and after today have visits.
const DAYS: std::ops::RangeInclusive<i64> = -6..=8;
/// How many visits a working day has.
const BUSY: usize = 24;
/// How many visits a day at the weekend has.
const QUIET: usize = 4;
/// At least so many visits are under way, and so many still to come today, at any hour.
const UNDER_WAY: usize = 4;
const STILL_TO_COME: usize = 8;

type Times = (DateTime<Utc>, DateTime<Utc>);

/// Books the week: what is over happened, what is to come is planned.
pub(crate) fn visitors_book(world: &mut World, now: DateTime<Utc>) {
    let mut rng = world.rng.clone();
    let guests = guests(world, now);
    if guests.is_empty() {
        return;
    }
    let today = now.with_timezone(&world.zone).date_naive();
    let mut times: Vec<Times> = Vec::new();
    for offset in DAYS {
        let day = if offset < 0 {
            today.checked_sub_days(Days::new(offset.unsigned_abs()))
        } else {
            today.checked_add_days(Days::new(offset.unsigned_abs()))
        };
        let Some(day) = day else { continue };
        let count = if day.weekday().number_from_monday() > 5 {
            QUIET
        } else {
            BUSY
        };
        times.extend((0..count).filter_map(|_| office_hours(world, day, &mut rng)));
    }
    let under_way = times
        .iter()
        .filter(|(start, end)| *start <= now && now < *end)
        .count();
    let last = midnight_after(world, today).unwrap_or(now);
    let to_come = times
        .iter()
        .filter(|(start, _)| *start > now && *start < last)
        .count();
    if let Some(first) = midnight_after(world, today.pred_opt().unwrap_or(today)) {
        for _ in under_way..UNDER_WAY {
            times.extend(around(first, last, now, &mut rng));
        }
        for _ in to_come..STILL_TO_COME {
            times.extend(later(last, now, &mut rng));
        }
    }
    times.sort_unstable();
    for (start, end) in times {
        let Some(person) = guests.choose(&mut rng) else {
            continue;
        };
        let asked = start.min(now) - TimeDelta::minutes(rng.random_range(60..6 * 24 * 60));
        let id = world.add_reservation(*person, (start, end), doors(&mut rng), asked);
        world.plan_visit(id, asked);
    }
    longer_stays(world, &guests, now, &mut rng);
    staff_come(world, today, &mut rng);
    world.rng = rng;
}

/// Visitors who may come. The well-known people are left free, for whoever tries the desk.
fn guests(world: &World, now: DateTime<Utc>) -> Vec<i64> {
    world
        .people
        .iter()
        .skip(WELL_KNOWN.len())
        .filter(|person| person.groups.is_empty() && person.may_enter(now))
        .map(|person| person.id)
        .collect()
}

fn doors(rng: &mut ChaCha8Rng) -> Vec<i64> {
    let (entrance, inner) = if rng.random_bool(0.85) {
        (FRONT_DOOR, INNER_DOORS)
    } else {
        (FAR_ENTRANCE, FAR_INNER_DOORS)
    };
    let mut doors = vec![entrance];
    for _ in 0..rng.random_range(0..3) {
        if let Some(door) = inner.choose(rng)
            && !doors.contains(door)
        {
            doors.push(*door);
        }
    }
    doors
}

/// A visit during office hours, on a quarter of an hour.
fn office_hours(world: &World, day: NaiveDate, rng: &mut ChaCha8Rng) -> Option<Times> {
    let quarter = rng.random_range(32..68);
    let quarters = *[1, 2, 2, 3, 4, 4, 6, 8, 16, 32].choose(rng)?;
    let start = local(world, day, quarter * 15)?;
    let end = local(world, day, ((quarter + quarters) * 15).min(20 * 60))?;
    (end > start).then_some((start, end))
}

fn local(world: &World, day: NaiveDate, minute: u32) -> Option<DateTime<Utc>> {
    let time = day.and_hms_opt(minute / 60, minute % 60, 0)?;
    Some(world.zone.from_local_datetime(&time).earliest()?.to_utc())
}

/// The end of a day: the first instant of the next, also where midnight itself is skipped.
fn midnight_after(world: &World, day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.succ_opt()?;
    (0..4 * 60)
        .step_by(15)
        .find_map(|minute| local(world, next, minute))
}

/// A visit that is under way at `now`, within the day.
fn around(
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    now: DateTime<Utc>,
    rng: &mut ChaCha8Rng,
) -> Option<Times> {
    let minute = whole_minute(now);
    let start = (minute - TimeDelta::minutes(rng.random_range(5..120))).max(first);
    let end = (minute + TimeDelta::minutes(rng.random_range(20..150))).min(last);
    (end - start >= TimeDelta::minutes(1) && now < end).then_some((start, end))
}

/// A visit that begins later today.
fn later(last: DateTime<Utc>, now: DateTime<Utc>, rng: &mut ChaCha8Rng) -> Option<Times> {
    let minute = whole_minute(now);
    let left = (last - minute).num_minutes().min(6 * 60);
    if left < 3 {
        return None;
    }
    let start = minute + TimeDelta::minutes(rng.random_range(1..left - 1));
    let end = (start + TimeDelta::minutes(rng.random_range(15..120))).min(last);
    Some((start, end))
}

fn whole_minute(time: DateTime<Utc>) -> DateTime<Utc> {
    time.with_second(0)
        .and_then(|time| time.with_nanosecond(0))
        .unwrap_or(time)
}

/// People who stay for days, by group: some are over, some run, some are to come.
fn longer_stays(world: &mut World, guests: &[i64], now: DateTime<Utc>, rng: &mut ChaCha8Rng) {
    let minute = whole_minute(now);
    for (starts_in, days, group) in [
        (-5, 3, VISITORS),
        (-3, 2, CONTRACTORS),
        (-2, 5, VISITORS),
        (-1, 4, CONTRACTORS),
        (-1, 2, VISITORS),
        (1, 2, VISITORS),
        (2, 7, CONTRACTORS),
        (5, 3, VISITORS),
    ] {
        let Some(person) = guests.choose(rng) else {
            return;
        };
        let start = minute + TimeDelta::days(starts_in);
        let times = (start, start + TimeDelta::days(days));
        let asked = start.min(now) - TimeDelta::hours(rng.random_range(2..50));
        world.add_group_reservation(*person, times, vec![group], asked);
    }
}

/// Some of the staff, so that visitors are not alone in the log.
fn staff_come(world: &mut World, today: NaiveDate, rng: &mut ChaCha8Rng) {
    let staff: Vec<i64> = world
        .people
        .iter()
        .filter(|person| person.groups.contains(&STAFF) && person.enabled)
        .map(|person| person.id)
        .take(30)
        .collect();
    for offset in 0..=14 {
        let Some(day) = today.checked_add_days(Days::new(offset)) else {
            continue;
        };
        let Some(day) = day.checked_sub_days(Days::new(6)) else {
            continue;
        };
        if day.weekday().number_from_monday() > 5 {
            continue;
        }
        for person_id in &staff {
            let Some(arrives) = local(world, day, rng.random_range(7 * 60..10 * 60)) else {
                continue;
            };
            let arrives = arrives + TimeDelta::seconds(rng.random_range(0..60));
            for (channel_id, after) in [(FRONT_DOOR, 0), (INNER_DOORS[0], 35)] {
                world.plan(
                    arrives + TimeDelta::seconds(after),
                    Happening::Passes(Pass {
                        person: *person_id,
                        channel: channel_id,
                        visit: None,
                    }),
                );
            }
        }
    }
}
