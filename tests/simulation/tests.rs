//! Some hundreds of seeds of the simulation; and that it finds what is put there to be found.

use anyhow::{Result, ensure};
use lobby_tests::simulation::{Planted, Totals, run};

/// How many seeds every `make test` runs; `make simulate` runs more.
const SEEDS: u64 = 200;

#[test]
fn nothing_is_lost_or_made_twice_whatever_goes_wrong() -> Result<()> {
    let halves = std::thread::scope(|scope| {
        let half = |part: u64| scope.spawn(move || clean((0..SEEDS).filter(|it| it % 2 == part)));
        [half(0), half(1)].map(|half| half.join().expect("no panic"))
    });
    let mut totals = Totals::default();
    for half in halves {
        totals.add(&half?);
    }
    ensure!(
        totals.bookings > SEEDS,
        "hardly anything was booked: {totals:?}"
    );
    ensure!(
        totals.kills > SEEDS,
        "the program was hardly killed: {totals:?}"
    );
    ensure!(
        totals.newcomers > SEEDS / 2 && totals.pins > SEEDS / 4 && totals.moves > SEEDS / 4,
        "hardly anybody was new, or given a PIN, or another time: {totals:?}"
    );
    ensure!(
        totals.doors_ready > SEEDS,
        "hardly a door was ready: {totals:?}"
    );
    ensure!(
        totals.faults.len() > 20,
        "hardly anything went wrong: {totals:?}"
    );
    Ok(())
}

fn clean(seeds: impl Iterator<Item = u64>) -> Result<Totals> {
    let mut totals = Totals::default();
    for seed in seeds {
        let outcome = run(seed, None)?;
        ensure!(
            outcome.totals.is_clean(),
            "{}\nTo see it again: make simulate SEED={seed}",
            outcome.story.join("\n")
        );
        totals.add(&outcome.totals);
    }
    Ok(totals)
}

#[test]
fn the_same_seed_is_the_same_run() -> Result<()> {
    for seed in 0..5 {
        let [once, again] = [run(seed, None)?, run(seed, None)?];
        for (one, other) in once.story.iter().zip(&again.story) {
            ensure!(one == other, "seed {seed}: {one}\nand then: {other}");
        }
        assert_eq!(once.totals, again.totals);
    }
    Ok(())
}

/// The totals of seeds with a fault of the program planted.
fn planted(fault: Planted) -> Result<Totals> {
    let mut totals = Totals::default();
    for seed in 0..5 {
        totals.add(&run(seed, Some(fault))?.totals);
    }
    Ok(totals)
}

#[test]
fn a_booking_that_is_sent_twice_is_found() -> Result<()> {
    assert_ne!(planted(Planted::Twice)?.duplicates, 0);
    Ok(())
}

#[test]
fn a_booking_that_is_never_sent_is_found() -> Result<()> {
    let totals = planted(Planted::NeverSent)?;
    assert_ne!(totals.lost, 0);
    assert_ne!(totals.false_booked, 0);
    Ok(())
}

#[test]
fn a_cancelling_that_is_never_sent_is_found() -> Result<()> {
    assert_ne!(planted(Planted::NeverCancelled)?.lost, 0);
    Ok(())
}

#[test]
fn a_newcomer_who_is_made_twice_is_found() -> Result<()> {
    assert_ne!(planted(Planted::TwoPeople)?.duplicates, 0);
    Ok(())
}

#[test]
fn a_pin_that_is_never_given_is_found() -> Result<()> {
    assert_ne!(planted(Planted::NoPin)?.lost, 0);
    Ok(())
}

#[test]
fn a_door_that_is_called_ready_too_soon_is_found() -> Result<()> {
    assert_ne!(planted(Planted::DoorsAhead)?.false_ready, 0);
    Ok(())
}
