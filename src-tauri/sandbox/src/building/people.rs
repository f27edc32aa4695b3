//! People: reading what a request asks for, and checking it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::fields::{Fields, Invalid};
use super::table::Row;
use super::{Refusal, World, Write};

/// A person of the account.
#[derive(Debug, Clone)]
pub struct Person {
    /// The person's id.
    pub id: i64,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The optional texts, in the order of [`TEXTS`].
    pub texts: [Option<String>; TEXTS.len()],
    /// The organisation that the person belongs to.
    pub organisation_id: Option<i64>,
    /// Whether the doors open for this person at all.
    pub enabled: bool,
    /// The doors stay shut before this instant.
    pub valid_from: Option<DateTime<Utc>>,
    /// The doors stay shut from this instant on.
    pub valid_to: Option<DateTime<Utc>>,
    /// What the person looks like.
    pub photo: Photo,
    /// The groups that the person is in now, group reservations that are active included.
    pub groups: Vec<i64>,
    /// The roles that the person has without a group.
    pub roles: Vec<i64>,
    /// When the person was added.
    pub created_at: DateTime<Utc>,
    /// When anything about the person last changed.
    pub updated_at: DateTime<Utc>,
}

/// The names of a person's optional texts.
pub const TEXTS: [&str; 14] = [
    "salutation",
    "job_title",
    "email",
    "system_id",
    "department",
    "telephone",
    "mobile",
    "notes",
    "barcode",
    "custom_1",
    "custom_2",
    "custom_3",
    "custom_4",
    "custom_5",
];

/// A person's photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Photo {
    /// There is none.
    None,
    /// A picture that the sandbox draws from the person's id.
    Drawn,
    /// A PNG or JPEG that was sent.
    Uploaded(Vec<u8>),
    /// A picture at another address.
    Remote(String),
}

impl Row for Person {
    fn id(&self) -> i64 {
        self.id
    }
}

impl Person {
    /// An enabled person of whom nothing but the name is known.
    pub(crate) fn named(id: i64, first_name: &str, last_name: &str, now: DateTime<Utc>) -> Self {
        Self {
            id,
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            texts: Default::default(),
            organisation_id: None,
            enabled: true,
            valid_from: None,
            valid_to: None,
            photo: Photo::None,
            groups: Vec::new(),
            roles: Vec::new(),
            created_at: now,
            updated_at: now,
        }
    }

    /// Given name and family name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// One of the optional texts by its name in [`TEXTS`].
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let index = TEXTS.iter().position(|text| *text == name)?;
        self.texts[index].as_deref()
    }

    pub(crate) fn set_text(&mut self, name: &str, value: Option<String>) {
        if let Some(index) = TEXTS.iter().position(|text| *text == name) {
            self.texts[index] = value;
        }
    }

    /// Whether the doors may open for this person at `at`.
    #[must_use]
    pub fn may_enter(&self, at: DateTime<Utc>) -> bool {
        self.enabled
            && self.valid_from.is_none_or(|from| from <= at)
            && self.valid_to.is_none_or(|to| at < to)
    }
}

