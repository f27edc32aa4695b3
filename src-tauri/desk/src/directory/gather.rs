//! What people can be found by, gathered from all of them at once.

use super::Entry;
use super::fold::Folded;
use super::kept::Kept;
use super::lexicon::{Gathering, Lexicon, first_eight};
use super::phones::{Dialled, Phones};
use super::query::is_ideograph;
use super::segment::order;

/// With more people than this, two threads are worth their while.
const MANY: usize = 2_000;

/// People with their words.
#[derive(Debug)]
pub(super) struct Gathered {
    /// In order of their names.
    pub(super) kept: Kept,
    /// How many letters the name of each has, 255 at most.
    pub(super) letters: Vec<u8>,
    /// First and last names.
    pub(super) names: Lexicon,
    /// E-mail, department, job title and system id.
    pub(super) others: Lexicon,
    /// The digits of mobile and telephone.
    pub(super) phones: Phones,
}

/// Gathers people.
pub(super) fn gather(entries: &[Entry]) -> Gathered {
    let people = in_order(entries);
    let one = || (keep(&people), gather_names(&people));
    let other = || (gather_others(&people), gather_phones(&people));
    let ((kept, (names, letters)), (others, phones)) = if people.len() > MANY {
        std::thread::scope(|scope| {
            let other = scope.spawn(other);
            (one(), other.join().unwrap_or_default())
        })
    } else {
        (one(), other())
    };
    Gathered {
        kept,
        letters,
        names,
        others,
        phones,
    }
}

/// By name.
fn in_order(entries: &[Entry]) -> Vec<&Entry> {
    let mut keyed: Vec<(u64, String, &Entry)> = entries
        .iter()
        .map(|entry| {
            let order = order(entry);
            (first_eight(order.as_bytes()), order, entry)
        })
        .collect();
    keyed.sort_unstable_by(|one, other| {
        (one.0, &one.1, one.2.id).cmp(&(other.0, &other.1, other.2.id))
    });
    keyed.into_iter().map(|(_, _, entry)| entry).collect()
}

fn keep(people: &[&Entry]) -> Kept {
    let mut kept = Kept::default();
    for entry in people {
        kept.push(entry);
    }
    kept.shrink();
    kept
}

fn gather_names(people: &[&Entry]) -> (Lexicon, Vec<u8>) {
    let mut names = Gathering::default();
    let mut letters = Vec::with_capacity(people.len());
    let (mut first, mut last) = (Folded::default(), Folded::default());
    for (slot, entry) in (0..).zip(people) {
        first.refill(&entry.first_name);
        last.refill(&entry.last_name);
        for name in [&first, &last] {
            name.each_word()
                .chain(name.each_rest())
                .for_each(|word| names.add(word, slot));
        }
        for text in [&entry.first_name, &entry.last_name] {
            if let Some(name) = Folded::with_ligatures(text) {
                name.each_word()
                    .chain(name.each_rest())
                    .for_each(|word| names.add(word, slot));
            }
        }
        if is_written_together(&first.text) && is_written_together(&last.text) {
            names.add(&format!("{}{}", last.text, first.text), slot);
            names.add(&format!("{}{}", first.text, last.text), slot);
        }
        let many = first.letters() + last.letters();
        letters.push(u8::try_from(many).unwrap_or(u8::MAX));
    }
    (names.finish(), letters)
}

/// Whether it is in a script in which first and last name are often written without a space: Han, kana, Hangul.
fn is_written_together(name: &str) -> bool {
    name.starts_with(|letter| is_ideograph(letter) || matches!(letter, '\u{1100}'..='\u{11ff}'))
}

fn gather_others(people: &[&Entry]) -> Lexicon {
    let mut others = Gathering::default();
    let mut folded = Folded::default();
    for (slot, entry) in (0..).zip(people) {
        folded.refill(&entry.email);
        folded.each_word().for_each(|word| others.add(word, slot));
        for text in [&entry.department, &entry.job_title] {
            folded.refill(text);
            folded
                .each_word()
                .chain(folded.each_rest())
                .for_each(|word| others.add(word, slot));
        }
        folded.refill(&entry.system_id);
        let id = folded.text.as_str();
        others.add(id, slot);
        // A number in an id is known without the letters before it and without its zeros.
        for digits in id
            .split(|letter: char| !letter.is_ascii_digit())
            .chain(folded.each_word())
        {
            others.add(digits.trim_start_matches('0'), slot);
        }
    }
    others.finish()
}

fn gather_phones(people: &[&Entry]) -> Phones {
    let mut phones = Dialled::default();
    for (slot, entry) in (0..).zip(people) {
        for phone in [&entry.mobile, &entry.telephone] {
            if !phone.is_empty() {
                phones.add(&Folded::digits_alone(phone), slot);
            }
        }
    }
    phones.finish()
}
