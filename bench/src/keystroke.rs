//! From a key to the painted answer: full names, letter by letter, typed into the palette of the real window.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Result, ensure};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception;
use serde::Deserialize;
use serde_json::json;

use crate::office::{Office, Size};
use crate::report::{Figure, Report, Target};
use crate::samples::Samples;

/// How many names are typed, spread over the directory.
const NAMES: usize = 60;

/// Types into the palette or into the floor, in the page.
const TYPE: &str = include_str!("keystroke.js");

/// What a letter found.
#[derive(Debug, Deserialize)]
struct Typed {
    /// Milliseconds until the answer was in the document, until it was painted, until the frame after.
    took: [f64; 3],
    /// Where the field stood, in CSS pixels.
    field: i64,
    /// Where the first row stood, where there was one.
    row: Option<i64>,
}

/// All letters of one side.
#[derive(Debug, Default)]
struct Letters {
    found: Vec<[f64; 3]>,
    /// Names while typing which the field or the first row stood in more than one place.
    jumps: u32,
}

impl Letters {
    async fn take(&mut self, page: &Page, mine: bool, name: &str) -> Result<()> {
        let (mut fields, mut rows) = (BTreeSet::new(), BTreeSet::new());
        let said = page.run_async(TYPE, vec![json!(mine), json!(name)]).await?;
        ensure!(said["error"].is_null(), "typing: {}", said["error"]);
        let typed: Vec<Typed> = serde_json::from_value(said)?;
        for letter in typed {
            fields.insert(letter.field);
            rows.extend(letter.row);
            self.found.push(letter.took);
        }
        self.jumps += u32::from(fields.len() > 1 || rows.len() > 1);
        Ok(())
    }

    fn column(&self, column: usize) -> Samples {
        Samples::new(self.found.iter().map(|letter| letter[column]).collect())
    }
}

pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let office = Office::of(Size::BIG).await?;
    let people = office.building.control().people();
    let app = office.sign_in().await?;
    let page = &app.page;
    page.resize(1280, 800).await?;
    let (mut ours, mut floor) = (Letters::default(), Letters::default());
    // The first name warms both and is not counted.
    for turn in 0..=NAMES {
        let name = people[turn * (people.len() - 1) / NAMES].name();
        page.press(&["/"]).await?;
        page.focus_on("@palette-input").await?;
        let mut letters = Letters::default();
        letters.take(page, true, &name).await?;
        reception::leave(page).await?;
        let mut echoed = Letters::default();
        echoed.take(page, false, &name).await?;
        if turn > 0 {
            ours.found.extend(letters.found);
            ours.jumps += letters.jumps;
            floor.found.extend(echoed.found);
        }
    }
    app.quit().await?;
    let about = format!(
        "{} letters of {NAMES} full names typed into the palette of the real window with {} people, in turn with a floor: a field that writes \
         what is typed into eight rows, without a framework and without asking anybody. Painted is the first moment after the animation frame \
         that draws the answer; letters come at moments that have nothing to do with frames, which come every 16.7 ms.",
        ours.found.len(),
        people.len()
    );
    let of = |name: &str, column: usize, target: Option<Target>| {
        let (ours, floor) = (ours.column(column), floor.column(column));
        let p99 =
            Figure::new(format!("{name}, p99"), ours.p99(), "ms").beside("floor", floor.p99());
        let median = Figure::new(format!("{name}, median"), ours.median(), "ms")
            .beside("floor", floor.median());
        [
            median,
            target.map_or_else(|| p99.clone(), |target| p99.clone().reach(target)),
        ]
    };
    let figures = [
        of("key to painted answer", 1, Some(Target::AtMost(16.0))),
        of("key to answer in the document", 0, None),
        of("key to the frame after the painted one", 2, None),
    ]
    .into_iter()
    .flatten()
    .chain([Figure::new(
        "names while typing which the list jumped",
        f64::from(ours.jumps),
        "",
    )
    .reach(Target::AtMost(0.0))])
    .collect();
    Report::new("keystroke", &about, begun.elapsed(), figures).keep()
}
