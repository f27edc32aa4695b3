use doorflow::PersonId;
use proptest::prelude::*;

use super::*;
use crate::booking::VisitKind;
use crate::store::{Store, visits};

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
    let behind_and_near = Scene {
        doors_behind: true,
        ..with(vec![visit(119, 180)])
    };
    for (scene, wanted, why) in [
        (Scene::default(), Tempo::Slow, "nothing at all"),
        (with(vec![visit(121, 180)]), Tempo::Slow, "one much later"),
        (with(vec![visit(-90, -16)]), Tempo::Slow, "one that is over"),
        (with(vec![cancelled]), Tempo::Slow, "one that was cancelled"),
        (
            with(vec![visit(119, 180)]),
            Tempo::Usual,
            "one in two hours",
        ),
        (with(vec![visit(-60, 60)]), Tempo::Usual, "one under way"),
        (with(vec![visit(15, 60)]), Tempo::Fast, "one about to start"),
        (with(vec![visit(-15, 60)]), Tempo::Fast, "one just started"),
        (with(vec![visit(-60, 15)]), Tempo::Fast, "one about to end"),
        (with(vec![visit(-60, -15)]), Tempo::Fast, "one just ended"),
        (behind, Tempo::DoorsBehind, "doors behind"),
        (behind_and_near, Tempo::Usual, "doors behind, and one near"),
        (written(120), Tempo::Fast, "a fresh write"),
        (written(121), Tempo::Slow, "a write that has settled"),
    ] {
        assert_eq!(tempo(now(), &scene), wanted, "{why}");
    }
}

#[test]
fn failures_double_the_wait_up_to_two_minutes() {
    let middle = |failures| after_failure(failures, None, 0.5).as_secs();
    let waits: Vec<u64> = (1..=7).map(middle).collect();
    assert_eq!(waits, [5, 10, 20, 40, 80, 100, 100]);
    assert_eq!(after_failure(u32::MAX, None, 1.0), Duration::from_mins(2));
}

/// A round that has brought everything, so many visits in full among it.
fn came(settled: Option<usize>) -> Read {
    Read {
        settled,
        ..Read::default()
    }
}

/// One that brought all but this.
fn came_without(missed: Source, settled: Option<usize>) -> Read {
    Read {
        missed: [missed].into(),
        ..came(settled)
    }
}

/// How often each list is asked for in an hour of rounds, those of a full read by themselves.
fn hour(mut rota: Rota, tempo: Tempo, visits: usize) -> ([usize; List::ALL.len()], usize, usize) {
    let begin = Instant::now();
    let (mut counts, mut rounds, mut full) = ([0; List::ALL.len()], 0, 0);
    let mut at = begin;
    while at < begin + Duration::from_hours(1) {
        let round = rota.round(at, tempo);
        for (count, list) in counts.iter_mut().zip(List::ALL) {
            *count += usize::from(round.asks(list));
        }
        rounds += 1;
        full += usize::from(round.full);
        rota.has_read(&round, at, &came(round.full.then_some(visits)), 0.5);
        at += after_round(tempo, 0.5);
    }
    (counts, rounds, full)
}

#[test]
fn what_seldom_changes_is_seldom_asked_for() {
    for (tempo, wanted, rounds) in [
        (Tempo::Fast, [60, 40, 20, 2], 120),
        (Tempo::Usual, [45, 45, 22, 2], 90),
        (Tempo::Slow, [30, 20, 20, 2], 60),
    ] {
        let (counts, asked, full) = hour(Rota::default(), tempo, 100);
        for (count, wanted) in counts.into_iter().zip(wanted) {
            assert!(
                count.abs_diff(wanted) * 5 <= wanted.max(5),
                "{tempo:?}: {counts:?}"
            );
        }
        assert_eq!(asked, rounds, "{tempo:?}");
        assert!((11..=13).contains(&full), "{tempo:?}: {full} full reads");
        assert!(
            counts.iter().sum::<usize>() + asked <= 270,
            "{tempo:?}: {counts:?}"
        );
    }
}

#[test]
fn a_list_of_many_pages_is_read_in_full_less_often() {
    let (_, _, full) = hour(Rota::default(), Tempo::Fast, 10_000);
    assert_eq!(full, 3, "twenty pages each time");
    assert_eq!(full_every(usize::MAX), full_every(u32::MAX as usize));
}

#[test]
fn a_first_run_reads_everything_and_a_later_one_the_visits() {
    let now = Instant::now();
    let first = Rota::default().round(now, Tempo::Slow);
    assert!(first.full && List::ALL.into_iter().all(|list| first.asks(list)));
    let later = Rota::begun_before(now, || 0.99);
    let round = later.round(now, Tempo::Slow);
    assert!(round.full, "only a full list shows what is gone");
    assert_eq!(round.lists, [List::GroupReservations]);
    for list in List::ALL {
        let interval = Tempo::Usual.interval(list);
        assert!(later.round(now + interval, Tempo::Usual).asks(list));
    }
}

#[test]
fn a_full_read_that_did_not_settle_is_as_due_as_before() {
    let now = Instant::now();
    let mut rota = Rota::default();
    let round = rota.round(now, Tempo::Fast);
    rota.has_read(&round, now, &came(None), 0.5);
    assert!(rota.round(now, Tempo::Fast).full);
    rota.has_read(&round, now, &came(Some(10)), 0.5);
    assert!(!rota.round(now, Tempo::Fast).full);
}

