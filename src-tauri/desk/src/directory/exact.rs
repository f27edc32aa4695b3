//! Who is exactly whom somebody wrote down: for a whole table at one go, since each look goes over everybody.

use std::collections::HashMap;

use super::fold::Folded;
use super::{Directory, Entry};

/// What was written down of somebody. Empty where nothing was.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// E-mail.
    pub email: &'a str,
    /// A phone number.
    pub phone: &'a str,
    /// The customer's own id.
    pub system_id: &'a str,
}

/// By what somebody is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Email(String),
    SystemId(String),
    Phone(String),
    Name(String),
}

impl Directory {
    /// For each who is sought, those who have the same e-mail, system id, phone number or whole name, in no order. Case, accents and
    /// signs in names do not count, nor which name comes first; of phone numbers their last nine digits do.
    #[must_use]
    pub fn alike(&self, sought: &[Sought<'_>]) -> Vec<Vec<Entry>> {
        let mut wanted: HashMap<Key, Vec<usize>> = HashMap::new();
        for (at, sought) in sought.iter().enumerate() {
            for key in keys_of(sought) {
                wanted.entry(key).or_default().push(at);
            }
        }
        let mut found: Vec<Vec<Entry>> = vec![Vec::new(); sought.len()];
        if wanted.is_empty() {
            return found;
        }
        for person in self.everybody() {
            let mut told: Vec<usize> = Vec::new();
            for key in keys_of_person(&person) {
                told.extend(wanted.get(&key).into_iter().flatten());
            }
            told.sort_unstable();
            told.dedup();
            for at in told {
                found[at].push(person.clone());
            }
        }
        found
    }
}

/// Whether a phone number is the same however it is written.
#[must_use]
pub fn same_phone(one: &str, other: &str) -> bool {
    phone(one).is_some_and(|one| Some(one) == phone(other))
}

fn keys_of(sought: &Sought<'_>) -> Vec<Key> {
    let mut keys = Vec::new();
    keys.extend(text(sought.email).map(Key::Email));
    keys.extend(text(sought.system_id).map(Key::SystemId));
    keys.extend(phone(sought.phone).map(Key::Phone));
    let (first, last) = (sought.first_name, sought.last_name);
    keys.extend(
        name(first, last)
            .into_iter()
            .chain(name(last, first))
            .map(Key::Name),
    );
    keys
}

fn keys_of_person(person: &Entry) -> Vec<Key> {
    let mut keys = Vec::new();
    keys.extend(text(&person.email).map(Key::Email));
    keys.extend(text(&person.system_id).map(Key::SystemId));
    keys.extend(
        [&person.mobile, &person.telephone]
            .into_iter()
            .filter_map(|it| phone(it))
            .map(Key::Phone),
    );
    keys.extend(name(&person.first_name, &person.last_name).map(Key::Name));
    keys
}

fn text(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    (!text.is_empty()).then_some(text)
}

/// The last digits: with a country's code before them or a zero, it is the same number. A few digits are an extension, which many have.
fn phone(number: &str) -> Option<String> {
    let digits = Folded::digits_alone(number);
    let digits = digits.trim_start_matches('0');
    (digits.len() >= 7).then(|| digits[digits.len().saturating_sub(9)..].to_owned())
}

fn name(first: &str, last: &str) -> Option<String> {
    let whole = Folded::new(&format!("{first} {last}")).text;
    (!whole.is_empty()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use doorflow::PersonId;

    use super::*;

    fn person(id: i64, name: (&str, &str), email: &str, mobile: &str) -> Entry {
        Entry {
            id: PersonId(id),
            first_name: name.0.to_owned(),
            last_name: name.1.to_owned(),
            email: email.to_owned(),
            department: String::new(),
            job_title: String::new(),
            system_id: format!("S-{id}"),
            mobile: mobile.to_owned(),
            telephone: String::new(),
            enabled: true,
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn people_are_found_by_what_is_exactly_theirs() {
        let mut directory = Directory::default();
        directory.upsert(
            [
                person(
                    1,
                    ("Zoë", "O’Neill"),
                    "Zoe@Neill.example",
                    "+44 (0)20 7946 0018",
                ),
                person(2, ("Zoe", "ONeill"), "", ""),
                person(3, ("Ana", "Kos"), "ana@kos.example", "12"),
            ]
            .into_iter(),
        );
        let nobody = Sought {
            first_name: "",
            last_name: "",
            email: "",
            phone: "",
            system_id: "",
        };
        let sought = [
            Sought {
                email: "zoe@neill.EXAMPLE",
                ..nobody
            },
            Sought {
                phone: "020 7946 0018",
                ..nobody
            },
            Sought {
                first_name: "zoe",
                last_name: "o'neill",
                ..nobody
            },
            Sought {
                first_name: "O’Neill",
                last_name: "Zoë",
                ..nobody
            },
            Sought {
                system_id: "s-3",
                ..nobody
            },
            Sought {
                phone: "12",
                ..nobody
            },
            Sought {
                first_name: "Ana",
                ..nobody
            },
            nobody,
        ];
        let found: Vec<Vec<i64>> = directory
            .alike(&sought)
            .into_iter()
            .map(|people| {
                let mut ids: Vec<i64> = people.iter().map(|person| person.id.0).collect();
                ids.sort_unstable();
                ids
            })
            .collect();
        assert_eq!(
            found,
            [
                vec![1],
                vec![1],
                vec![1, 2],
                vec![1, 2],
                vec![3],
                vec![],
                vec![],
                vec![]
            ]
        );
        assert!(same_phone("+44 20 7946 0018", "(020) 7946-0018") && !same_phone("12", "12"));
    }
}
