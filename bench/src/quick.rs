//! A booking in one line, as it is typed: how long reading it takes, beside the plain search of the same text.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use chrono::{DateTime, Utc};
use desk::directory::Directory;
use desk::import::DateOrder;
use desk::quick::{Here, Spots, understand};
use desk::zone::AccountZone;
use doorflow::{ChannelId, GroupId};
use lobby_tests::crowd::{Person, crowd, slips::slipped};
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;

use crate::report::{Figure, Report, Target};
use crate::samples::Samples;
use crate::search::FIRST;

const ABOUT: &str = "Bookings typed in one line of the palette, letter by letter, among 100,000 people and 300 doors: 300 names, every second with a \
slip in each word of four letters or more, each with a day, hours and places behind it. Each text is read for what it books, and in the same \
run looked up as the name that it would be without that.";

/// So many lines are typed.
const LINES: usize = 300;

/// What is typed behind a name.
const ENDINGS: [&str; 4] = [
    " tomorrow 9-5 front door 3rd floor",
    " mon-fri half 9 to 5 visitors",
    " in 20 min for 2h door 17",
    " 5 dec 2pm till 6 urgently",
];
/// So many doors have names.
const DOORS: i64 = 300;
/// A frame, in microseconds.
const FRAME: f64 = 16_000.0;

/// Types lines letter by letter; every second name has a slip in each longer word.
pub(crate) fn measure() -> Result<()> {
    let began = Instant::now();
    let people = crowd(1, 100_000);
    let mut directory = Directory::default();
    directory.upsert(people.iter().map(Person::entry));
    let figures = typed(&directory, &people, Utc::now())?;
    Report::new("quick", ABOUT, began.elapsed(), figures).keep()
}

fn typed(directory: &Directory, people: &[Person], now: DateTime<Utc>) -> Result<Vec<Figure>> {
    let mut spots = Spots::default();
    spots.door(ChannelId(1), "Front Door", Some("Harbour House"));
    spots.door(ChannelId(2), "Lift Lobby 3rd Floor", Some("Harbour House"));
    for id in 3..=DOORS {
        spots.door(ChannelId(id), &format!("Door {id}"), Some("Mill Works"));
    }
    spots.group(GroupId(1), "Visitors");
    let here = Here {
        now,
        zone: AccountZone::parse("Europe/London")?,
        order: DateOrder::DayFirst,
        spots: &spots,
    };
    let mut dice = ChaCha8Rng::seed_from_u64(4);
    let (mut plain, mut read) = (Vec::new(), Vec::new());
    for (number, ending) in (0..LINES).zip(ENDINGS.iter().cycle()) {
        let Some(person) = people.choose(&mut dice) else {
            continue;
        };
        let name = if number % 2 == 1 {
            slipped(&person.name(), &mut dice)
        } else {
            person.name()
        };
        let text = name + ending;
        for (at, letter) in text.char_indices() {
            let typed = &text[..at + letter.len_utf8()];
            let began = Instant::now();
            black_box(directory.find(typed, 0, FIRST, now));
            plain.push(began.elapsed().as_secs_f64() * 1e6);
            let began = Instant::now();
            black_box(understand(typed, here, &|name| {
                directory.find(name, 0, FIRST, now)
            }));
            read.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    let (plain, read) = (Samples::new(plain), Samples::new(read));
    Ok(vec![
        Figure::new(
            "a keystroke of a booking in one line, p50",
            read.median(),
            "µs",
        )
        .beside("plain search of the same", plain.median()),
        Figure::new("the same, p99", read.p99(), "µs")
            .beside("plain search of the same, p99", plain.p99())
            .reach(Target::AtMost(FRAME)),
    ])
}
