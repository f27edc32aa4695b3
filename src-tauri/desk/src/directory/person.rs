//! Finding people, and all of one person.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLockReadGuard, RwLockWriteGuard};

use doorflow::{Person, PersonId};

use super::{Answer, Directory, PersonDetails, PersonField, initials};
use crate::building::Building;
use crate::call::CallError;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::store::StoreError;
use crate::store::names::{self, Kind, NameRow};
use crate::store::people::{self, PersonRow};
use crate::store::visits;
use crate::sync::{self, rows};
use crate::visits::build::Surroundings;
use crate::zone::AccountZone;

impl Desk {
    /// People who match a text (everybody by name for an empty one), best first, from the `offset`-th.
    #[must_use]
    pub fn find_people(&self, text: &str, offset: u32, limit: u32) -> Answer {
        let building = self.building();
        let now = building.now();
        building
            .directory()
            .find(text, offset as usize, limit as usize, now)
    }

    /// Waits until everybody whom the store knows is in the directory, which is begun with once somebody is signed in.
    pub async fn directory_filled(&self) {
        let building = self.building();
        building.fill.notify_one();
        // It cannot fail: the building has the sender.
        let _ = (building.filled.subscribe())
            .wait_for(|filled| *filled)
            .await;
    }

    /// One person, read afresh with their credentials; the desk's last knowledge where DoorFlow cannot be reached.
    ///
    /// # Errors
    /// `notFound` when there is no such person any more.
    pub async fn person(&self, id: PersonId) -> Result<PersonDetails, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let now = building.now();
        let fresh = building
            .call(|client, token| async move { client.person(&token, id).await })
            .await;
        let (person, fields, read) = match fresh {
            Ok(answer) => {
                let row = rows::person(answer.value.clone());
                building.know(row.clone()).await?;
                (
                    row,
                    fresh_fields(&answer.value, zone),
                    Some(zone.moment(now)),
                )
            }
            Err(error @ CallError::DoorFlow(doorflow::Error::NotFound { .. })) => {
                if let Err(error) = building.may_be_gone(id).await {
                    tracing::info!(person = id.0, %error, "whether a person is gone is not known");
                }
                return Err(error.into());
            }
            Err(error) => {
                tracing::info!(person = id.0, %error, "a person could not be read afresh");
                let kept = building
                    .store
                    .run(move |connection| people::get(connection, id))
                    .await?;
                let Some(row) = kept else {
                    return Err(error.into());
                };
                let fields = kept_fields(&row, zone);
                (row, fields, None)
            }
        };
        let held = building.held_by(id, read.is_some()).await?;
        let (groups, roles, coming) = building
            .store
            .run(move |connection| {
                Ok((
                    names::all(connection, Kind::Groups)?,
                    names::all(connection, Kind::Roles)?,
                    visits::of_person(connection, id, now)?,
                ))
            })
            .await?;
        let coming = building.visits(&zone, coming, Vec::new()).await?;
        Ok(PersonDetails {
            id,
            name: Surroundings::name(id, Some(&rows::entry(&person))),
            initials: initials(&person.first_name, &person.last_name),
            bar: rows::entry(&person).bar(now),
            has_photo: person.has_photo,
            fields,
            groups: named(&groups, &person.group_ids, "Group"),
            roles: named(&roles, &person.role_ids, "Role"),
            credentials: held.lines,
            credentials_read: held.read,
            has_pin: held.has_pin,
            visits: coming,
            last_here: building.last_here(&zone, id).await?,
            read,
        })
    }

    /// A person's photo; `None` where there is none, or it cannot be fetched.
    ///
    /// # Errors
    /// None today: a photo that does not come is no reason to interrupt anybody.
    pub async fn photo(&self, id: PersonId) -> Result<Option<Vec<u8>>, DeskError> {
        let building = self.building();
        let fresh = building
            .call(|client, token| async move { client.person(&token, id).await })
            .await;
        let Ok(answer) = fresh else { return Ok(None) };
        let Some(address) = answer.value.image_thumbnail_url.or(answer.value.image_url) else {
            return Ok(None);
        };
        match building.client.photo(&address).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => {
                tracing::info!(person = id.0, %error, "a photo did not come");
                Ok(None)
            }
        }
    }
}

