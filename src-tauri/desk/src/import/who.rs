//! Who a row is about: somebody of the directory, somebody new, or one of several.

use doorflow::PersonId;

use super::row::Typed;
use super::view::WhoChosen;
use crate::booking::is_mark;
use crate::directory::{Entry, folded, same_name, same_phone};

/// Who it is, as far as that can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// This person.
    Known(PersonId),
    /// Nobody whom DoorFlow has.
    New,
    /// Somebody has to say.
    Unsure,
}

/// Tells who is meant, of those who have something in common with the row.
///
/// An e-mail or a system id is one person's where the name is theirs too, and so is a phone number; then the name counts. Where the name
/// is another one, or several fit, or the one of that name has another e-mail or system id, somebody has to choose.
pub(super) fn who_is(typed: &Typed, found: &[Entry], chosen: Option<WhoChosen>) -> Who {
    match chosen {
        Some(WhoChosen::Person { id }) => return Who::Known(id),
        Some(WhoChosen::Newcomer) => return Who::New,
        None => {}
    }
    let id = typed.system_id.trim();
    let email = their_email(typed);
    let is =
        |theirs: &str, typed: &str| !typed.is_empty() && theirs.trim().eq_ignore_ascii_case(typed);
    // What Lobby marked somebody with whom it made is no id that an office knows them by.
    let comparable = |theirs: &str| !is_mark(theirs) || is_mark(id);
    let other_id = |person: &Entry| differ(&person.system_id, id) && comparable(&person.system_id);
    let strong: Vec<&Entry> = found
        .iter()
        .filter(|person| is(&person.email, email) || is(&person.system_id, id))
        .collect();
    match strong.as_slice() {
        [] => {}
        [one] if agree(typed, one) && !other_id(one) => return Who::Known(one.id),
        _ => return Who::Unsure,
    }
    let phone = typed.who.mobile.as_str();
    let has_phone = |person: &Entry| {
        let theirs = [&person.mobile, &person.telephone];
        theirs.iter().any(|number| same_phone(number, phone))
    };
    let name = typed.who.name();
    let has_name = |person: &Entry| {
        let (first, last) = (&person.first_name, &person.last_name);
        same_name(&format!("{first} {last}"), &name) || same_name(&format!("{last} {first}"), &name)
    };
    let nameless = name.trim().is_empty();
    let called = |person: &&Entry| has_phone(person) && (nameless || has_name(person));
    let called: Vec<&Entry> = found.iter().filter(called).collect();
    let is_another = |person: &Entry| differ(&person.email, email) || other_id(person);
    match called.as_slice() {
        [] => {}
        [one] if !is_another(one) => return Who::Known(one.id),
        _ => return Who::Unsure,
    }
    let of_name: Vec<&Entry> = found.iter().filter(|person| has_name(person)).collect();
    match of_name.as_slice() {
        // A phone is shared in a family and in an office; but somebody's name may have changed.
        [] if found
            .iter()
            .any(|it| has_phone(it) && share_a_word(typed, it)) =>
        {
            Who::Unsure
        }
        [] => Who::New,
        [one] if !is_another(one) => Who::Known(one.id),
        _ => Who::Unsure,
    }
}

/// What a row says of an e-mail; what is no e-mail is nobody's.
fn their_email(typed: &Typed) -> &str {
    if typed.who.has_bad_email() {
        ""
    } else {
        typed.who.email.trim()
    }
}

/// Whether a row has somebody's e-mail.
pub(super) fn has_their_email(typed: &Typed, person: &Entry) -> bool {
    let email = their_email(typed);
    !email.is_empty() && person.email.trim().eq_ignore_ascii_case(email)
}

/// Whether both are known, and are not the same.
fn differ(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    !one.is_empty() && !other.is_empty() && !one.eq_ignore_ascii_case(other)
}

/// Whether one name is the other, or a part of it, initials included: a mailbox or a phone may be a family's.
pub(super) fn agree(typed: &Typed, person: &Entry) -> bool {
    names_agree(&typed.who.name(), &their_name(person))
}

/// Whether every word of the shorter name is in the longer one, or begins one of its words as an initial; also where either is empty.
pub(super) fn names_agree(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let same = |one: &String, other: &String| {
        let (short, long) = if one.len() <= other.len() {
            (one, other)
        } else {
            (other, one)
        };
        one == other || (short.chars().count() == 1 && long.starts_with(short.as_str()))
    };
    short
        .iter()
        .all(|word| long.iter().any(|other| same(word, other)))
}

/// Whether the names have a word in common, or none was written.
fn share_a_word(typed: &Typed, person: &Entry) -> bool {
    let (written, theirs) = (words(&typed.who.name()), words(&their_name(person)));
    written.is_empty() || theirs.is_empty() || written.iter().any(|word| theirs.contains(word))
}

/// First and last name, which may both be empty.
fn their_name(person: &Entry) -> String {
    format!("{} {}", person.first_name, person.last_name)
}

fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| c.is_whitespace() || c == '-' || c == '.');
    words.map(folded).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::{Draft, Newcomer};

    fn typed(name: (&str, &str), email: &str, mobile: &str, system_id: &str) -> Typed {
        Typed {
            who: Newcomer {
                first_name: name.0.to_owned(),
                last_name: name.1.to_owned(),
                email: email.to_owned(),
                mobile: mobile.to_owned(),
            },
            system_id: system_id.to_owned(),
            organisation: String::new(),
            draft: Draft::default(),
            places: String::new(),
            problems: Vec::new(),
        }
    }

    fn person(id: i64, name: (&str, &str), email: &str, mobile: &str) -> Entry {
        Entry {
            id: PersonId(id),
            first_name: name.0.to_owned(),
            last_name: name.1.to_owned(),
            email: email.to_owned(),
            department: String::new(),
            job_title: String::new(),
            system_id: format!("S{id}"),
            mobile: mobile.to_owned(),
            telephone: String::new(),
            enabled: true,
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn a_phone_counts_with_the_whole_name_alone() {
        let found = [
            person(1, ("Ana", "Kos"), "", "020 7946 0018"),
            person(2, ("Ben", "Kos"), "", ""),
        ];
        let ben = typed(("Ben", "Kos"), "", "+44 20 7946 0018", "");
        assert_eq!(who_is(&ben, &found[..1], None), Who::Unsure);
        assert_eq!(who_is(&ben, &found, None), Who::Known(PersonId(2)));
    }

    #[test]
    fn an_e_mail_or_an_id_counts_with_the_name() {
        let ana = person(1, ("Ana", "Kos"), "ana@kos.example", "");
        for (typed, who, why) in [
            (
                typed(("Ana", "Kos"), "ana@kos.example", "", "S7"),
                Who::Unsure,
                "her e-mail, another’s id",
            ),
            (
                typed(("Ana", "Kos"), "", "", "S7"),
                Who::Unsure,
                "her name, another’s id",
            ),
            (
                typed(("A. M.", "Kos"), "ana@kos.example", "", ""),
                Who::Known(PersonId(1)),
                "initials, and one that DoorFlow does not have",
            ),
            (
                typed(("Ana", "Novak"), "ana@kos.example", "", ""),
                Who::Unsure,
                "she married, or a sister has the same mailbox",
            ),
        ] {
            assert_eq!(
                who_is(&typed, std::slice::from_ref(&ana), None),
                who,
                "{why}"
            );
        }
        let made_here = Entry {
            system_id: "lobby-0123456789abcdef0123456789abcdef".to_owned(),
            ..ana.clone()
        };
        for (typed, why) in [
            (
                typed(("Ana", "Kos"), "ana@kos.example", "", "S7"),
                "her e-mail",
            ),
            (typed(("Ana", "Kos"), "", "", "S7"), "her name"),
        ] {
            let found = std::slice::from_ref(&made_here);
            assert_eq!(
                who_is(&typed, found, None),
                Who::Known(PersonId(1)),
                "{why}, and what Lobby knew her by is no id of hers"
            );
        }
        let another = "lobby-00000000000000000000000000000000";
        let typed = typed(("Ana", "Kos"), "ana@kos.example", "", another);
        assert_eq!(
            who_is(&typed, &[made_here], None),
            Who::Unsure,
            "somebody else whom Lobby made"
        );
    }

    #[test]
    fn nobody_is_taken_for_somebody_else() {
        let ana = person(1, ("Ana", "Kos"), "ana@kos.example", "020 7946 0018");
        let other = person(2, ("Ana", "Kos"), "", "");
        let ben = person(3, ("Ben", "Low"), "ben@low.example", "020 7946 0018");
        let known = |id| Who::Known(PersonId(id));
        for (typed, found, who, why) in [
            (
                typed(("Ana", "Kos"), "ANA@kos.example", "", ""),
                vec![&ana, &other],
                known(1),
                "her e-mail",
            ),
            (
                typed(("Ben", "Low"), "ana@kos.example", "", ""),
                vec![&ana, &ben],
                Who::Unsure,
                "another’s e-mail",
            ),
            (
                typed(("", ""), "ana@kos.example", "", ""),
                vec![&ana],
                known(1),
                "nothing but an e-mail",
            ),
            (
                typed(("Ana", "Kos"), "", "", "s2"),
                vec![&ana, &other],
                known(2),
                "her id",
            ),
            (
                typed(("Ana", "Kos"), "ana@kos.example", "", "S2"),
                vec![&ana, &other],
                Who::Unsure,
                "two of them",
            ),
            (
                typed(("Ana", "Kos"), "", "+44 20 7946 0018", ""),
                vec![&ana, &ben],
                known(1),
                "a shared phone, but her name",
            ),
            (
                typed(("Eve", "Fox"), "", "+44 20 7946 0018", ""),
                vec![&ana, &ben],
                Who::New,
                "a shared phone is nobody’s",
            ),
            (
                typed(("Ana", "Kos"), "", "", ""),
                vec![&ana],
                known(1),
                "the only one of her name",
            ),
            (
                typed(("Kos", "Ana"), "", "", ""),
                vec![&ana],
                known(1),
                "last name first",
            ),
            (
                typed(("Ana", "Kos"), "", "", ""),
                vec![&ana, &other],
                Who::Unsure,
                "two of one name",
            ),
            (
                typed(("Ana", "Kos"), "new@kos.example", "", ""),
                vec![&ana],
                Who::Unsure,
                "perhaps another",
            ),
            (
                typed(("Ana", "Kos"), "new@kos.example", "", ""),
                vec![&other],
                known(2),
                "she had no e-mail yet",
            ),
            (
                typed(("Eve", "Fox"), "eve@fox.example", "", ""),
                vec![],
                Who::New,
                "nobody like her",
            ),
        ] {
            let found: Vec<Entry> = found.into_iter().cloned().collect();
            assert_eq!(who_is(&typed, &found, None), who, "{why}");
        }
        let row = typed(("Ana", "Kos"), "", "", "");
        let chosen = |who| who_is(&row, &[ana.clone(), other.clone()], Some(who));
        assert_eq!(chosen(WhoChosen::Newcomer), Who::New);
        assert_eq!(chosen(WhoChosen::Person { id: PersonId(2) }), known(2));
    }
}
