//! Simulates many seeds: `simulate [--seeds 10000] [--from 0] [--seed N]`. The totals go to `target/simulate.json`; a seed that breaks
//! a promise prints its story, and the command that repeats it.
#![expect(
    clippy::print_stdout,
    reason = "it is a program that says what it found"
)]

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use lobby_tests::simulation::{Totals, run};
use serde_json::json;

/// How many stories are printed; those of the other seeds can be had one by one.
const STORIES: usize = 3;

struct Order {
    seeds: std::ops::Range<u64>,
    /// One seed, whose story is wanted whatever comes of it.
    one: bool,
}

fn main() -> Result<ExitCode> {
    let order = order(std::env::args().skip(1))?;
    let began = Instant::now();
    let (totals, failed) = simulate(&order)?;
    let seconds = began.elapsed().as_secs_f64();
    let mut said = serde_json::to_value(&totals)?;
    said["seconds"] = json!((seconds * 10.0).round() / 10.0);
    said["failed"] = json!(failed);
    if !order.one {
        std::fs::create_dir_all("target")?;
        std::fs::write("target/simulate.json", format!("{said:#}\n"))?;
    }
    println!("{said:#}");
    for seed in &failed {
        println!("To see it again: make simulate SEED={seed}");
    }
    Ok(if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn order(mut arguments: impl Iterator<Item = String>) -> Result<Order> {
    let (mut from, mut count, mut one) = (0, 1000, false);
    while let Some(name) = arguments.next() {
        let value = arguments.next().context("a number is missing")?.parse()?;
        match name.as_str() {
            "--seeds" => count = value,
            "--from" => from = value,
            "--seed" => (from, count, one) = (value, 1, true),
            _ => bail!("{name} is not known"),
        }
    }
    Ok(Order {
        seeds: from..from + count,
        one,
    })
}

fn simulate(order: &Order) -> Result<(Totals, Vec<u64>)> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicU64::new(order.seeds.start);
    let found = Mutex::new((Totals::default(), Vec::new()));
    let told = Mutex::new(Instant::now());
    std::thread::scope(|scope| {
        let work = || -> Result<()> {
            loop {
                let seed = next.fetch_add(1, Ordering::SeqCst);
                if seed >= order.seeds.end {
                    return Ok(());
                }
                let outcome = run(seed, None).with_context(|| format!("seed {seed}"))?;
                let (totals, failed) = &mut *found.lock().expect("no thread panicked");
                totals.add(&outcome.totals);
                if !outcome.totals.is_clean() {
                    failed.push(seed);
                }
                let breaks = !outcome.totals.is_clean() && failed.len() <= STORIES;
                if order.one || breaks {
                    println!("{}\n", outcome.story.join("\n"));
                }
                let mut told = told.lock().expect("no thread panicked");
                if told.elapsed() > Duration::from_secs(10) {
                    *told = Instant::now();
                    println!("{} seeds, {} failed", totals.seeds, failed.len());
                }
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().expect("no thread panicked")?;
        }
        Ok::<(), anyhow::Error>(())
    })?;
    let (totals, mut failed) = found.into_inner().expect("no thread panicked");
    failed.sort_unstable();
    Ok((totals, failed))
}
