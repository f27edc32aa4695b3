//! Who may be the one already who is about to be made: caught before DoorFlow has somebody twice.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Bar, Directory, Entry, Sought, folded, initials, same_name, same_phone};
use crate::booking::Newcomer;
use crate::desk::Desk;

/// So many are shown: more would be no choice.
const MOST: usize = 5;
/// So many whose names the search finds alike are looked at.
const LOOKED_AT: usize = 20;
/// A shorter word with a slip in it is another word.
const WITH_SLIP: usize = 4;

/// What somebody has in common with who was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Likeness {
    /// The e-mail, which DoorFlow lets only one person have.
    Email,
    /// A phone number, however it is written.
    Phone,
    /// The whole name, whichever comes first.
    Name,
    /// Nearly the name: a slip in a word, or a name more or less.
    NearName,
}

/// Somebody who may be who was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Double {
    /// The person.
    #[ts(type = "number")]
    pub id: PersonId,
    /// First and last name.
    pub name: String,
    /// One or two letters for the round picture.
    pub initials: String,
    /// By what they are told apart: department or job title, e-mail, mobile.
    pub line: String,
    /// The strongest thing in common.
    pub why: Likeness,
    /// Why the person cannot be booked today, if so.
    pub bar: Option<Bar>,
}

impl Desk {
    /// People who may be who was typed, the likeliest first; none where so little was typed that it says nothing.
    #[must_use]
    pub fn doubles(&self, who: &Newcomer) -> Vec<Double> {
        let building = self.building();
        let now = building.now();
        doubles(&building.directory(), who, now)
    }
}

fn doubles(directory: &Directory, who: &Newcomer, now: DateTime<Utc>) -> Vec<Double> {
    let named = !who.first_name.trim().is_empty() && !who.last_name.trim().is_empty();
    let (first_name, last_name) = if named {
        (who.first_name.as_str(), who.last_name.as_str())
    } else {
        ("", "")
    };
    let sought = Sought {
        first_name,
        last_name,
        email: &who.email,
        phone: &who.mobile,
        system_id: "",
    };
    let mut alike = directory.alike(&[sought]).pop().unwrap_or_default();
    if named {
        let near = directory.find(&who.name(), 0, LOOKED_AT, now).hits;
        alike.extend(near.into_iter().filter_map(|hit| directory.get(hit.id)));
    }
    let mut seen = HashSet::new();
    let mut found: Vec<Double> = alike
        .into_iter()
        .filter(|person| seen.insert(person.id))
        .filter_map(|person| Some((likeness(who, &person)?, person)))
        .map(|(why, person)| Double {
            id: person.id,
            name: person.name(),
            initials: initials(&person.first_name, &person.last_name),
            line: line(&person),
            why,
            bar: person.bar(now),
        })
        .collect();
    found.sort_by(|a, b| (a.why, &a.name, a.id).cmp(&(b.why, &b.name, b.id)));
    found.truncate(MOST);
    found
}

/// By what somebody is told apart from a namesake.
fn line(person: &Entry) -> String {
    let work = if person.department.is_empty() {
        &person.job_title
    } else {
        &person.department
    };
    let parts = [work, &person.email, &person.mobile];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
}

/// The strongest thing that somebody has in common with who was typed.
fn likeness(who: &Newcomer, person: &Entry) -> Option<Likeness> {
    let email = who.email.trim().to_lowercase();
    let phones = [&person.mobile, &person.telephone];
    let name = (who.first_name.as_str(), who.last_name.as_str());
    let theirs = (person.first_name.as_str(), person.last_name.as_str());
    let whole = |(first, last): (&str, &str)| format!("{first} {last}");
    if !email.is_empty() && email == person.email.trim().to_lowercase() {
        Some(Likeness::Email)
    } else if phones.iter().any(|phone| same_phone(phone, &who.mobile)) {
        Some(Likeness::Phone)
    } else if who.name().is_empty() {
        None
    } else if same_name(&whole(name), &whole(theirs))
        || same_name(&whole((name.1, name.0)), &whole(theirs))
    {
        Some(Likeness::Name)
    } else if near_name(&whole(name), &whole(theirs)) {
        Some(Likeness::NearName)
    } else {
        None
    }
}

