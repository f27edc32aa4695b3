//! How soon after a start people are found: from opening the desk on what it keeps on the disk to the first right answer.

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::apart::Apart;
use crate::front::Front;
use crate::report::{Figure, Report, Target};
use crate::samples::Samples;

/// How often it is opened.
const TIMES: usize = 20;

/// Measures it.
pub(crate) async fn measure() -> Result<()> {
    let begun = Instant::now();
    let building = Apart::open().await?;
    let mut front = Front::open(&building, 4).await?;
    front.signed_in().await?;
    front.fresh().await?;
    let everybody = front.desk.find_people("", 0, 1);
    let name = everybody.hits.first().map(|hit| hit.name.clone());
    let name = name.unwrap_or_default();
    let mut took = Vec::new();
    // The first one warms the disk's cache and is not counted.
    for turn in 0..=TIMES {
        front.desk.close();
        let opened = Instant::now();
        front.reopen().await?;
        front.desk.directory_filled().await;
        let answer = front.desk.find_people(&name, 0, 5);
        if turn > 0 {
            took.push(opened.elapsed());
        }
        ensure!(
            answer.people == everybody.people && answer.hits.iter().any(|hit| hit.name == name),
            "whoever is in the store is found"
        );
    }
    let mut weeks = Vec::new();
    let today = chrono::Utc::now().date_naive();
    let (first, last) = (
        today.to_string(),
        (today + chrono::Days::new(6)).to_string(),
    );
    let mut visits = 0;
    for turn in 0..=TIMES {
        let asked = Instant::now();
        visits = front.desk.agenda(&first, &last).await?.visits.len();
        if turn > 0 {
            weeks.push(asked.elapsed());
        }
    }
    println!("{visits} visits");
    front.desk.close();
    let (took, weeks) = (Samples::millis(took), Samples::millis(weeks));
    let about = "From opening the desk on a profile with 100,000 people and 10,000 visits, encrypted on this disk, until one of them is found.";
    let figures = vec![
        Figure::new("opened to found, median", took.median(), "ms").reach(Target::AtMost(300.0)),
        Figure::new("opened to found, p99", took.p99(), "ms"),
        Figure::new("a week of visits asked for, median", weeks.median(), "ms"),
        Figure::new("the same, p99", weeks.p99(), "ms"),
    ];
    Report::new("ready", about, begun.elapsed(), figures).keep()
}