impl Building {
    /// The directory, to look up.
    pub(crate) fn directory(&self) -> RwLockReadGuard<'_, Directory> {
        self.directory
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The directory, to change.
    pub(crate) fn directory_mut(&self) -> RwLockWriteGuard<'_, Directory> {
        self.directory
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a person of whom a 404 came, if it is DoorFlow's own: it knows the account, and nobody of that number when it is asked again.
    async fn may_be_gone(self: &Arc<Self>, id: PersonId) -> Result<(), CallError> {
        sync::account(self).await?;
        sync::forget_if_gone(self, id).await
    }

    /// Keeps one person as just read. The names of visits are looked up in memory, and known there also where the store cannot be written.
    pub(crate) async fn know(&self, row: PersonRow) -> Result<(), StoreError> {
        self.directory_mut()
            .upsert(std::iter::once(rows::entry(&row)));
        self.store
            .run(move |connection| people::upsert(connection, &[row]))
            .await
    }
}

/// Names of ids, in order of name; an id that DoorFlow does not list has its number.
fn named(known: &[NameRow], ids: &[i64], kind: &str) -> Vec<String> {
    let names: HashMap<i64, &str> = known
        .iter()
        .map(|row| (row.id, row.name.as_str()))
        .collect();
    let mut all: Vec<String> = ids
        .iter()
        .map(|id| {
            names
                .get(id)
                .map_or_else(|| format!("{kind} {id}"), |name| (*name).to_owned())
        })
        .collect();
    all.sort();
    all
}

/// Collects the fields that hold something.
#[derive(Default)]
struct Fields(Vec<PersonField>);

impl Fields {
    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.0.push(PersonField {
                key: key.to_owned(),
                value: value.to_owned(),
            });
        }
    }

    fn time(&mut self, key: &str, value: Option<chrono::DateTime<chrono::Utc>>, zone: AccountZone) {
        if let Some(at) = value {
            let moment = zone.moment(at);
            self.text(key, Some(&format!("{} {}", moment.date, moment.time)));
        }
    }
}

fn fresh_fields(person: &Person, zone: AccountZone) -> Vec<PersonField> {
    let mut fields = Fields::default();
    fields.text("id", Some(&person.id.0.to_string()));
    fields.text("salutation", person.salutation.as_deref());
    fields.text("job_title", person.job_title.as_deref());
    fields.text("email", person.email.as_deref());
    fields.text(
        "organisation_id",
        person.organisation_id.map(|id| id.to_string()).as_deref(),
    );
    fields.text("system_id", person.system_id.as_deref());
    fields.text("department", person.department.as_deref());
    fields.text(
        "enabled",
        Some(if person.enabled { "true" } else { "false" }),
    );
    fields.time("valid_from", person.valid_from, zone);
    fields.time("valid_to", person.valid_to, zone);
    fields.text("telephone", person.telephone.as_deref());
    fields.text("mobile", person.mobile.as_deref());
    fields.text("notes", person.notes.as_deref());
    fields.text("barcode", person.barcode.as_deref());
    for (key, value) in [
        ("custom_1", &person.custom_1),
        ("custom_2", &person.custom_2),
        ("custom_3", &person.custom_3),
        ("custom_4", &person.custom_4),
        ("custom_5", &person.custom_5),
    ] {
        fields.text(key, value.as_deref());
    }
    fields.time("created_at", person.created_at, zone);
    fields.time("updated_at", person.updated_at, zone);
    fields.0
}

fn kept_fields(person: &PersonRow, zone: AccountZone) -> Vec<PersonField> {
    let mut fields = Fields::default();
    fields.text("id", Some(&person.id.0.to_string()));
    fields.text("salutation", Some(&person.salutation));
    fields.text("job_title", Some(&person.job_title));
    fields.text("email", Some(&person.email));
    fields.text(
        "organisation_id",
        person.organisation_id.map(|id| id.to_string()).as_deref(),
    );
    fields.text("system_id", Some(&person.system_id));
    fields.text("department", Some(&person.department));
    fields.text(
        "enabled",
        Some(if person.enabled { "true" } else { "false" }),
    );
    fields.time("valid_from", person.valid_from, zone);
    fields.time("valid_to", person.valid_to, zone);
    fields.text("telephone", Some(&person.telephone));
    fields.text("mobile", Some(&person.mobile));
    fields.0
}
