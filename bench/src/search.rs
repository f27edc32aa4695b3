//! Finding a person: how fast each keystroke is answered and who is found, beside other engines that hold the same people.

#[cfg(feature = "peers")]
mod peers;

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::{DateTime, Utc};
use desk::directory::{Directory, same_name};
use lobby_tests::crowd::{Person, crowd, slips::slipped};
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;

use crate::report::{Figure, Report, Target};
use crate::samples::Samples;

const ABOUT: &str = "People of thirty countries' names in a dozen scripts, asked for on one thread: 300 full names as they are typed, letter \
by letter, then 300 with a slip in each word of four letters or more. Every engine is asked the same question after the other. Found is who \
stands among the first five, or a namesake.";

/// So many questions of a kind.
const QUESTIONS: usize = 300;

/// So many answers are asked for.
pub(crate) const FIRST: usize = 5;

/// What finds people.
pub(crate) trait Engine {
    /// What it is called.
    fn name(&self) -> &'static str;

    /// The ids of those whom a text means, best first.
    fn find(&mut self, text: &str) -> Result<Vec<i64>>;
}

/// Lobby's own.
struct Lobby {
    directory: Directory,
    now: DateTime<Utc>,
}

impl Lobby {
    fn new(people: &[Person]) -> (Self, Duration) {
        let entries: Vec<_> = people.iter().map(Person::entry).collect();
        let began = Instant::now();
        let mut directory = Directory::default();
        directory.upsert(entries.into_iter());
        let took = began.elapsed();
        let now = Utc::now();
        (Self { directory, now }, took)
    }
}

impl Engine for Lobby {
    fn name(&self) -> &'static str {
        "Lobby"
    }

    fn find(&mut self, text: &str) -> Result<Vec<i64>> {
        let answer = black_box(self.directory.find(text, 0, FIRST, self.now));
        Ok(answer.hits.iter().map(|hit| hit.id.0).collect())
    }
}

/// What came of an engine.
#[derive(Default)]
struct Asked {
    keystrokes: Vec<Duration>,
    exact: usize,
    slips: usize,
}

impl Asked {
    fn micros(&self) -> Samples {
        Samples::new(
            self.keystrokes
                .iter()
                .map(|took| took.as_secs_f64() * 1e6)
                .collect(),
        )
    }
}

/// Measures it at a hundred thousand people, and Lobby's own at a million.
pub(crate) fn measure() -> Result<()> {
    let began = Instant::now();
    let mut figures = among_a_hundred_thousand()?;
    figures.push(among_a_million()?);
    Report::new("search", ABOUT, began.elapsed(), figures).keep()
}

fn among_a_hundred_thousand() -> Result<Vec<Figure>> {
    let people = crowd(1, 100_000);
    let (lobby, built) = Lobby::new(&people);
    let raw: usize = people.iter().map(Person::bytes).sum();
    let bytes = lobby.directory.bytes();
    let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(lobby)];
    #[cfg(feature = "peers")]
    engines.extend(peers::all(&people)?);
    let asked = ask(&mut engines, &people)?;
    let ours = &asked[0];
    let (micros, percent) = (ours.micros(), |found: usize| {
        share(found, QUESTIONS) * 100.0
    });
    let mut figures = vec![
        Figure::new("a keystroke at 100,000 people, p50", micros.median(), "µs"),
        Figure::new("a keystroke at 100,000 people, p99", micros.p99(), "µs"),
        Figure::new("names with slips found", percent(ours.slips), "%")
            .reach(Target::AtLeast(98.0)),
        Figure::new("exact names found", percent(ours.exact), "%").reach(Target::AtLeast(99.9)),
    ];
    for (engine, theirs) in engines.iter().zip(&asked).skip(1) {
        let name = engine.name();
        let micros = theirs.micros();
        let beside = [
            micros.median(),
            micros.p99(),
            percent(theirs.slips),
            percent(theirs.exact),
        ];
        let all: Vec<Figure> = figures[..4]
            .iter()
            .zip(beside)
            .map(|(figure, value)| figure.clone().beside(name, value))
            .collect();
        figures.extend(all);
    }
    // The strictest of the peers is the one to be no slower than.
    for figure in &mut figures {
        let tantivy = figure
            .peer
            .as_ref()
            .is_some_and(|peer| peer.name == "tantivy");
        if tantivy && figure.name.contains("p99") {
            figure.target = Some(Target::TimesPeer(1.0));
        }
    }
    if engines.len() > 1 {
        figures.drain(..4);
    }
    figures.push(
        Figure::new(
            "memory, people and index, beside their text",
            mega(bytes),
            "MB",
        )
        .beside("text", mega(raw))
        .reach(Target::TimesPeer(3.0)),
    );
    figures.push(Figure::new(
        "100,000 people indexed",
        built.as_secs_f64() * 1e3,
        "ms",
    ));
    Ok(figures)
}

fn among_a_million() -> Result<Figure> {
    let people = crowd(2, 1_000_000);
    let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(Lobby::new(&people).0)];
    let asked = ask(&mut engines, &people)?;
    let p99 = asked[0].micros().p99() / 1e3;
    Ok(Figure::new("a keystroke at 1,000,000 people, p99", p99, "ms").reach(Target::AtMost(5.0)))
}

/// Asks each engine the same.
fn ask(engines: &mut [Box<dyn Engine>], people: &[Person]) -> Result<Vec<Asked>> {
    let mut asked: Vec<Asked> = engines.iter().map(|_| Asked::default()).collect();
    let mut dice = ChaCha8Rng::seed_from_u64(3);
    let known: HashMap<i64, &Person> = people.iter().map(|person| (person.id, person)).collect();
    for number in 0..2 * QUESTIONS {
        let Some(person) = people.choose(&mut dice) else {
            continue;
        };
        let with_slips = number >= QUESTIONS;
        let text = if with_slips {
            slipped(&person.name(), &mut dice)
        } else {
            person.name()
        };
        for (engine, asked) in engines.iter_mut().zip(&mut asked) {
            let mut found = Vec::new();
            for (at, letter) in text.char_indices() {
                let began = Instant::now();
                found = engine.find(&text[..at + letter.len_utf8()])?;
                asked.keystrokes.push(began.elapsed());
            }
            let is_meant = |id: &i64| {
                known
                    .get(id)
                    .is_some_and(|other| same_name(&other.name(), &person.name()))
            };
            let right = usize::from(found.iter().any(is_meant));
            *(if with_slips {
                &mut asked.slips
            } else {
                &mut asked.exact
            }) += right;
        }
    }
    Ok(asked)
}

#[expect(clippy::cast_precision_loss, reason = "some hundreds")]
fn share(part: usize, of: usize) -> f64 {
    part as f64 / of as f64
}

#[expect(clippy::cast_precision_loss, reason = "some megabytes")]
fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
