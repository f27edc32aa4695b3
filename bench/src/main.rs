//! `bench PART`: measures one part, prints its table and leaves it in `target/bench/PART.json`; `bench summary` makes BENCHMARKS.md
//! of all that lies there. `make bench` runs them one after the other.
#![expect(
    clippy::print_stdout,
    reason = "it is a program that says what it found"
)]

mod machine;
mod report;
mod samples;
mod summary;

use anyhow::Result;
use clap::Parser;

/// Measures one part of Lobby.
#[derive(Debug, Parser)]
enum Part {
    /// Make BENCHMARKS.md of the parts that were measured.
    Summary,
}

fn main() -> Result<()> {
    match Part::parse() {
        Part::Summary => summary::write(),
    }
}
