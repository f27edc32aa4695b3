//! How many keys a receptionist's task takes, and how long: counted as they are pressed, and kept in `target/tasks.json`.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Map, Value, json};

use super::page::Page;
use super::paths;

/// A task that is being done.
pub struct Task<'a> {
    page: &'a Page,
    name: &'static str,
    keys: usize,
    began: Instant,
    notes: Map<String, Value>,
}

impl<'a> Task<'a> {
    /// Begins a task.
    #[must_use]
    pub fn begin(page: &'a Page, name: &'static str) -> Self {
        Self {
            page,
            name,
            keys: 0,
            began: Instant::now(),
            notes: Map::new(),
        }
    }

    /// Presses these one after another; each key of a chord counts.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn press(&mut self, chords: &[&str]) -> Result<()> {
        self.keys += chords
            .iter()
            .map(|chord| chord.split('+').count())
            .sum::<usize>();
        self.page.press(chords).await
    }

    /// Types a text, a key a character.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn type_text(&mut self, text: &str) -> Result<()> {
        self.keys += text.chars().count();
        self.page.type_text(text).await
    }

    /// Keeps how long a part of it took.
    ///
    /// # Errors
    /// When that is longer than anybody counts.
    pub fn note(&mut self, part: &str, took: Duration) -> Result<()> {
        let milliseconds = u64::try_from(took.as_millis())?;
        self.notes.insert(part.to_owned(), json!(milliseconds));
        Ok(())
    }

    /// The task is done: keeps what it took, and holds it to what it may take.
    ///
    /// # Errors
    /// When it took too many keys, or the disk is full.
    pub fn done(self, most: usize) -> Result<()> {
        let path = paths::leavings(".")?.join("tasks.json");
        let kept = fs::read(&path).ok();
        let kept = kept.and_then(|text| serde_json::from_slice(&text).ok());
        let mut all: Map<String, Value> = kept.unwrap_or_default();
        let milliseconds = self.began.elapsed().as_millis();
        let mut took = self.notes;
        took.insert("keys".to_owned(), json!(self.keys));
        took.insert("at most".to_owned(), json!(most));
        took.insert("ms".to_owned(), json!(u64::try_from(milliseconds)?));
        all.insert(self.name.to_owned(), Value::Object(took));
        fs::write(
            path,
            format!("{}\n", serde_json::to_string_pretty(&Value::Object(all))?),
        )?;
        ensure!(
            self.keys <= most,
            "{} took {} keys, and may take {most}",
            self.name,
            self.keys
        );
        Ok(())
    }
}
