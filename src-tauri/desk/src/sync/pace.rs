//! How soon the lists are asked again: sooner where something is about to change, later where nothing is, and ever later while
//! DoorFlow cannot answer. Pure: chance comes in as a figure.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::visits::VisitRow;

/// While somebody comes or goes, doors are taking a change, or this desk has just written something.
const FAST: Duration = Duration::from_secs(10);
/// While visits are near.
const USUAL: Duration = Duration::from_secs(15);
/// While no visit is near.
const SLOW: Duration = Duration::from_mins(1);
/// A visit that starts or ends within this time is one to be watched.
pub(super) const TURNING: TimeDelta = TimeDelta::minutes(15);
/// A visit that starts within this time is near.
pub(super) const NEAR: TimeDelta = TimeDelta::hours(2);
/// A write is watched for this long.
const AFTER_WRITE: Duration = Duration::from_mins(2);
/// The wait after the first failure, before it is spread; doubled with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// Where the doubling ends: spread, this is two minutes at most.
const LAST_WAIT: Duration = Duration::from_secs(100);
/// How far a wait is spread to either side, so that desks which start together do not ask together for ever.
const SPREAD: f64 = 0.2;

/// What the wait depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    /// The visits that touch the time from [`TURNING`] ago up to [`NEAR`] from now.
    pub(super) visits: Vec<VisitRow>,
    /// A door that is online is taking a change.
    pub(super) doors_behind: bool,
    /// How long ago this desk had something accepted or cancelled.
    pub(super) since_write: Option<Duration>,
}

/// The wait after a pull, before it is spread.
fn interval(now: DateTime<Utc>, scene: &Scene) -> Duration {
    let turning = |at: DateTime<Utc>| (at - now).abs() <= TURNING;
    // One that was cancelled neither starts nor ends.
    let mut visits = scene.visits.iter().filter(|visit| !visit.deactivated);
    if scene.doors_behind
        || scene.since_write.is_some_and(|ago| ago <= AFTER_WRITE)
        || visits
            .clone()
            .any(|visit| turning(visit.start) || turning(visit.end))
    {
        FAST
    } else if visits.any(|visit| visit.end > now && visit.start <= now + NEAR) {
        USUAL
    } else {
        SLOW
    }
}

/// How long to wait after a pull. `chance` is from 0 up to 1.
pub(super) fn after_pull(now: DateTime<Utc>, scene: &Scene, chance: f64) -> Duration {
    spread(interval(now, scene), chance)
}

/// How long to wait after so many failures in a row, from 1; never less than DoorFlow asked for. `chance` is from 0 up to 1.
pub(super) fn after_failure(failures: u32, asked: Option<Duration>, chance: f64) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
    let own = spread(doubled.min(LAST_WAIT), chance);
    // Spread to the later side alone. An absurd figure is not reckoned with, but taken as it is.
    let asked = asked.map(|asked| asked.saturating_add(FIRST_WAIT.mul_f64(SPREAD * chance)));
    asked.map_or(own, |asked| own.max(asked))
}

fn spread(wait: Duration, chance: f64) -> Duration {
    wait.mul_f64(1.0 - SPREAD + 2.0 * SPREAD * chance)
}

#[cfg(test)]
mod tests {
    use doorflow::PersonId;
    use proptest::prelude::*;

    use super::*;
    use crate::booking::VisitKind;

    /// A visit from so many minutes from now up to so many.
    fn visit(start: i64, end: i64) -> VisitRow {
        VisitRow {
            kind: VisitKind::Reservation,
            id: 1,
            person_id: PersonId(1),
            start: now() + TimeDelta::minutes(start),
            end: now() + TimeDelta::minutes(end),
            place_ids: vec![1],
            deactivated: false,
            created_at: None,
        }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-19T12:00:00Z".parse().expect("a time")
    }

    fn with(visits: Vec<VisitRow>) -> Scene {
        Scene {
            visits,
            ..Scene::default()
        }
    }

    #[test]
    fn the_pace_is_that_of_what_goes_on() {
        let cancelled = VisitRow {
            deactivated: true,
            ..visit(5, 60)
        };
        let written = |ago| Scene {
            since_write: Some(Duration::from_secs(ago)),
            ..Scene::default()
        };
        let behind = Scene {
            doors_behind: true,
            ..Scene::default()
        };
        for (scene, wanted, why) in [
            (Scene::default(), SLOW, "nothing at all"),
            (with(vec![visit(121, 180)]), SLOW, "one much later"),
            (with(vec![visit(-90, -16)]), SLOW, "one that is over"),
            (with(vec![cancelled]), SLOW, "one that was cancelled"),
            (with(vec![visit(119, 180)]), USUAL, "one within two hours"),
            (with(vec![visit(-60, 60)]), USUAL, "one under way"),
            (
                with(vec![visit(15, 60)]),
                FAST,
                "one that is about to start",
            ),
            (
                with(vec![visit(-15, 60)]),
                FAST,
                "one that has just started",
            ),
            (with(vec![visit(-60, 15)]), FAST, "one that is about to end"),
            (with(vec![visit(-60, -15)]), FAST, "one that has just ended"),
            (behind, FAST, "doors behind"),
            (written(120), FAST, "a fresh write"),
            (written(121), SLOW, "a write that has settled"),
        ] {
            assert_eq!(interval(now(), &scene), wanted, "{why}");
        }
    }

    #[test]
    fn failures_double_the_wait_up_to_two_minutes() {
        let middle = |failures| after_failure(failures, None, 0.5).as_secs();
        let waits: Vec<u64> = (1..=7).map(middle).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 100, 100]);
        assert_eq!(after_failure(u32::MAX, None, 1.0), Duration::from_mins(2));
    }

    proptest! {
        #[test]
        fn every_wait_is_within_its_bounds(failures in 1_u32.., asked in 0_u64..100_000, chance in 0.0_f64..1.0) {
            let asked = Duration::from_secs(asked);
            let own = after_failure(failures, None, chance);
            prop_assert!(own >= FIRST_WAIT.mul_f64(0.799) && own <= Duration::from_mins(2));
            let told = after_failure(failures, Some(asked), chance);
            prop_assert!(told >= asked && told >= own);
            prop_assert!(told <= own.max(asked + Duration::from_secs(1)));
            let wait = after_pull(now(), &Scene::default(), chance);
            prop_assert!(wait >= SLOW.mul_f64(0.799) && wait <= SLOW.mul_f64(1.201));
        }
    }
}
