//! A fleet of desks for a working day on virtual time: real desks, each with its own store and its own receptionist, on accounts that
//! are a sandbox each. Nothing is modelled but what is around them: the way to DoorFlow takes a while, people book, the power goes and
//! comes back, and DoorFlow turns requests away for a minute.
//!
//! Accounts have nothing to do with each other, so each runs by itself; what they ask is added up second by second ([`Figures`]).

mod account;
mod day;
mod figures;
mod line;
mod seat;
mod table;
mod tally;

pub use day::Plan;
pub use figures::{Figures, Promise};

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, anyhow};

use tally::Tally;

/// Simulates a day of the whole fleet, on as many threads as there are cores. `told` hears of each account that is done.
///
/// # Errors
/// When the simulation itself does not work: a full disk, no port.
pub fn run(plan: &Plan, told: impl Fn(u32) + Sync) -> Result<Figures> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (next, done) = (AtomicU32::new(0), AtomicU32::new(0));
    let tally = Mutex::new(Tally::new(plan));
    std::thread::scope(|scope| {
        let work = || -> Result<()> {
            loop {
                let account = next.fetch_add(1, Ordering::SeqCst);
                if account >= plan.accounts {
                    return Ok(());
                }
                let of_account =
                    account::day(plan, account).with_context(|| format!("account {account}"))?;
                let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                tally.add(&of_account);
                drop(tally);
                told(done.fetch_add(1, Ordering::SeqCst) + 1);
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().map_err(|_| anyhow!("a thread panicked"))??;
        }
        Ok::<(), anyhow::Error>(())
    })?;
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Figures::of(plan, &tally))
}
