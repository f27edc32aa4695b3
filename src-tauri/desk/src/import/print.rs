//! By what a row is known again: hashes with a key of the encrypted store, so that whoever reads the outbox learns nothing of whom.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use sha2::Sha256;

use super::row::Typed;
use super::view::WhoChosen;
use crate::booking::{VisitKind, Write};
use crate::building::Building;
use crate::directory::folded;
use crate::error::DeskError;
use crate::store::facts;
use crate::store::visits::letter;

/// How many bytes of a hash are kept: enough for any number of rows.
const KEPT: usize = 16;

/// Makes prints.
#[derive(Clone)]
pub(crate) struct Printer {
    key: Vec<u8>,
    account: String,
}

impl Printer {
    /// With this key, for this account.
    pub(crate) fn new(key: Vec<u8>, account: String) -> Self {
        Self { key, account }
    }

    /// The print of a visit that a row asks for. The row counts as it was typed, so that it is the same one whether or not its visitor
    /// has been made meanwhile; a person who was chosen counts as that person.
    pub(crate) fn visit(&self, typed: &Typed, chosen: Option<WhoChosen>, write: &Write) -> String {
        let who = match chosen {
            Some(WhoChosen::Person { id }) => format!("person {id}"),
            _ => identity(typed),
        };
        let places: Vec<String> = match write.kind {
            VisitKind::Reservation => write.channel_ids.iter().map(ToString::to_string).collect(),
            VisitKind::GroupReservation => {
                write.group_ids.iter().map(ToString::to_string).collect()
            }
        };
        self.hash(&[
            "visit",
            &who,
            letter(write.kind),
            &write.start.timestamp().to_string(),
            &write.end.timestamp().to_string(),
            &places.join(","),
        ])
    }

    /// The prints of somebody new: by each thing that another row may name them by.
    pub(crate) fn newcomer(&self, typed: &Typed) -> Vec<String> {
        let mut prints = vec![self.hash(&["name", &name(typed)])];
        prints.extend(self.marks(typed));
        if prints.len() == 1 {
            prints.push(self.hash(&["only name", &name(typed)]));
        }
        prints
    }

    /// The prints by which another row's newcomer may be the same person: the same e-mail, system id or phone; the name, where one of
    /// the two says nothing else.
    pub(crate) fn same_newcomer(&self, typed: &Typed) -> Vec<String> {
        let mut prints = self.marks(typed);
        let named = if prints.is_empty() {
            "name"
        } else {
            "only name"
        };
        prints.push(self.hash(&[named, &name(typed)]));
        prints
    }

    /// The prints of what tells somebody from a namesake.
    fn marks(&self, typed: &Typed) -> Vec<String> {
        let marks = [
            ("email", email(typed)),
            ("id", system_id(typed)),
            ("phone", phone(typed)),
        ];
        let said = marks.iter().filter(|(_, text)| !text.is_empty());
        said.map(|(kind, text)| self.hash(&[kind, text])).collect()
    }

    fn hash(&self, parts: &[&str]) -> String {
        // It takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else {
            return String::new();
        };
        for part in [self.account.as_str()].iter().chain(parts) {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        let mut text = String::with_capacity(2 * KEPT);
        for byte in mac.finalize().into_bytes().iter().take(KEPT) {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

/// Who a row is about: the name, together with the e-mail, else the system id, else the phone.
fn identity(typed: &Typed) -> String {
    let (name, email, id) = (name(typed), email(typed), system_id(typed));
    if !email.is_empty() {
        format!("email {email} {name}")
    } else if !id.is_empty() {
        format!("id {id} {name}")
    } else {
        format!("name {} {name}", phone(typed))
    }
}

fn email(typed: &Typed) -> String {
    typed.who.email.trim().to_lowercase()
}

fn system_id(typed: &Typed) -> String {
    typed.system_id.trim().to_lowercase()
}

/// Together with the name: a phone may be shared.
fn phone(typed: &Typed) -> String {
    let digits: String = typed
        .who
        .mobile
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        String::new()
    } else {
        format!(
            "{} {}",
            &digits[digits.len().saturating_sub(9)..],
            name(typed)
        )
    }
}

/// In whichever order first and last name stand.
fn name(typed: &Typed) -> String {
    let name = typed.who.name();
    let mut words: Vec<String> = name.split_whitespace().map(folded).collect();
    words.sort();
    words.join(" ")
}

impl Building {
    /// What makes prints for the open account. Its key is made at the first import, and goes with the store.
    pub(crate) async fn printer(&self) -> Result<Printer, DeskError> {
        let account = self.account()?.id;
        let mut fresh = [0_u8; 32];
        OsRng
            .try_fill_bytes(&mut fresh)
            .map_err(|error| DeskError::machine(error.to_string()))?;
        let key = self
            .store
            .run(move |c| {
                if let Some(key) = facts::read(c, facts::PRINT_KEY)? {
                    return Ok(key);
                }
                let mut key = String::new();
                for byte in fresh {
                    // Writing to a String cannot fail.
                    let _ = write!(key, "{byte:02x}");
                }
                facts::write(c, facts::PRINT_KEY, &key)?;
                Ok(key)
            })
            .await?;
        Ok(Printer::new(key.into_bytes(), account))
    }
}
