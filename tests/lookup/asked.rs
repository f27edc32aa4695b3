//! The answers, and how long each keystroke took.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use desk::directory::{Directory, same_name};

use super::Question;
use crate::crowd::Person;

/// So many of the best are looked at.
const FIRST: usize = 5;

/// What came of some questions.
#[derive(Debug, Default)]
pub struct Asked {
    /// How long each keystroke took, the shortest first.
    pub keystrokes: Vec<Duration>,
    /// How many questions there were.
    pub questions: usize,
    /// The questions whose person was not among the first five, nor a namesake.
    pub missed: Vec<Question>,
}

impl Asked {
    /// The time that this share of all keystrokes, from 0 to 1, did not pass; in microseconds.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    pub fn micros(&self, share: f64) -> f64 {
        let last = self.keystrokes.len().saturating_sub(1);
        let place = (share * last as f64).round() as usize;
        self.keystrokes
            .get(place)
            .map_or(0.0, |took| (took.as_secs_f64() * 1e7).round() / 10.0)
    }

    /// The share of the questions whose person, or a namesake, was among the first five, from 0 to 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    pub fn recall(&self) -> f64 {
        1.0 - self.missed.len() as f64 / self.questions.max(1) as f64
    }
}

/// Asks each question letter by letter, as it is typed, and looks for whom it means in the last answer.
#[must_use]
pub fn ask(
    directory: &Directory,
    people: &[Person],
    questions: &[Question],
    now: DateTime<Utc>,
) -> Asked {
    let mut asked = Asked {
        questions: questions.len(),
        ..Asked::default()
    };
    let known: HashMap<i64, &Person> = people.iter().map(|person| (person.id, person)).collect();
    for question in questions {
        let ends = question
            .text
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        let mut hits = Vec::new();
        for end in ends {
            let began = Instant::now();
            let answer = black_box(directory.find(&question.text[..end], 0, FIRST, now));
            asked.keystrokes.push(began.elapsed());
            hits = answer.hits;
        }
        let meant = known.get(&question.expected).map(|person| person.name());
        let is_meant = |id: i64, name: &str| {
            id == question.expected || meant.as_deref().is_some_and(|meant| same_name(name, meant))
        };
        if !hits
            .iter()
            .take(FIRST)
            .any(|hit| is_meant(hit.id.0, &hit.name))
        {
            asked.missed.push(question.clone());
        }
    }
    asked.keystrokes.sort_unstable();
    asked
}
