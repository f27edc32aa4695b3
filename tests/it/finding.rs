//! Who is found among ten thousand people of thirty countries: how many of those who are looked for, and in which place.

use chrono::Utc;
use desk::directory::{Directory, same_name};
use lobby_tests::crowd::{Person, crowd, slips::slipped};
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;

/// So many people are looked for in each way.
const QUESTIONS: usize = 250;

struct Office {
    people: Vec<Person>,
    directory: Directory,
    dice: ChaCha8Rng,
}

impl Office {
    fn new() -> Self {
        let people = crowd(11, 10_000);
        let mut directory = Directory::default();
        directory.upsert(people.iter().map(Person::entry));
        let dice = ChaCha8Rng::seed_from_u64(12);
        Self {
            people,
            directory,
            dice,
        }
    }

    /// Looks for some by what `typed` makes of them, and counts those who are among the first `places`, or a namesake is. It is given in
    /// thousandths, with those who are not.
    fn found(
        &mut self,
        places: usize,
        mut typed: impl FnMut(&Person, &mut ChaCha8Rng) -> Option<String>,
    ) -> (usize, String) {
        let (mut asked, mut found, mut missed) = (0, 0, Vec::new());
        while asked < QUESTIONS {
            let at = self.dice.random_range(0..self.people.len());
            let person = &self.people[at];
            let Some(text) = typed(person, &mut self.dice) else {
                continue;
            };
            asked += 1;
            let answer = self.directory.find(&text, 0, places, Utc::now());
            if answer
                .hits
                .iter()
                .any(|hit| same_name(&hit.name, &person.name()))
            {
                found += 1;
            } else {
                missed.push(format!("{text:?} for {:?}", person.name()));
            }
        }
        (found * 1000 / asked, missed.join("; "))
    }
}

fn digits(text: &str) -> String {
    text.replace("(0)", "")
        .chars()
        .filter(char::is_ascii_digit)
        .collect()
}

#[test]
fn nearly_everybody_is_found_whatever_is_typed_of_them() {
    let mut office = Office::new();
    let (exact, missed) = office.found(1, |it, _| Some(it.name()));
    assert!(
        exact >= 999,
        "the whole name is the first: {exact}: {missed}"
    );
    let (swapped, missed) = office.found(5, |it, _| {
        Some(format!("{}, {}", it.last, it.first).to_uppercase())
    });
    assert!(swapped >= 999, "last name first: {swapped}: {missed}");
    let (slips, missed) = office.found(5, |it, dice| Some(slipped(&it.name(), dice)));
    assert!(slips >= 980, "a slip in each word: {slips}: {missed}");
    let (both, missed) = office.found(5, |it, dice| {
        Some(slipped(&format!("{} {}", it.last, it.first), dice))
    });
    assert!(both >= 970, "last name first, with slips: {both}: {missed}");
    let (address, missed) =
        office.found(5, |it, _| (!it.email.is_empty()).then(|| it.email.clone()));
    assert!(address >= 995, "e-mail: {address}: {missed}");
    let (id, missed) = office.found(5, |it, _| {
        (!it.system_id.is_empty()).then(|| it.system_id.to_lowercase())
    });
    assert!(id >= 999, "system id: {id}: {missed}");
    let (grouped, missed) = office.found(5, |it, dice| {
        let local = digits(&it.mobile);
        let local = local.get(local.len().checked_sub(9)?..)?;
        let at = dice.random_range(1..8);
        Some(format!("0{} {}", &local[..at], &local[at..]))
    });
    assert!(grouped >= 999, "phone: {grouped}: {missed}");
}
