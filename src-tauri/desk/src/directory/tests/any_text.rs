//! Any people and any text: the index against the rule it stands for.

use std::collections::HashSet;

use super::*;

/// The rule in a few words, to hold the index against: every word of the query is somewhere in the name, or begins a word of another
/// field; or it is two initials.
fn is_meant(entry: &Entry, text: &str) -> bool {
    let squeezed = |text: &str| fold::Folded::new(text);
    let fields = [
        &entry.first_name,
        &entry.last_name,
        &entry.email,
        &entry.department,
    ]
    .map(|it| squeezed(it));
    let letters: HashSet<char> = squeezed(text).text.chars().collect();
    let begins = |letter: &char| {
        let names = fields[..2].iter();
        names
            .flat_map(|it| it.starts.iter().map(|at| &it.text[*at..]))
            .any(|rest| rest.starts_with(*letter))
    };
    let is_one_word = text.split_whitespace().count() == 1;
    if is_one_word && letters.len() == 2 && letters.iter().all(begins) {
        return true;
    }
    text.split_whitespace()
        .map(|word| squeezed(word).text)
        .filter(|word| !word.is_empty())
        .all(|word| {
            fields.iter().enumerate().any(|(number, field)| {
                let begins = field
                    .starts
                    .iter()
                    .any(|at| field.text[*at..].starts_with(&word));
                let whole = || field.words().split(' ').any(|other| other == word);
                // An e-mail address is known by its words alone.
                let begins_one = || {
                    let words = field.words();
                    words.split(' ').any(|other| other.starts_with(&word))
                };
                match (word.len(), number) {
                    (1, 0 | 1) => begins,
                    (1, _) => whole(),
                    (_, 0 | 1) => field.text.contains(&word),
                    (_, 2) => begins_one(),
                    _ => begins,
                }
            })
        })
}

fn any_person() -> impl Strategy<Value = (String, String, String, String, bool)> {
    (
        "[a-cé-]{0,5}",
        "[a-c' ]{0,5}",
        "[ab.@]{0,6}",
        "[abc &]{0,6}",
        any::<bool>(),
    )
}

proptest! {
    #[test]
    fn exactly_those_are_found_who_are_meant(
        people in proptest::collection::vec(any_person(), 0..40),
        text in "[a-c]{1,2}( [a-cé]{1,2}){0,2}",
    ) {
        let entries: Vec<Entry> = (1..).zip(people).map(|(id, (first, last, email, department, enabled))| {
            Entry { email, department, enabled, ..person(id, &first, &last) }
        }).collect();
        let mut expected: Vec<PersonId> =
            entries.iter().filter(|it| is_meant(it, &text)).map(|it| it.id).collect();
        let mut in_batches = Directory::default();
        for batch in entries.chunks(3) {
            in_batches.upsert(batch.iter().cloned());
        }
        let at_once = directory(entries);
        let answer = at_once.find(&text, 0, 100, now());
        prop_assert_eq!(&answer, &in_batches.find(&text, 0, 100, now()), "however they came");
        let mut found: Vec<PersonId> = answer.hits.iter().map(|hit| hit.id).collect();
        for page in 0..5 {
            let part = in_batches.find(&text, page * 7, 7, now());
            let ids: Vec<PersonId> = part.hits.iter().map(|hit| hit.id).collect();
            prop_assert_eq!(&ids[..], found.get(page * 7..).map_or(&[][..], |it| &it[..it.len().min(7)]));
        }
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
        for hit in &answer.hits {
            prop_assert!(!hit.name_spans.is_empty() || !hit.line_spans.is_empty());
        }
    }

    #[test]
    fn no_text_and_no_name_breaks_it(
        first in "\\PC{0,20}",
        last in ".{0,20}",
        other in ".{0,250}",
        text in ".{0,250}",
        offset in 0_usize..4,
    ) {
        let entry = Entry {
            email: other.clone(),
            job_title: text.clone(),
            mobile: other.clone(),
            telephone: last.clone(),
            ..person(1, &first, &last)
        };
        let directory = directory(vec![entry, person(2, "Ada", "Lovelace")]);
        for text in [&text, &first, &last, &other] {
            let answer = directory.find(text, offset, 3, now());
            for hit in &answer.hits {
                let _ = (marked(&hit.name, &hit.name_spans), marked(&hit.line, &hit.line_spans));
            }
        }
        let name = directory.get(PersonId::from(1)).unwrap().name();
        let ids: Vec<_> = directory.find(&first, 0, 9, now()).hits.into_iter().map(|it| it.id).collect();
        prop_assert!(ids.contains(&PersonId::from(1)) || fold::Folded::new(&first).text.len() == 1, "{name:?} by {first:?}");
    }
}
