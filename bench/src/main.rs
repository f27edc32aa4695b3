//! `bench PART`: measures one part, prints its table and leaves it in `target/bench/PART.json`; `bench summary` makes BENCHMARKS.md
//! of all that lies there. `make bench` runs them one after the other.
#![expect(
    clippy::print_stdout,
    reason = "it is a program that says what it found"
)]

mod apart;
mod booking;
mod calendar;
mod front;
mod growth;
mod history;
mod keystroke;
mod machine;
mod office;
mod process;
mod pull;
mod quick;
mod ready;
mod report;
mod samples;
mod search;
mod start;
mod stay;
mod summary;
mod weight;

use std::time::Duration;

use anyhow::Result;
use clap::Parser;

/// Measures one part of Lobby.
#[derive(Debug, Parser)]
enum Part {
    /// Finding a person, a keystroke at a time.
    Search,
    /// A booking typed in one line, a keystroke at a time.
    Quick,
    /// From opening the desk to the first person found.
    Ready,
    /// A week of visits, drawn, changed and scrolled.
    Calendar,
    /// From the start of the process to the painted calendar.
    Start,
    /// Memory and processor time of a desk that is left alone.
    Stay,
    /// Memory after a thousand week switches and a thousand bookings.
    Growth,
    /// The deb and the page.
    Weight,
    /// The first pull of a big building, and a round in which nothing changed.
    Pull,
    /// From the click to a booking that is committed, and to one that is accepted.
    Booking,
    /// A big building, for the parts that want one in a process of its own.
    #[command(hide = true)]
    Building,
    /// From a key in the palette to the painted answer.
    Keystroke,
    /// History of a hundred thousand visits.
    History,
    /// Make BENCHMARKS.md of the parts that were measured.
    Summary,
}

fn main() -> Result<()> {
    match Part::parse() {
        Part::Search => search::measure(),
        Part::Quick => quick::measure(),
        Part::Ready => in_window(ready::measure()),
        Part::Calendar => in_window(calendar::measure()),
        Part::Start => in_window(start::measure()),
        Part::Stay => in_window(stay::measure()),
        Part::Growth => in_window(growth::measure()),
        Part::Weight => weight::measure(),
        Part::Pull => in_window(pull::measure()),
        Part::Booking => in_window(booking::measure()),
        Part::Building => in_window(apart::serve()),
        Part::Keystroke => in_window(keystroke::measure()),
        Part::History => in_window(history::measure()),
        Part::Summary => summary::write(),
    }
}

/// Runs a part that waits for windows, or for a desk without one.
fn in_window(part: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // A thread that has ended takes what it has had of the processor with it.
        .thread_keep_alive(Duration::from_hours(1))
        .build()?
        .block_on(part)
}