/// After how many minutes each a list is asked for again that never comes.
fn waits_without(missed: Source, asks: impl Fn(&Round) -> bool) -> Vec<u64> {
    let begin = Instant::now();
    let (mut rota, mut asked) = (Rota::default(), Vec::new());
    for minute in 0..100 {
        let at = begin + Duration::from_mins(minute);
        let round = rota.round(at, Tempo::Slow);
        if asks(&round) {
            asked.push(minute);
        }
        let read = came_without(missed, round.full.then_some(10));
        rota.has_read(&round, at, &read, 0.5);
    }
    asked.windows(2).map(|two| two[1] - two[0]).collect()
}

#[test]
fn what_could_not_be_read_is_asked_for_ever_later_up_to_its_own_pace() {
    let names = waits_without(Source::Groups, |round| round.asks(List::Names));
    assert_eq!(names, [1, 2, 4, 8, 16, 30, 30]);
    let people = waits_without(Source::People, |round| round.asks(List::People));
    assert_eq!(people[..4], [1, 2, 3, 3]);
    for visits in [Source::Reservations, Source::GroupReservations] {
        let full = waits_without(visits, |round| round.full);
        assert_eq!(full[..5], [1, 2, 4, 5, 5]);
    }
}

#[test]
fn what_came_after_all_is_as_seldom_asked_for_as_ever() {
    let begin = Instant::now();
    let minute = |count| begin + Duration::from_mins(count);
    let mut rota = Rota::default();
    let round = rota.round(begin, Tempo::Slow);
    let without = |settled| came_without(Source::Sites, settled);
    rota.has_read(&round, begin, &without(Some(10)), 0.5);
    let round = rota.round(minute(1), Tempo::Slow);
    assert!(round.asks(List::Names) && !round.full);
    rota.has_read(&round, minute(1), &came(None), 0.5);
    assert!(!rota.round(minute(30), Tempo::Slow).asks(List::Names));
    assert!(rota.round(minute(31), Tempo::Slow).asks(List::Names));
    let round = Round::of(&[List::Names]);
    rota.has_read(&round, minute(31), &without(None), 0.5);
    assert!(rota.round(minute(32), Tempo::Slow).asks(List::Names));
}

#[test]
fn after_doorflow_wanted_to_be_left_alone_only_the_visits_come_at_once() {
    let now = Instant::now();
    let mut rota = Rota::default();
    let round = rota.round(now, Tempo::Usual);
    rota.has_read(&round, now, &came(Some(10)), 0.5);
    // Long after all of it was due.
    let until = now + Duration::from_hours(1);
    rota.has_read(&Round::of(&[List::People]), until, &came(Some(10)), 0.5);
    rota.held_up(until, Tempo::Usual, || 0.9);
    assert_eq!(rota.round(until, Tempo::Usual).lists, []);
    for list in List::ALL {
        let interval = Tempo::Usual.interval(list);
        assert!(rota.round(until + interval, Tempo::Usual).asks(list));
    }

    let mut first = Rota::default();
    first.held_up(until, Tempo::Usual, || 0.9);
    let round = first.round(until, Tempo::Usual);
    assert!(List::ALL.into_iter().all(|list| round.asks(list)));
}

#[test]
fn rounds_go_slower_while_a_desk_asks_much_beside_them() {
    let begin = Instant::now();
    let mut beside = Beside::default();
    assert_eq!(beside.allows(), Tempo::Fast);
    let mut all = 0;
    let mut rounds_go = |rounds: std::ops::Range<u32>, between: u64| {
        for round in rounds {
            all += 3 + between;
            beside.note(begin + round * FAST, 3, all);
        }
        beside.allows()
    };
    assert_eq!(rounds_go(0..120, 0), Tempo::Fast);
    assert_eq!(rounds_go(120..145, 1), Tempo::Usual);
    assert_eq!(rounds_go(150..240, 2), Tempo::Slow);
    assert_eq!(rounds_go(240..300, 0), Tempo::Fast);
}

proptest! {
    #[test]
    fn every_wait_is_within_its_bounds(failures in 1_u32.., asked in 0_u64..100_000, chance in 0.0_f64..1.0) {
        let asked = Duration::from_secs(asked);
        let own = after_failure(failures, None, chance);
        prop_assert!(own >= FIRST_WAIT.mul_f64(0.799) && own <= Duration::from_mins(2));
        let told = after_failure(failures, Some(asked), chance);
        prop_assert!(told >= asked && told >= own);
        prop_assert!(told <= own.max(asked + START));
        let wait = after_round(Tempo::Slow, chance);
        prop_assert!(wait >= SLOW.mul_f64(0.799) && wait <= SLOW.mul_f64(1.201));
        prop_assert!(at_start(chance) <= START);
        let told = after_early_sync(failures, asked, chance);
        prop_assert!(told >= asked && told <= asked + LAST_WAIT);
        let written = with_a_write(asked, chance);
        prop_assert!(written >= asked && written <= asked + WRITES);
    }

    #[test]
    fn what_is_looked_up_says_as_much_as_all_visits(
        lot in prop::collection::vec((-3000_i64..3000, 1_i64..1440, 1_i64..10, any::<bool>(), any::<bool>()), 0..12),
    ) {
        let all: Vec<VisitRow> = (1..).zip(lot).map(|(id, (start, long, days, stays, deactivated))| VisitRow {
            id,
            kind: if stays { VisitKind::GroupReservation } else { VisitKind::Reservation },
            deactivated,
            ..visit(start, start + if stays { long * days } else { long })
        }).collect();
        let store = Store::in_memory().expect("a store");
        let about = store.run_here(|c| {
            visits::upsert(c, &all)?;
            visits::about(c, now(), TURNING, NEAR)
        }).expect("visits");
        prop_assert_eq!(tempo(now(), &with(about)), tempo(now(), &with(all)));
    }
}
