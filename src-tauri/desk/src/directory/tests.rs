use chrono::{DateTime, Utc};
use doorflow::PersonId;
use proptest::prelude::*;

use super::*;

mod any_text;
mod finding;
mod keeping;
mod meaning;

fn now() -> DateTime<Utc> {
    "2026-03-02T08:30:00Z".parse().unwrap()
}

fn person(id: i64, first: &str, last: &str) -> Entry {
    Entry {
        id: PersonId::from(id),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        email: String::new(),
        department: String::new(),
        job_title: String::new(),
        system_id: String::new(),
        mobile: String::new(),
        telephone: String::new(),
        enabled: true,
        valid_from: None,
        valid_to: None,
    }
}

fn directory(people: Vec<Entry>) -> Directory {
    let mut directory = Directory::default();
    directory.upsert(people.into_iter());
    directory
}

/// The people of the names, numbered from 1.
fn named(names: &[(&str, &str)]) -> Directory {
    directory(
        (1..)
            .zip(names)
            .map(|(id, (first, last))| person(id, first, last))
            .collect(),
    )
}

fn names(directory: &Directory, text: &str) -> Vec<String> {
    let answer = directory.find(text, 0, 100, now());
    assert_eq!(answer.text, text);
    assert_eq!(answer.total as usize, answer.hits.len());
    answer.hits.into_iter().map(|hit| hit.name).collect()
}

fn marked(text: &str, spans: &[Span]) -> Vec<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |span: &Span| {
        let (from, to) = (usize::from(span.start), usize::from(span.start + span.len));
        String::from_utf16(&units[from..to]).unwrap()
    };
    spans.iter().map(part).collect()
}
