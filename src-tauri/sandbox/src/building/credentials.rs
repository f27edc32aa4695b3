//! Cards, PINs and phones that open doors.

use std::fmt;

use chrono::{DateTime, Utc};
use rand::Rng as _;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::fields::{Fields, Invalid};
use super::places::{CredentialType, ValueRule};
use super::{Refusal, World, Write};

/// The value with which a request asks for a random PIN.
const RANDOM: &str = "******";
/// The digits of a PIN that is made up.
const RANDOM_DIGITS: u32 = 6;

/// Something that a person opens doors with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The credential's hashid.
    pub id: String,
    /// Its kind.
    pub credential_type_id: i64,
    /// Whose it is.
    pub person_id: i64,
    /// The card number or PIN; `None` for a phone.
    pub value: Option<String>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credential")
            .field("id", &self.id)
            .field("credential_type_id", &self.credential_type_id)
            .field("person_id", &self.person_id)
            .finish_non_exhaustive()
    }
}

impl World {
    pub(crate) fn credential_type(&self, id: i64) -> Option<&CredentialType> {
        self.credential_types.iter().find(|kind| kind.id == id)
    }

    pub(crate) fn credentials_of(&self, person_id: i64) -> &[Credential] {
        self.credentials.get(&person_id).map_or(&[], Vec::as_slice)
    }

    /// Gives a person the credential that a request body describes.
    pub(crate) fn create_credential(
        &mut self,
        person_id: i64,
        body: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<Credential, Refusal> {
        if !self.people.contains(person_id) {
            return Err(Refusal::NotFound);
        }
        let Some(Value::Object(inner)) = body.get("person_credential") else {
            return Err(Refusal::missing_wrapper("person_credential"));
        };
        let mut fields = Fields::of(inner, self.zone);
        let type_id = fields.id("credential_type_id").flatten();
        let value = fields.text("value").flatten();
        fields.invalid.into_result()?;
        let Some(kind) = type_id.and_then(|id| self.credential_type(id)).cloned() else {
            return Err(Invalid::one("credential_type_id", "Not found for this account").into());
        };
        let held = self.credentials_of(person_id);
        if let Some(held) = held.iter().find(|held| held.credential_type_id == kind.id) {
            return Err(Refusal::Conflict(held.clone()));
        }
        let value = match (kind.rule, value) {
            (ValueRule::Mobile, _) => None,
            (ValueRule::Pin, Some(value)) if value == RANDOM => Some(self.random_pin(kind.id)),
            (_, Some(value)) => Some(
                self.check_value(&kind, &value, None)
                    .map_err(|message| Invalid::one("value", &message))?,
            ),
            (_, None) => return Err(Invalid::one("value", "can't be blank").into()),
        };
        let credential = self.add_credential(person_id, kind.id, value);
        self.touch_person(person_id, now);
        self.changed(None);
        self.record(
            now,
            Write::CredentialCreated {
                person_id,
                credential_id: credential.id.clone(),
            },
        );
        Ok(credential)
    }

    /// Takes a credential away.
    pub(crate) fn delete_credential(
        &mut self,
        person_id: i64,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let held = self
            .credentials
            .get_mut(&person_id)
            .ok_or(Refusal::NotFound)?;
        let index = held
            .iter()
            .position(|credential| credential.id == id)
            .ok_or(Refusal::NotFound)?;
        held.remove(index);
        self.touch_person(person_id, now);
        self.changed(None);
        self.record(
            now,
            Write::CredentialDeleted {
                person_id,
                credential_id: id.to_owned(),
            },
        );
        Ok(())
    }

    /// Sets the value of the person's credential of one kind, making it if there is none.
    pub(crate) fn put_credential(&mut self, person_id: i64, type_id: i64, value: String) {
        let held = self.credentials.entry(person_id).or_default();
        if let Some(held) = held
            .iter_mut()
            .find(|held| held.credential_type_id == type_id)
        {
            held.value = Some(value);
        } else {
            self.add_credential(person_id, type_id, Some(value));
        }
    }

    pub(crate) fn add_credential(
        &mut self,
        person_id: i64,
        type_id: i64,
        value: Option<String>,
    ) -> Credential {
        self.credentials_made += 1;
        let credential = Credential {
            id: hashid(self.seed, "credential", self.credentials_made),
            credential_type_id: type_id,
            person_id,
            value,
        };
        self.credentials
            .entry(person_id)
            .or_default()
            .push(credential.clone());
        credential
    }

    /// Checks a value against its kind's rule, and that nobody else has it.
    pub(crate) fn check_value(
        &self,
        kind: &CredentialType,
        value: &str,
        owner: Option<i64>,
    ) -> Result<String, String> {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match kind.rule {
            ValueRule::Pin if !digits || !(4..=7).contains(&value.len()) => {
                return Err("must be between 4 and 7 digits in length".to_owned());
            }
            ValueRule::Card if !digits || value.is_empty() || value.len() > 10 => {
                return Err("must be between 1 and 10 digits in length".to_owned());
            }
            ValueRule::Mobile => return Err("cannot be set for this type".to_owned()),
            ValueRule::Pin | ValueRule::Card => {}
        }
        if self.in_use(kind.id, value, owner) {
            return Err("value is already in use on your account".to_owned());
        }
        Ok(value.to_owned())
    }

    fn in_use(&self, type_id: i64, value: &str, owner: Option<i64>) -> bool {
        self.credentials.values().flatten().any(|credential| {
            credential.credential_type_id == type_id
                && credential.value.as_deref() == Some(value)
                && Some(credential.person_id) != owner
        })
    }

    fn random_pin(&mut self, type_id: i64) -> String {
        loop {
            let number = self.rng.random_range(0..10_u32.pow(RANDOM_DIGITS));
            let pin = format!("{number:0width$}", width = RANDOM_DIGITS as usize);
            if !self.in_use(type_id, &pin, None) {
                return pin;
            }
        }
    }

    fn touch_person(&mut self, id: i64, now: DateTime<Utc>) {
        if let Some(person) = self.people.get_mut(id) {
            person.updated_at = now;
        }
    }
}

/// A short id of letters and digits that says nothing of the number behind it.
pub(crate) fn hashid(seed: u64, kind: &str, number: u64) -> String {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let digest = Sha256::digest(format!("{seed}/{kind}/{number}"));
    digest
        .iter()
        .take(10)
        .map(|byte| char::from(LETTERS[usize::from(*byte) % 32]))
        .collect()
}
