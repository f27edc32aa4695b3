//! `bench PART`: measures one part, prints its table and leaves it in `target/bench/PART.json`; `bench summary` makes BENCHMARKS.md
//! of all that lies there. `make bench` runs them one after the other.
#![expect(
    clippy::print_stdout,
    reason = "it is a program that says what it found"
)]

mod calendar;
mod machine;
mod office;
mod process;
mod report;
mod samples;
mod search;
mod start;
mod stay;
mod summary;
mod weight;

use anyhow::Result;
use clap::Parser;

/// Measures one part of Lobby.
#[derive(Debug, Parser)]
enum Part {
    /// Finding a person, a keystroke at a time.
    Search,
    /// A week of visits, drawn, changed and scrolled.
    Calendar,
    /// From the start of the process to the painted calendar.
    Start,
    /// Memory and processor time of a desk that is left alone.
    Stay,
    /// The deb and the page.
    Weight,
    /// Make BENCHMARKS.md of the parts that were measured.
    Summary,
}

fn main() -> Result<()> {
    match Part::parse() {
        Part::Search => search::measure(),
        Part::Calendar => in_window(calendar::measure()),
        Part::Start => in_window(start::measure()),
        Part::Stay => in_window(stay::measure()),
        Part::Weight => weight::measure(),
        Part::Summary => summary::write(),
    }
}

/// Runs a part that drives windows.
fn in_window(part: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(part)
}
