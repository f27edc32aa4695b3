//! How many keys or clicks a receptionist's task takes, and how long: counted as they are pressed, and kept in `target/tasks.json`.

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
    /// Clicks and drags; `None` for a task that is done without a mouse.
    clicks: Option<usize>,
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
            clicks: None,
            began: Instant::now(),
            notes: Map::new(),
        }
    }

    /// Begins one that is done by the mouse: only text is typed.
    #[must_use]
    pub fn by_mouse(page: &'a Page, name: &'static str) -> Self {
        Self {
            clicks: Some(0),
            ..Self::begin(page, name)
        }
    }

    /// Clicks on what is shown.
    ///
    /// # Errors
    /// When it is not shown or lies under something.
    pub async fn click(&mut self, selector: &str) -> Result<()> {
        self.clicks = Some(self.clicks.unwrap_or_default() + 1);
        self.page.click(selector).await
    }

    /// Counts one thing that was done by the mouse in another way.
    pub fn count_one(&mut self) {
        self.clicks = Some(self.clicks.unwrap_or_default() + 1);
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

    /// Takes out of its time what was done beside it, such as taking pictures.
    pub fn leave_out(&mut self, beside: Duration) {
        self.began += beside;
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

    /// The task is done: keeps what it took, and holds it to how many keys it may take, or clicks where it is done by the mouse.
    ///
    /// # Errors
    /// When it took too many, or the disk is full.
    pub fn done(self, most: usize) -> Result<()> {
        let path = paths::leavings(".")?.join("tasks.json");
        let kept = fs::read(&path).ok();
        let kept = kept.and_then(|text| serde_json::from_slice(&text).ok());
        let mut all: Map<String, Value> = kept.unwrap_or_default();
        let milliseconds = self.began.elapsed().as_millis();
        let mut took = self.notes;
        took.insert("keys".to_owned(), json!(self.keys));
        if let Some(clicks) = self.clicks {
            took.insert("clicks".to_owned(), json!(clicks));
        }
        took.insert("at most".to_owned(), json!(most));
        took.insert("ms".to_owned(), json!(u64::try_from(milliseconds)?));
        all.insert(self.name.to_owned(), Value::Object(took));
        fs::write(
            path,
            format!("{}\n", serde_json::to_string_pretty(&Value::Object(all))?),
        )?;
        let counted = self.clicks.unwrap_or(self.keys);
        ensure!(
            counted <= most,
            "{} took {counted} keys or clicks, and may take {most}",
            self.name,
        );
        Ok(())
    }
}
