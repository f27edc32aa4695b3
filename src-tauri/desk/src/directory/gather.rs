//! What people can be found by, gathered from all of them at once.

use std::cmp::Ordering;

use hashbrown::HashMap;

use super::Entry;
use super::fold::Folded;
use super::kept::Kept;
use super::lexicon::{Gathering, Lexicon, WordId};
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
    let by_name = || {
        let (people, names) = in_order(entries);
        let mut places = vec![0; people.len()];
        for (place, it) in (0..).zip(&people) {
            places[it.number] = place;
        }
        let names = gather_names(&people, &names);
        (keep(&people), names, gather_phones(&people), places)
    };
    // What else there is of people is gathered before their places are known.
    let others = || gather_others(entries);
    let ((kept, (names, letters), phones, places), mut others) = if entries.len() > MANY {
        std::thread::scope(|scope| {
            let others = scope.spawn(others);
            (by_name(), others.join().unwrap_or_default())
        })
    } else {
        (by_name(), others())
    };
    others.move_people(&places);
    Gathered {
        kept,
        letters,
        names,
        others,
        phones,
    }
}

/// A first or last name, which many people share.
#[derive(Default)]
struct Name {
    folded: Folded,
    /// With the letters kept that fold to two, where there are any.
    ligatures: Option<Folded>,
}

/// Somebody, with the numbers of their first and last name.
#[derive(Clone, Copy)]
struct Numbered<'a> {
    entry: &'a Entry,
    /// As how many came before.
    number: usize,
    names: [usize; 2],
}

impl Numbered<'_> {
    /// First and last name without what is around them.
    fn trimmed(&self) -> (&str, &str) {
        (self.entry.first_name.trim(), self.entry.last_name.trim())
    }

    /// The name as it is written, byte by byte: it tells namesakes apart.
    fn written(&self) -> impl Iterator<Item = u8> {
        let (first, last) = self.trimmed();
        let between = if first.is_empty() || last.is_empty() {
            ""
        } else {
            " "
        };
        first.bytes().chain(between.bytes()).chain(last.bytes())
    }
}

