//! Writes what was noted of a visit into its visitor's fields in DoorFlow, where the configuration says into which.

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::PersonInput;
use rusqlite::Connection;

use super::EntryKind;
use crate::booking::About;
use crate::building::{Building, VisitId};
use crate::call::CallError;
use crate::config::{NotedFields, PersonField};
use crate::error::DeskError;
use crate::session::Capability;
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow};
use crate::store::people::PersonRow;
use crate::store::visits::VisitRow;
use crate::sync::rows;
use crate::visits::ask::Key;

/// How long it is tried before a person is asked.
const WANTED: TimeDelta = TimeDelta::days(7);

impl Building {
    /// Whether anything that is noted goes to DoorFlow, and this sign-in may write it.
    pub(super) fn describes(&self) -> bool {
        self.session.config().fields.any() && self.may(Capability::WritePeople)
    }

    /// Has the fields of a visit's visitor written once more, since other things are noted of it now.
    pub(crate) async fn describe_again(&self, row: &VisitRow) -> Result<(), DeskError> {
        if !self.describes() {
            return Ok(());
        }
        let now = self.now();
        let write = describe((row.kind, row.id), row, now);
        let (account, visit) = (self.account()?.id, row.id);
        let kept = self.outbox.store.run(move |c| {
            // One that is not sent yet will have what is noted by then.
            if !table::will_describe(c, &account, write.kind, visit)? {
                table::add(c, &account, vec![write])?;
            }
            Ok(())
        });
        kept.await?;
        self.send.notify_one();
        self.entries_moved().await;
        Ok(())
    }

    /// The visitor's fields have it.
    pub(super) async fn described(
        &self,
        entry: EntryRow,
        person: Option<PersonRow>,
    ) -> Result<(), StoreError> {
        tracing::info!(entry = entry.id, person = entry.person_id.0, "is described");
        self.keep(&self.settled(entry)).await?;
        if let Some(person) = person {
            self.know(person).await?;
        }
        Ok(())
    }
}

/// Adds the write that describes the visitor of a booking that has become this visit, unless another visit of the same booking does, or the
/// booking only takes the place of another.
pub(super) fn describe_made(
    connection: &Connection,
    account: &str,
    made: &EntryRow,
    row: &VisitRow,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    // Read again: it may have been said otherwise while the write was on its way.
    let Some(about) = table::get(connection, made.id)?.and_then(|entry| entry.about) else {
        return Ok(());
    };
    // What was noted of another visit was written when that was made.
    let follows = matches!(Key::read(&about), Ok(Key::Visit(_)));
    if follows || table::is_described(connection, account, row.person_id, &about)? {
        return Ok(());
    }
    let write = EntryRow {
        about: Some(about),
        ..describe((row.kind, row.id), row, now)
    };
    table::add(connection, account, vec![write])?;
    Ok(())
}

/// The write that describes a visit's visitor.
fn describe((kind, id): VisitId, row: &VisitRow, now: DateTime<Utc>) -> EntryRow {
    let asked = VisitRow {
        kind,
        end: now + WANTED,
        place_ids: Vec::new(),
        ..row.clone()
    };
    EntryRow {
        visit_id: Some(id),
        ..EntryRow::queued(EntryKind::Describe, &asked, now)
    }
}

/// The request that writes the fields, with what is noted by now. It does no harm a second time; where nothing is noted, nothing is emptied.
pub(super) async fn write_fields(
    building: &Building,
    entry: &EntryRow,
) -> Result<Option<PersonRow>, CallError> {
    let Some(visit) = entry.visit_id else {
        return Ok(None);
    };
    let about = building.noted(Key::Visit((entry.kind, visit))).await?;
    let Some(input) = input(building.session.config().fields, &about) else {
        return Ok(None);
    };
    let person = entry.person_id;
    let answer = building
        .call(|client, token| {
            let input = input.clone();
            async move { client.update_person(&token, person, &input).await }
        })
        .await?;
    Ok(Some(rows::person(answer.value)))
}

/// What is to be written of a person; `None` for nothing. What goes into the same field stands one after the other.
fn input(fields: NotedFields, about: &About) -> Option<PersonInput> {
    let parts = [
        (fields.host, about.host.as_str()),
        (fields.purpose, about.purpose.as_str()),
        (fields.note, about.note.as_str()),
    ];
    let text = |field: PersonField| {
        let its = parts.iter().filter(|(to, _)| *to == Some(field));
        let texts = its.map(|(_, text)| *text).filter(|text| !text.is_empty());
        let texts: Vec<&str> = texts.collect();
        (!texts.is_empty()).then(|| Some(texts.join("; ")))
    };
    let input = PersonInput {
        custom_1: text(PersonField::Custom(1)),
        custom_2: text(PersonField::Custom(2)),
        custom_3: text(PersonField::Custom(3)),
        custom_4: text(PersonField::Custom(4)),
        custom_5: text(PersonField::Custom(5)),
        notes: text(PersonField::Notes),
        ..PersonInput::default()
    };
    (input != PersonInput::default()).then_some(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_field_goes_there_and_nothing_empties_one() {
        let about = About {
            host: "Ana Kos".to_owned(),
            purpose: "Audit".to_owned(),
            note: "by car".to_owned(),
            ..About::default()
        };
        let fields = NotedFields {
            host: Some(PersonField::Custom(2)),
            purpose: Some(PersonField::Notes),
            note: None,
        };
        let wanted = PersonInput {
            custom_2: Some(Some("Ana Kos".to_owned())),
            notes: Some(Some("Audit".to_owned())),
            ..PersonInput::default()
        };
        assert_eq!(input(fields, &about), Some(wanted));
        let nobody = About {
            host: String::new(),
            ..about.clone()
        };
        let told = input(fields, &nobody).unwrap();
        assert_eq!(told.custom_2, None, "what is there stays");
        assert_eq!(input(fields, &About::default()), None);
        assert_eq!(input(NotedFields::default(), &about), None);
    }

    #[test]
    fn what_shares_a_field_is_all_there() {
        let notes = Some(PersonField::Notes);
        let all = NotedFields {
            host: notes,
            purpose: notes,
            note: notes,
        };
        let about = About {
            host: "Ana Kos".to_owned(),
            note: "by car".to_owned(),
            ..About::default()
        };
        let told = input(all, &about).unwrap();
        assert_eq!(told.notes, Some(Some("Ana Kos; by car".to_owned())));
    }
}