/// Whether each word of the name that has fewer is in the other, with a slip at most; two words at least have to be.
fn near_name(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|letter: char| letter.is_whitespace() || letter == '-')
            .map(folded)
            .filter(|word| !word.is_empty())
            .collect()
    };
    let (mut fewer, mut more) = (words(one), words(other));
    if fewer.len() > more.len() {
        std::mem::swap(&mut fewer, &mut more);
    }
    fewer.len() >= 2
        && fewer.iter().all(|word| {
            let there = more.iter().position(|other| other == word);
            let there = there.or_else(|| more.iter().position(|other| one_slip(word, other)));
            there.map(|at| more.swap_remove(at)).is_some()
        })
}

/// Whether two words differ by one letter that was missed, put in, mistaken, or swapped with the next.
fn one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if long.len() < WITH_SLIP || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([a, b, rest @ ..], [c, d, other @ ..]) if short.len() == long.len() => {
            (a == d && b == c && rest == other) || short[1..] == long[1..]
        }
        _ if short.len() == long.len() => true,
        _ => *short == long[1..],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: i64, name: (&str, &str), email: &str, mobile: &str) -> Entry {
        Entry {
            id: PersonId(id),
            first_name: name.0.to_owned(),
            last_name: name.1.to_owned(),
            email: email.to_owned(),
            department: "Sales".to_owned(),
            job_title: String::new(),
            system_id: String::new(),
            mobile: mobile.to_owned(),
            telephone: String::new(),
            enabled: id != 3,
            valid_from: None,
            valid_to: None,
        }
    }

    fn found(typed: (&str, &str, &str, &str)) -> Vec<(i64, Likeness)> {
        let mut directory = Directory::default();
        directory.upsert(
            [
                person(1, ("Jonathan", "Smith"), "jon@smith.example", ""),
                person(2, ("Ana María", "Kos"), "", "+44 20 7946 0958"),
                person(3, ("Smith", "Jonathan"), "", ""),
                person(4, ("Jo", "Li"), "", ""),
            ]
            .into_iter(),
        );
        let who = Newcomer {
            first_name: typed.0.to_owned(),
            last_name: typed.1.to_owned(),
            email: typed.2.to_owned(),
            mobile: typed.3.to_owned(),
        };
        doubles(&directory, &who, DateTime::default())
            .into_iter()
            .map(|double| (double.id.0, double.why))
            .collect()
    }

    #[test]
    fn the_same_address_and_the_same_number_are_caught_whatever_the_name() {
        assert_eq!(
            found(("X", "Y", " JON@smith.example", "")),
            [(1, Likeness::Email)]
        );
        assert_eq!(
            found(("X", "Y", "", "020 79460958")),
            [(2, Likeness::Phone)]
        );
        assert_eq!(found(("", "", "", "0958")), [], "an extension is nobody's");
    }

    #[test]
    fn the_same_name_and_nearly_the_same_are_caught() {
        assert_eq!(
            found(("jonathan", "SMITH", "", "")),
            [(1, Likeness::Name), (3, Likeness::Name)]
        );
        assert_eq!(
            found(("Jonathon", "Smith", "", "")),
            [(1, Likeness::NearName), (3, Likeness::NearName)]
        );
        assert_eq!(found(("Ana", "Kos", "", "")), [(2, Likeness::NearName)]);
        assert_eq!(found(("Jon", "", "", "")), [], "half a name says nothing");
    }

    #[test]
    fn a_short_word_or_a_second_slip_is_another_name() {
        for (one, other, near) in [
            ("Jo Li", "Jo Lu", false),
            ("Marta Kos", "Matra Kos", true),
            ("Marta Kos", "Marta Kors", true),
            ("Marta Kowalska", "Maria Kowalski", true),
            ("Marta Kos", "Mirna Kos", false),
            ("Marta Anna Kos", "Kos Marta", true),
            ("Marta", "Marta Kos", false),
        ] {
            assert_eq!(near_name(one, other), near, "{one}, {other}");
        }
    }
}
