//! What the desk notes of a visit besides what DoorFlow keeps: whom it is to, what for, and what only the desk should know.

use std::fmt;

use doorflow::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::newcomer::mark;
use crate::building::{Building, VisitId};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::news::Topic;
use crate::outbox::EntryKind;
use crate::store::StoreError;
use crate::store::about as table;
use crate::store::outbox::{self, EntryRow, EntryState};
use crate::store::visits::letter;
use crate::visits::ask::Key;

/// The longest name of a host, and the longest purpose, in characters.
const LONGEST_LINE: usize = 200;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 2000;

/// What was noted of a visit. It is this desk's alone, but for what the configuration gives a field in DoorFlow. Debug output tells none of it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Whom the visitor comes to see, of the directory; absent for nobody.
    #[ts(type = "number | null")]
    pub host_id: Option<PersonId>,
    /// The host's name; empty for nobody.
    pub host: String,
    /// What the visit is for, in a line.
    pub purpose: String,
    /// What only the desk should know.
    pub note: String,
}

impl fmt::Debug for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("About(..)")
    }
}

impl About {
    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same without the blanks around what was typed.
    ///
    /// # Errors
    /// `badInput` for one that is too long.
    pub(crate) fn tidy(&self) -> Result<Self, DeskError> {
        let tidy = |text: &str, longest: usize| {
            let text = text.trim();
            if text.chars().count() > longest {
                let reason = format!("longer than {longest} characters");
                return Err(DeskError::bad_input(reason));
            }
            Ok(text.to_owned())
        };
        let host = tidy(&self.host, LONGEST_LINE)?;
        Ok(Self {
            host_id: self.host_id.filter(|_| !host.is_empty()),
            host,
            purpose: tidy(&self.purpose, LONGEST_LINE)?,
            note: tidy(&self.note, LONGEST_NOTE)?,
        })
    }
}

/// Under which key it is kept what was noted of a visit that DoorFlow has.
pub(crate) fn key_of((kind, id): VisitId) -> String {
    format!("{}{id}", letter(kind))
}

impl Desk {
    /// Notes the host, the purpose and a note of a visit, in place of what was noted before. What the configuration gives a field in
    /// DoorFlow is committed to the outbox; of the rest nothing is sent.
    ///
    /// # Errors
    /// `notFound` when there is no such visit; `badInput` for what is too long; `machine` when it cannot be kept.
    pub async fn note_visit(&self, key: &str, about: &About) -> Result<(), DeskError> {
        let about = about.tidy()?;
        let building = self.building();
        building.account()?;
        match Key::read(key)? {
            Key::Visit(id) => {
                let (row, _) = building.visit_row(id).await?;
                building.note(key_of(id), about.clone()).await?;
                building.describe_again(&row).await?;
                for entry in building.in_place_of(id).await? {
                    building.note_entry(entry, about.clone()).await?;
                }
            }
            Key::Entry(id) => building.note_entry(id, about).await?,
        }
        building.changed([Topic::Visits]);
        Ok(())
    }
}

impl Building {
    /// Keeps what is noted of visits that are to be made; answers with the mark that their writes are to carry, if anything is.
    pub(crate) async fn note_ahead(
        &self,
        about: Option<&About>,
    ) -> Result<Option<String>, DeskError> {
        let about = about.map(About::tidy).transpose()?;
        let Some(about) = about.filter(|about| !about.is_empty()) else {
            return Ok(None);
        };
        let mark = mark(&self.machine);
        self.note(mark.clone(), about).await?;
        Ok(Some(mark))
    }

    /// What was noted of a visit, or of one that is to be made.
    pub(crate) async fn noted(&self, key: Key) -> Result<About, StoreError> {
        let keys = match key {
            Key::Entry(id) => {
                let entry = self.entry(id).await?;
                let visit = entry.as_ref().and_then(EntryRow::visit_key);
                let mark = entry.and_then(|entry| entry.about);
                [visit, mark]
            }
            Key::Visit(id) => {
                // It may have been accepted a moment ago.
                let open = self.open_entries().await?;
                let made = open
                    .into_iter()
                    .find(|entry| entry.visit_key() == Some(key_of(id)));
                [Some(key_of(id)), made.and_then(|entry| entry.about)]
            }
        };
        self.store
            .read(move |c| {
                for key in keys.iter().flatten() {
                    if let Some(about) = table::get(c, key)? {
                        return Ok(about);
                    }
                }
                Ok(About::default())
            })
            .await
    }

    async fn note(&self, key: String, about: About) -> Result<(), StoreError> {
        let now = self.now();
        self.store
            .run(move |c| table::set(c, &key, &about, now))
            .await
    }

    /// The bookings that are being put in a visit's place: what was noted of it until then is with them already.
    async fn in_place_of(&self, id: VisitId) -> Result<Vec<i64>, StoreError> {
        let open = self.open_entries().await?;
        let its = open.into_iter().filter(|entry| {
            entry.what == EntryKind::Replace && (entry.kind, entry.visit_id) == (id.0, Some(id.1))
        });
        Ok(its.filter_map(|entry| entry.after).collect())
    }

    /// The write's visit may be made meanwhile: then it is noted of that too.
    async fn note_entry(&self, id: i64, about: About) -> Result<(), DeskError> {
        let there = || DeskError::not_found("no such booking");
        self.entry(id).await?.ok_or_else(there)?;
        let mark = mark(&self.machine);
        self.note(mark.clone(), about.clone()).await?;
        self.outbox
            .store
            .run(move |c| outbox::carry(c, id, &mark))
            .await?;
        let entry = self.entry(id).await?.ok_or_else(there)?;
        if let Some(key) = entry.visit_key() {
            self.note(key, about).await?;
        }
        Ok(())
    }
}

impl EntryRow {
    /// The key of the visit that it has become.
    pub(crate) fn visit_key(&self) -> Option<String> {
        let done = self.state == EntryState::Accepted;
        let id = self
            .visit_id
            .filter(|_| done && self.what == EntryKind::Book)?;
        Some(key_of((self.kind, id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_go_what_is_too_long_is_refused_and_nobody_reads_it_in_a_log() {
        let about = About {
            host_id: Some(PersonId(3)),
            host: " Ana Kos ".to_owned(),
            purpose: "\tAudit\n".to_owned(),
            note: "n".repeat(LONGEST_NOTE),
        };
        let tidy = about.tidy().unwrap();
        assert_eq!(
            (tidy.host.as_str(), tidy.purpose.as_str()),
            ("Ana Kos", "Audit")
        );
        assert_eq!(format!("{tidy:?}"), "About(..)");
        let long = About {
            note: "é".repeat(LONGEST_NOTE + 1),
            ..about.clone()
        };
        assert!(long.tidy().is_err());
        let nobody = About {
            host: "  ".to_owned(),
            ..About::default()
        };
        assert!(nobody.tidy().unwrap().is_empty());
        let gone = About {
            host: String::new(),
            ..about
        };
        assert_eq!(gone.tidy().unwrap().host_id, None, "a host has a name");
    }
}
