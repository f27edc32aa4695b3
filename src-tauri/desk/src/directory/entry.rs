//! A person as the directory holds them.

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Bar;

/// What can be searched of a person, and what decides whether they can be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The person.
    pub id: PersonId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail; empty where DoorFlow has none, as are the fields below.
    pub email: String,
    /// Department.
    pub department: String,
    /// Job title.
    pub job_title: String,
    /// The customer's own id of the person.
    pub system_id: String,
    /// Mobile phone.
    pub mobile: String,
    /// Telephone.
    pub telephone: String,
    /// Whether DoorFlow lets them in at all.
    pub enabled: bool,
    /// Not before this instant.
    pub valid_from: Option<DateTime<Utc>>,
    /// Not after this instant.
    pub valid_to: Option<DateTime<Utc>>,
}

impl Entry {
    /// First and last name; the e-mail, the system id or DoorFlow's number for somebody who has neither.
    #[must_use]
    pub fn name(&self) -> String {
        let (first, last) = (self.first_name.trim(), self.last_name.trim());
        match (first, last) {
            ("", "") => [self.email.trim(), self.system_id.trim()]
                .into_iter()
                .find(|text| !text.is_empty())
                .map_or_else(|| self.id.to_string(), str::to_owned),
            (name, "") | ("", name) => name.to_owned(),
            (first, last) => format!("{first} {last}"),
        }
    }

    /// Everything that is text: the names, e-mail, department, job title, system id, mobile, telephone.
    pub(super) fn texts(&self) -> [&str; 8] {
        [
            &self.first_name,
            &self.last_name,
            &self.email,
            &self.department,
            &self.job_title,
            &self.system_id,
            &self.mobile,
            &self.telephone,
        ]
    }

    /// Why the person cannot be booked at `now`, if so.
    #[must_use]
    pub fn bar(&self, now: DateTime<Utc>) -> Option<Bar> {
        if !self.enabled {
            Some(Bar::Disabled)
        } else if self.valid_to.is_some_and(|end| end <= now) {
            Some(Bar::Expired)
        } else if self.valid_from.is_some_and(|start| start > now) {
            Some(Bar::NotYet)
        } else {
            None
        }
    }
}

/// One or two letters for the round picture: the first letter of each name with the marks that belong to it, upper case where its
/// script has case; `?` for a name without a letter.
#[must_use]
pub fn initials(first: &str, last: &str) -> String {
    let letters: String = [first, last].into_iter().filter_map(initial).collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters
    }
}

/// The first letter of a name.
fn initial(name: &str) -> Option<String> {
    let composed: String = name.nfc().collect();
    let mut rest = composed
        .chars()
        .skip_while(|c| !c.is_alphanumeric() || is_combining_mark(*c));
    let letter = rest.next()?;
    // A letter such as ß or ŉ has two capitals for one: the first will do.
    let capital = letter.to_uppercase().next().unwrap_or(letter);
    Some(
        std::iter::once(capital)
            .chain(rest.take_while(|c| is_combining_mark(*c)).take(4))
            .collect(),
    )
}