impl World {
    /// Adds the person that a request body describes.
    pub(crate) fn create_person(
        &mut self,
        body: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<i64, Refusal> {
        let mut person = Person::named(0, "", "", now);
        let values = self.read_person(&mut person, body)?;
        person.id = self.people.claim_id();
        let id = person.id;
        self.insert_person(person);
        for (type_id, value) in values {
            self.put_credential(id, type_id, value);
        }
        self.changed(None);
        self.record(now, Write::PersonCreated(id));
        Ok(id)
    }

    pub(crate) fn insert_person(&mut self, person: Person) {
        if let Some(email) = person.text("email") {
            self.emails.insert(email.to_lowercase(), person.id);
        }
        self.people.push(person);
    }

    /// Changes the fields that a request body names.
    pub(crate) fn update_person(
        &mut self,
        id: i64,
        body: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let before = self.people.get(id).ok_or(Refusal::NotFound)?.clone();
        let mut person = before.clone();
        let values = self.read_person(&mut person, body)?;
        if let Some(email) = before.text("email") {
            self.emails.remove(&email.to_lowercase());
        }
        if let Some(email) = person.text("email") {
            self.emails.insert(email.to_lowercase(), id);
        }
        person.updated_at = now;
        if let Some(row) = self.people.get_mut(id) {
            *row = person;
        }
        for (type_id, value) in values {
            self.put_credential(id, type_id, value);
        }
        self.changed(None);
        self.record(now, Write::PersonUpdated(id));
        Ok(())
    }

    /// Takes the person away, with their credentials and the visits still to come.
    pub(crate) fn delete_person(&mut self, id: i64, now: DateTime<Utc>) -> Result<(), Refusal> {
        let person = self.people.remove(id).ok_or(Refusal::NotFound)?;
        if let Some(email) = person.text("email") {
            self.emails.remove(&email.to_lowercase());
        }
        self.credentials.remove(&id);
        let visits: Vec<i64> = self
            .reservations
            .iter()
            .filter(|visit| visit.person_id == id && visit.end_time > now)
            .map(|visit| visit.id)
            .collect();
        for visit in visits {
            self.reservations.remove(visit);
        }
        let stays: Vec<i64> = self
            .group_reservations
            .iter()
            .filter(|stay| stay.person_id == id)
            .map(|stay| stay.id)
            .collect();
        for stay in stays {
            self.group_reservations.remove(stay);
        }
        self.changed(None);
        self.record(now, Write::PersonDeleted(id));
        Ok(())
    }

    /// Enables or disables a person, as somebody in the admin site would.
    pub(crate) fn set_person_enabled(
        &mut self,
        id: i64,
        enabled: bool,
        now: DateTime<Utc>,
    ) -> bool {
        let Some(person) = self.people.get_mut(id) else {
            return false;
        };
        person.enabled = enabled;
        person.updated_at = now;
        self.changed(None);
        true
    }

    /// Reads a body into `person`, and the credentials that it names by their type's slug.
    fn read_person(
        &self,
        person: &mut Person,
        body: &Map<String, Value>,
    ) -> Result<Vec<(i64, String)>, Invalid> {
        let mut fields = Fields::of(body, self.zone);
        for (key, name) in [
            ("first_name", &mut person.first_name),
            ("last_name", &mut person.last_name),
        ] {
            if let Some(value) = fields.text(key) {
                *name = value.unwrap_or_default();
            }
            if name.is_empty() && !fields.invalid.has(key) {
                fields.invalid.add(key, "can't be blank");
            }
        }
        for key in TEXTS {
            if let Some(value) = fields.text(key) {
                person.set_text(key, value);
            }
        }
        if let Some(id) = fields.id("organisation_id") {
            person.organisation_id = id;
        }
        if let Some(enabled) = fields.flag("enabled") {
            person.enabled = enabled;
        }
        if let Some(from) = fields.instant("valid_from") {
            person.valid_from = from;
        }
        if let Some(to) = fields.instant("valid_to") {
            person.valid_to = to;
        }
        if let Some(groups) = fields.ids("group_ids") {
            if groups
                .iter()
                .any(|id| !self.groups.iter().any(|group| group.id == *id))
            {
                fields
                    .invalid
                    .add("group_ids", "Not found for this account");
            }
            person.groups = groups;
        }
        if let Some(roles) = fields.ids("role_ids") {
            if roles
                .iter()
                .any(|id| !self.roles.iter().any(|role| role.id == *id))
            {
                fields.invalid.add("role_ids", "Not found for this account");
            }
            person.roles = roles;
        }
        self.check_person(person, &mut fields.invalid);
        read_photo(person, &mut fields);
        let mut values = Vec::new();
        for kind in &self.credential_types {
            if let Some(Some(value)) = fields.text(&kind.slug) {
                match self.check_value(kind, &value, Some(person.id)) {
                    Ok(value) => values.push((kind.id, value)),
                    Err(message) => fields.invalid.add(&kind.slug, &message),
                }
            }
        }
        fields.invalid.into_result()?;
        Ok(values)
    }

    fn check_person(&self, person: &Person, invalid: &mut Invalid) {
        if let Some(email) = person.text("email") {
            let well_formed = email.split_once('@').is_some_and(|(name, domain)| {
                !name.is_empty() && domain.contains('.') && !domain.contains('@')
            }) && !email.contains(char::is_whitespace);
            if !well_formed {
                invalid.add("email", "is invalid");
            }
            if self
                .emails
                .get(&email.to_lowercase())
                .is_some_and(|owner| *owner != person.id)
            {
                invalid.add("email", "has already been taken");
            }
        }
        if let (Some(from), Some(to)) = (person.valid_from, person.valid_to)
            && to <= from
        {
            invalid.add("valid_to", "must be after valid from");
        }
    }
}

fn read_photo(person: &mut Person, fields: &mut Fields<'_>) {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    const JPEG: &[u8] = b"\xff\xd8\xff";
    if let Some(address) = fields.text("image_remote_url") {
        person.photo = address.map_or(Photo::None, Photo::Remote);
    }
    if let Some(Some(image)) = fields.text("image_base64") {
        // A browser hands over "data:image/png;base64,...".
        let encoded = image.rsplit(',').next().unwrap_or_default();
        match BASE64_STANDARD.decode(encoded) {
            Ok(bytes) if bytes.starts_with(PNG) || bytes.starts_with(JPEG) => {
                person.photo = Photo::Uploaded(bytes);
            }
            _ => fields.invalid.add("image_base64", "is not an image"),
        }
    }
}
