//! That a run works in memory in the database's stead: noted beside it, with up to when, for the run that opens it again.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::remove;
use crate::building::Building;

/// Written behind a time that is by that machine's clock alone.
const UNSURE: &str = "by this computer's clock";

/// Up to when a run worked in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Until {
    pub(super) at: DateTime<Utc>,
    /// Whether that is not by the machine's clock alone.
    pub(super) sure: bool,
}

impl Until {
    /// Notes it. The text says when, not the time of the file: that is the system's, which may not be DoorFlow's.
    fn write(self, file: &Path) -> io::Result<()> {
        let unsure = if self.sure { "" } else { UNSURE };
        let mut file = File::create(file)?;
        writeln!(file, "{} {unsure}", self.at.to_rfc3339())?;
        file.sync_all()
    }

    /// What was noted, if anything was. It is no later than `now`, and that where it does not say when.
    pub(super) fn left(file: &Path, now: Self) -> Option<Self> {
        match fs::read_to_string(file) {
            Ok(text) => Some(Self::read(&text).map_or(now, |left| left.at_most(now))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) => Some(now),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (at, unsure) = text.split_once(' ')?;
        Some(Self {
            at: at.parse().ok()?,
            sure: unsure.trim().is_empty(),
        })
    }

    /// What DoorFlow's clock said is not measured by one that may be wrong.
    fn at_most(self, now: Self) -> Self {
        let known = self.sure && !now.sure;
        if known || self.at <= now.at {
            self
        } else {
            now
        }
    }
}

impl Building {
    pub(super) fn until_now(&self) -> Until {
        Until {
            at: self.now(),
            sure: self.knows_the_time(),
        }
    }

    /// Notes beside the database that this run works in memory in its stead up to now, where it does: what is noted in it is lost. A run that is
    /// killed is not asked again, so it is noted as the roll call is kept.
    pub(crate) async fn leave_unkept(&self) {
        if self.at_rest.trouble().is_none() {
            return;
        }
        let until = self.until_now();
        let left = self.with_note(self.at_rest.unkept(), move |file| until.write(file));
        if let Some(Err(error)) = left.await {
            tracing::error!(%error, "that nothing is kept could not be noted");
        }
    }

    /// The same once more as the program ends, where it was noted.
    pub(crate) fn end_in_memory(&self) {
        let file = self.at_rest.unkept();
        let Some(file) = file.filter(|_| self.at_rest.trouble().is_some()) else {
            return;
        };
        if file.exists()
            && let Err(error) = self.until_now().write(&file)
        {
            tracing::error!(%error, "up to when nothing was kept could not be noted");
        }
    }

    pub(super) async fn end_unkept(&self) {
        if let Some(Err(error)) = self.with_note(self.at_rest.unkept(), remove).await {
            tracing::warn!(%error, "the note that nothing was kept could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_again_and_is_not_later_than_now() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lobby.unkept");
        let until = |text: &str, sure| Until {
            at: text.parse().unwrap(),
            sure,
        };
        let (friday, monday) = ("2026-11-27T17:00:00.25Z", "2026-11-30T08:00:00Z");
        let now = until(monday, true);
        assert_eq!(Until::left(&file, now), None);
        for sure in [true, false] {
            let noted = until(friday, sure);
            noted.write(&file).unwrap();
            assert_eq!(Until::left(&file, now), Some(noted));
        }
        let later = until("2027-01-01T00:00:00Z", true);
        later.write(&file).unwrap();
        assert_eq!(Until::left(&file, now), Some(now));
        let wrong = until(monday, false);
        assert_eq!(Until::left(&file, wrong), Some(later), "this clock is slow");
        for nothing in ["", "soon"] {
            fs::write(&file, nothing).unwrap();
            assert_eq!(Until::left(&file, now), Some(now), "{nothing}");
        }
    }
}
