//! What holds of any bytes that come as an answer; for the fuzz target `answer`, and for the test that replays its corpus.

use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Unreadable};
use crate::{
    Account, AdmissionRequest, AdmissionTicket, Channel, Credential, CredentialType,
    CredentialValue, Event, Group, GroupReservation, ListedPerson, Person, Reservation, Role,
    Scope, Site, decode, page, refusal,
};

/// The longest text of an error, bytes: a line of a log.
const LONGEST_TEXT: usize = 4_096;
/// Stands in every value that [`marked`] makes, and in nothing that is not a value.
const MARK: &str = "m4rk";
/// The first of the numbers that [`marked`] makes.
const MARKED_NUMBER: i64 = 471_147_110_000;
/// The most sentences of one refusal, those of all its fields together.
const MOST_SENTENCES: usize = 256;

/// Reads `bytes` as every record, every list and every refusal.
///
/// # Panics
/// When reading panics, loses a record, reads a list in one go otherwise than record by record, or has the text of an error quote the answer or grow with it.
pub fn answer(bytes: &[u8]) {
    every_kind(bytes);
    refusals(bytes);
    if let Ok(value) = serde_json::from_slice(bytes) {
        let bytes = marked(value, &mut 0).to_string().into_bytes();
        every_kind(&bytes);
        refusals(&bytes);
    }
}

fn every_kind(bytes: &[u8]) {
    kind::<Account>(bytes);
    kind::<AdmissionRequest>(bytes);
    kind::<AdmissionTicket>(bytes);
    kind::<Channel>(bytes);
    kind::<CredentialType>(bytes);
    kind::<Event>(bytes);
    kind::<Group>(bytes);
    kind::<GroupReservation>(bytes);
    kind::<Reservation>(bytes);
    kind::<Role>(bytes);
    kind::<Site>(bytes);
    kind::<ListedPerson>(bytes);
    for person in kind::<Person>(bytes) {
        for value in person.credential_fields.0.values() {
            hidden(value, &person);
        }
    }
    for credential in kind::<Credential>(bytes) {
        if let Some(value) = &credential.value {
            hidden(value, &credential);
        }
    }
}

/// What `bytes` hold of one kind: as one record, or as a list of them.
fn kind<T: DeserializeOwned + Debug>(bytes: &[u8]) -> Vec<T> {
    let mut read = Vec::new();
    match decode::body(bytes) {
        Ok(record) => read.push(record),
        Err(what) => plain(&what),
    }
    match decode::list(bytes) {
        Ok(records) => {
            let (items, unreadable) = page::sorted::<T>(&records);
            assert_eq!(
                items.len() + unreadable.len(),
                records.len(),
                "a record is lost"
            );
            unreadable.iter().for_each(plain);
            if let Some(at_once) = decode::plain_list::<T>(bytes) {
                let texts = (format!("{at_once:?}"), format!("{items:?}"));
                assert_eq!(texts.0, texts.1, "a list says another thing at once");
            }
            read.extend(items);
        }
        Err(what) => plain(&what),
    }
    read
}

fn refusals(bytes: &[u8]) {
    for status in [302, 400, 401, 403, 404, 407, 408, 422, 429, 500] {
        // The header too is whatever the server wrote.
        let header = std::str::from_utf8(bytes).ok();
        let now = header.and_then(refusal::http_date);
        let error = refusal::read(status, bytes, header, now, Some(Scope::Person));
        short(&error.to_string());
        match &error {
            Error::Rejected {
                message, fields, ..
            } => {
                short(message);
                for field in fields {
                    short(&field.field);
                    field.messages.iter().for_each(|message| short(message));
                }
                let sentences = fields.iter().map(|field| field.messages.len());
                assert!(
                    sentences.sum::<usize>() <= MOST_SENTENCES,
                    "too many sentences"
                );
            }
            Error::RateLimited {
                wait: Some(wait), ..
            } => {
                assert!(wait.as_secs() <= 24 * 60 * 60, "a wait of {wait:?}");
            }
            _ => {}
        }
        assert!(
            !error.to_string().contains(MARK),
            "the answer is quoted: {error}"
        );
    }
}

/// The text of what cannot be read is short and quotes nothing of the answer.
fn plain(what: &Unreadable) {
    let text = what.to_string();
    short(&text);
    let quotes = text.contains(MARK) || text.contains(&MARKED_NUMBER.to_string()[..8]);
    assert!(!quotes, "the answer is quoted: {text}");
}

fn short(text: &str) {
    assert!(text.len() <= LONGEST_TEXT, "{} bytes of text", text.len());
}

/// A secret that [`marked`] put there is not in what is printed of its record.
fn hidden(secret: &CredentialValue, record: &impl Debug) {
    if secret.secret().contains(MARK) {
        let text = format!("{record:?}");
        assert!(
            !text.contains(secret.secret()),
            "a secret is printed: {text}"
        );
    }
}

/// The same JSON, each text and each large number of it another one that can be told wherever it turns up. What reads as a time,
/// a number or a yes or no stays, so that as many records as before can be read.
fn marked(value: Value, count: &mut u32) -> Value {
    *count += 1;
    match value {
        Value::String(text) if says_something(&text) => Value::String(text),
        Value::String(_) => Value::String(format!("{MARK}{count}{MARK}")),
        Value::Number(number) if number.as_i64().is_some_and(|number| number > 999) => {
            Value::from(MARKED_NUMBER + i64::from(*count))
        }
        Value::Array(all) => all.into_iter().map(|one| marked(one, count)).collect(),
        Value::Object(all) => all
            .into_iter()
            .map(|(key, one)| (key, marked(one, count)))
            .collect(),
        other => other,
    }
}

fn says_something(text: &str) -> bool {
    let text = text.trim();
    decode::parse_time(text).is_some()
        || text.parse::<i64>().is_ok()
        || matches!(text, "" | "true" | "false")
}

#[cfg(test)]
#[path = "probe_tests.rs"]
mod tests;