/// Everybody by name, as [`super::segment::order`] says, and the distinct names.
fn in_order(entries: &[Entry]) -> (Vec<Numbered<'_>>, Vec<Name>) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut names: Vec<Name> = Vec::new();
    let mut number = |text| {
        *numbers.entry(text).or_insert_with(|| {
            names.push(Name {
                folded: Folded::new(text),
                ligatures: Folded::with_ligatures(text),
            });
            names.len() - 1
        })
    };
    let people: Vec<Numbered<'_>> = entries
        .iter()
        .enumerate()
        .map(|(came, entry)| Numbered {
            entry,
            number: came,
            names: [number(&entry.first_name), number(&entry.last_name)],
        })
        .collect();
    // Names are compared once, people by the places of theirs.
    let words: Vec<String> = names.iter().map(|name| name.folded.words()).collect();
    let mut sorted: Vec<usize> = (0..names.len()).collect();
    sorted.sort_unstable_by_key(|name| &words[*name]);
    let mut places = vec![0_u64; names.len()];
    let mut place = 0;
    for pair in sorted.windows(2) {
        place += u64::from(words[pair[0]] != words[pair[1]]);
        places[pair[1]] = place;
    }
    let mut keyed: Vec<(u64, Numbered<'_>)> = Vec::with_capacity(people.len());
    let mut others = Vec::new();
    for it in people {
        if it.trimmed() == ("", "") {
            others.push(it);
        } else {
            let [first, last] = it.names.map(|name| places[name]);
            keyed.push((first << 32 | last, it));
        }
    }
    keyed.sort_unstable_by(|(key, one), (other_key, other)| {
        let names = || {
            if one.names == other.names {
                Ordering::Equal
            } else {
                one.written().cmp(other.written())
            }
        };
        let ids = || one.entry.id.cmp(&other.entry.id);
        key.cmp(other_key).then_with(names).then_with(ids)
    });
    // Those without a name stand where what they are called by does.
    others.sort_by_cached_key(|it| (order(it.entry), it.entry.id));
    let mut others = others.into_iter();
    let mut places = others.clone().map(|it| {
        let called = (order(it.entry), it.entry.id);
        keyed.partition_point(|(_, other)| (order(other.entry), other.entry.id) < called)
    });
    let mut next = places.next();
    let mut people: Vec<Numbered<'_>> = Vec::with_capacity(entries.len());
    for (at, (_, it)) in keyed.iter().enumerate() {
        while next.is_some_and(|place| place <= at) {
            people.extend(others.next());
            next = places.next();
        }
        people.push(*it);
    }
    people.extend(others);
    (people, names)
}

fn keep(people: &[Numbered<'_>]) -> Kept {
    let mut kept = Kept::default();
    for it in people {
        kept.push(it.entry);
    }
    kept.shrink();
    kept
}

fn gather_names(people: &[Numbered<'_>], names: &[Name]) -> (Lexicon, Vec<u8>) {
    let mut gathering = Gathering::default();
    let numbered: Vec<Vec<WordId>> = names
        .iter()
        .map(|name| {
            let folded = [Some(&name.folded), name.ligatures.as_ref()];
            let words = folded
                .into_iter()
                .flatten()
                .flat_map(|it| it.each_word().chain(it.each_rest()));
            words.filter_map(|word| gathering.number(word)).collect()
        })
        .collect();
    let mut letters = Vec::with_capacity(people.len());
    for (slot, it) in (0..).zip(people) {
        for name in it.names {
            for word in &numbered[name] {
                gathering.give(*word, slot);
            }
        }
        let [first, last] = it.names.map(|name| &names[name].folded);
        if is_written_together(&first.text) && is_written_together(&last.text) {
            gathering.add(&format!("{}{}", last.text, first.text), slot);
            gathering.add(&format!("{}{}", first.text, last.text), slot);
        }
        let many = first.letters() + last.letters();
        letters.push(u8::try_from(many).unwrap_or(u8::MAX));
    }
    (gathering.finish().with_slips().with_parts(), letters)
}

/// Whether it is in a script in which first and last name are often written without a space: Han, kana, Hangul.
fn is_written_together(name: &str) -> bool {
    name.starts_with(|letter| is_ideograph(letter) || matches!(letter, '\u{1100}'..='\u{11ff}'))
}

/// By the number of how many came before each.
fn gather_others(entries: &[Entry]) -> Lexicon {
    let mut others = Gathering::default();
    let mut folded = Folded::default();
    let mut shared: HashMap<&str, Vec<WordId>> = HashMap::new();
    for (person, entry) in (0..).zip(entries) {
        let (user, domain) = entry.email.split_once('@').unwrap_or((&entry.email, ""));
        folded.refill(user);
        folded.each_word().for_each(|word| others.add(word, person));
        for (text, whole) in [
            (domain, false),
            (&entry.department, true),
            (&entry.job_title, true),
        ] {
            let words = shared.entry(text).or_insert_with(|| {
                let folded = Folded::new(text);
                let rests = folded.each_rest().filter(|_| whole);
                folded
                    .each_word()
                    .chain(rests)
                    .filter_map(|word| others.number(word))
                    .collect()
            });
            for word in &*words {
                others.give(*word, person);
            }
        }
        folded.refill(&entry.system_id);
        let id = folded.text.as_str();
        others.add(id, person);
        // A number in an id is known without the letters before it and without its zeros.
        for digits in id
            .split(|letter: char| !letter.is_ascii_digit())
            .chain(folded.each_word())
        {
            others.add(digits.trim_start_matches('0'), person);
        }
    }
    others.finish()
}

fn gather_phones(people: &[Numbered<'_>]) -> Phones {
    let mut phones = Dialled::default();
    let mut digits = String::new();
    for (slot, it) in (0..).zip(people) {
        for phone in [&it.entry.mobile, &it.entry.telephone] {
            if !phone.is_empty() {
                Folded::refill_digits(phone, &mut digits);
                phones.add(&digits, slot);
            }
        }
    }
    phones.finish()
}
