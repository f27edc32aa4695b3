//! What a part found: figures, each beside what it is held against.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::machine::Machine;

/// What one part found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// The part's name, as on the command line.
    pub(crate) part: String,
    /// What was measured, and how, in a sentence or two.
    pub(crate) about: String,
    /// Where.
    pub(crate) machine: Machine,
    /// How long it took, in seconds.
    pub(crate) seconds: f64,
    /// What was found.
    pub(crate) figures: Vec<Figure>,
}

/// One figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figure {
    /// What it is of.
    pub(crate) name: String,
    /// Lobby's.
    pub(crate) ours: f64,
    /// What `ours` and the peer's are in: ms, µs, MB, %.
    pub(crate) unit: String,
    /// What it is held against, measured in the same run.
    pub(crate) peer: Option<Peer>,
    /// What is to be reached; none where the figure only stands beside.
    pub(crate) target: Option<Target>,
}

/// What a figure is held against.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Peer {
    /// Its name.
    pub(crate) name: String,
    /// Its figure, in the unit of ours.
    pub(crate) value: f64,
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// At most so many times the peer's.
    TimesPeer(f64),
    /// At most so much more than the peer's.
    OverPeer(f64),
    /// At most so much.
    AtMost(f64),
    /// At least so much.
    AtLeast(f64),
}

impl Figure {
    /// A figure that stands by itself.
    pub(crate) fn new(name: impl Into<String>, ours: f64, unit: &str) -> Self {
        Self {
            name: name.into(),
            ours,
            unit: unit.to_owned(),
            peer: None,
            target: None,
        }
    }

    /// Holds it against a peer's or a floor's of the same run.
    pub(crate) fn beside(self, name: &str, value: f64) -> Self {
        let peer = Some(Peer {
            name: name.to_owned(),
            value,
        });
        Self { peer, ..self }
    }

    /// Says what is to be reached.
    pub(crate) fn reach(self, target: Target) -> Self {
        Self {
            target: Some(target),
            ..self
        }
    }

    /// Lobby's as a multiple of the peer's.
    pub(crate) fn ratio(&self) -> Option<f64> {
        self.peer
            .as_ref()
            .filter(|peer| peer.value > 0.0)
            .map(|peer| self.ours / peer.value)
    }

    /// Whether the target is reached; `None` where there is none.
    pub(crate) fn is_reached(&self) -> Option<bool> {
        let peer = self.peer.as_ref().map(|peer| peer.value);
        Some(match self.target? {
            Target::TimesPeer(times) => self.ours <= times * peer?,
            Target::OverPeer(more) => self.ours <= more + peer?,
            Target::AtMost(most) => self.ours <= most,
            Target::AtLeast(least) => self.ours >= least,
        })
    }

    /// The cells of its row: what, ours, beside, times, to reach, reached.
    pub(crate) fn cells(&self) -> [String; 6] {
        let amount = |value: f64| format!("{} {}", short(value), self.unit);
        let peer = self.peer.as_ref().map_or_else(String::new, |peer| {
            format!("{}: {}", peer.name, amount(peer.value))
        });
        let ratio = self
            .ratio()
            .map_or_else(String::new, |ratio| format!("{ratio:.2}×"));
        let target = match self.target {
            None => String::new(),
            Some(Target::TimesPeer(times)) => format!("≤ {times}×"),
            Some(Target::OverPeer(more)) => format!("≤ + {}", amount(more)),
            Some(Target::AtMost(most)) => format!("≤ {}", amount(most)),
            Some(Target::AtLeast(least)) => format!("≥ {}", amount(least)),
        };
        let reached = match self.is_reached() {
            None => "",
            Some(true) => "yes",
            Some(false) => "**no**",
        };
        [
            self.name.clone(),
            amount(self.ours),
            peer,
            ratio,
            target,
            reached.to_owned(),
        ]
    }
}

/// Three digits that say something.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// The heads of a table's columns.
pub(crate) const HEADS: [&str; 6] = ["", "Lobby", "beside", "ratio", "to reach", "reached"];

/// Where the parts' JSON lies.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from("target/bench")
}

impl Report {
    /// The report of a part that took so long.
    pub(crate) fn new(part: &str, about: &str, took: Duration, figures: Vec<Figure>) -> Self {
        Self {
            part: part.to_owned(),
            about: about.to_owned(),
            machine: Machine::this(),
            seconds: (took.as_secs_f64() * 10.0).round() / 10.0,
            figures,
        }
    }

    /// The table as Markdown.
    pub(crate) fn table(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut table = line(&HEADS.map(str::to_owned));
        table += "|---|--:|--:|--:|--:|---|\n";
        for figure in &self.figures {
            table += &line(&figure.cells());
        }
        table
    }

    /// Prints the table, and leaves it as JSON in `target/bench/`.
    pub(crate) fn keep(&self) -> Result<()> {
        let folder = folder();
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{}.json", self.part));
        let json = serde_json::to_string_pretty(self)?;
        std::fs::write(&file, json + "\n").with_context(|| file.display().to_string())?;
        println!(
            "{}: {}\n\n{}\n{} s on {}",
            self.part,
            self.about,
            self.table(),
            self.seconds,
            self.machine
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_held_against_its_peer() {
        let figure = |target| {
            Figure::new("start", 120.0, "ms")
                .beside("blank", 100.0)
                .reach(target)
        };
        assert_eq!(figure(Target::TimesPeer(1.25)).is_reached(), Some(true));
        assert_eq!(figure(Target::TimesPeer(1.1)).is_reached(), Some(false));
        assert_eq!(figure(Target::OverPeer(10.0)).is_reached(), Some(false));
        assert_eq!(figure(Target::AtMost(120.0)).is_reached(), Some(true));
        assert_eq!(figure(Target::AtLeast(121.0)).is_reached(), Some(false));
        let alone = Figure::new("start", 120.0, "ms");
        assert_eq!(alone.is_reached(), None);
        assert_eq!(
            alone.clone().reach(Target::TimesPeer(2.0)).is_reached(),
            None
        );
    }

    #[test]
    fn a_row_says_what_was_found() {
        let figure = Figure::new("start", 120.25, "ms")
            .beside("blank", 100.0)
            .reach(Target::TimesPeer(1.1));
        assert_eq!(
            figure.cells(),
            [
                "start",
                "120 ms",
                "blank: 100 ms",
                "1.20×",
                "≤ 1.1×",
                "**no**"
            ]
        );
    }
}
