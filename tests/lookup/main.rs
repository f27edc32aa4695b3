//! `lookup PEOPLE.tsv QUERIES.tsv`: asks the desk's own index, letter by letter, and says in one line of JSON how fast and how well it
//! answers. The files are what [`lobby_tests::lookup::tables`] says; `--missed` also prints, to the other output, who was not found.
#![expect(
    clippy::print_stdout,
    reason = "it is a program that says what it found"
)]

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use desk::directory::Directory;
use lobby_tests::crowd::Person;
use lobby_tests::lookup;
use serde_json::json;

fn main() -> ExitCode {
    match look_up() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lookup: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn look_up() -> Result<()> {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|word| word.starts_with("--"));
    let ([people, questions], tells) = (&files[..], flags.iter().any(|flag| flag == "--missed"))
    else {
        bail!("usage: lookup PEOPLE.tsv QUERIES.tsv [--missed]");
    };
    let read = |file: &String| std::fs::read(file).with_context(|| file.clone());
    let people_table = lookup::people(&read(people)?).with_context(|| people.clone())?;
    let asked =
        lookup::questions(&read(questions)?, &people_table).with_context(|| questions.clone())?;
    let people = people_table.all;
    let entries: Vec<_> = people.iter().map(Person::entry).collect();

    let began = Instant::now();
    let mut directory = Directory::default();
    directory.upsert(entries.into_iter());
    let build_ms = (began.elapsed().as_secs_f64() * 1e4).round() / 10.0;

    let found = lookup::ask(&directory, &people, &asked, chrono::Utc::now());
    if tells {
        for question in &found.missed {
            eprintln!("{}\t{}", question.text, question.expected);
        }
    }
    let said = json!({
        "people": people.len(),
        "queries": asked.len(),
        "p50_us": found.micros(0.5),
        "p99_us": found.micros(0.99),
        "recall_at_5": found.recall(),
        "build_ms": build_ms,
        "index_bytes": directory.bytes(),
    });
    println!("{said}");
    Ok(())
}
