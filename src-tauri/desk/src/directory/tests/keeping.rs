//! Who is in the directory, as people come, change and go.

use std::collections::BTreeMap;
use std::sync::RwLock;

use super::*;

#[test]
fn people_come_change_and_go() {
    let mut directory = named(&[("Ada", "Lovelace"), ("Grace", "Hopper")]);
    directory.upsert([person(1, "Ada", "King")].into_iter());
    assert_eq!(directory.len(), 2);
    assert_eq!(
        names(&directory, "lovelace"),
        [""; 0],
        "the old name is gone"
    );
    assert_eq!(names(&directory, "king"), ["Ada King"]);
    directory.remove(&[PersonId::from(1), PersonId::from(99)]);
    assert_eq!(names(&directory, "ada"), [""; 0]);
    assert_eq!(directory.get(PersonId::from(1)), None);
    assert_eq!(names(&directory, ""), ["Grace Hopper"]);
    directory.clear();
    assert!(directory.is_empty());
    assert_eq!(directory.find("grace", 0, 9, now()).people, 0);
}

#[test]
fn of_two_in_one_batch_the_later_counts() {
    let directory = directory(vec![
        person(1, "Ada", "Byron"),
        person(1, "Ada", "Lovelace"),
    ]);
    assert_eq!(names(&directory, "ada"), ["Ada Lovelace"]);
}

#[derive(Clone, Debug)]
enum Step {
    Upsert(Vec<(i64, u8)>),
    UpsertBeside(Vec<(i64, u8)>),
    Remove(Vec<i64>),
}

fn any_people() -> impl Strategy<Value = Vec<(i64, u8)>> {
    proptest::collection::vec((0_i64..60, any::<u8>()), 0..12)
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any_people().prop_map(Step::Upsert),
        4 => any_people().prop_map(Step::UpsertBeside),
        1 => proptest::collection::vec(0_i64..60, 0..12).prop_map(Step::Remove),
    ]
}

proptest! {
    #[test]
    fn it_holds_what_a_map_would_hold(steps in proptest::collection::vec(any_step(), 0..40)) {
        let mut shared = RwLock::<Directory>::default();
        let mut map: BTreeMap<PersonId, Entry> = BTreeMap::new();
        let entries = |people: Vec<(i64, u8)>| -> Vec<Entry> {
            people.into_iter().map(|(id, last)| person(id, "P", &format!("L{last}"))).collect()
        };
        for step in steps {
            let directory = shared.get_mut().expect("nobody panics");
            match step {
                Step::Upsert(people) => {
                    let people = entries(people);
                    map.extend(people.iter().map(|it| (it.id, it.clone())));
                    directory.upsert(people.into_iter());
                }
                Step::UpsertBeside(people) => {
                    let people = entries(people);
                    map.extend(people.iter().map(|it| (it.id, it.clone())));
                    let era = directory.era();
                    Directory::upsert_beside(&shared, era, people.into_iter());
                }
                Step::Remove(ids) => {
                    let ids: Vec<PersonId> = ids.into_iter().map(PersonId::from).collect();
                    map.retain(|id, _| !ids.contains(id));
                    directory.remove(&ids);
                }
            }
        }
        let directory = shared.get_mut().expect("nobody panics");
        prop_assert_eq!(directory.len(), map.len());
        for id in (0..60).map(PersonId::from) {
            prop_assert_eq!(directory.get(id), map.get(&id).cloned());
        }
        let mut found: Vec<PersonId> =
            directory.find("p l", 0, 100, now()).hits.into_iter().map(|hit| hit.id).collect();
        found.sort_unstable();
        prop_assert_eq!(found, map.into_keys().collect::<Vec<_>>());
    }
}

#[test]
fn nobody_comes_back_after_everybody_was_forgotten() {
    let directory = RwLock::new(named(&[("Ada", "Lovelace")]));
    let era = directory.read().expect("nobody panics").era();
    directory.write().expect("nobody panics").clear();
    let late = [person(2, "Grace", "Hopper")];
    Directory::upsert_beside(&directory, era, late.clone().into_iter());
    assert!(directory.read().expect("nobody panics").is_empty());
    Directory::upsert_beside(&directory, era + 1, late.into_iter());
    assert_eq!(directory.read().expect("nobody panics").len(), 1);
}

#[test]
fn people_come_and_go_while_others_come() {
    let directory = RwLock::<Directory>::default();
    let name = |number: i64| format!("P{}", number % 7);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for at in 0..200 {
                let some = (at * 20..at * 20 + 20).map(|it| person(it, &name(it), "Old"));
                Directory::upsert_beside(&directory, 0, some);
            }
        });
        scope.spawn(|| {
            for it in (0..4000).step_by(3) {
                let mut directory = directory.write().expect("nobody panics");
                directory.booked([PersonId::from(it)]);
                directory.upsert(std::iter::once(person(5000 + it, &name(it), "New")));
            }
        });
    });
    let directory = directory.into_inner().expect("nobody panics");
    assert_eq!(directory.len(), 4000 + 1334);
    let answer = directory.find("p3 old", 0, 2000, now());
    assert_eq!(answer.total, 571);
    let lately = answer.hits.iter().take_while(|hit| hit.id.0 % 3 == 0);
    assert_eq!(lately.count(), 191, "who was booked lately comes first");
}

#[test]
fn what_was_asked_before_changes_no_answer() {
    let syllables = [
        "an", "be", "cor", "di", "el", "fra", "gus", "ho", "ir", "jo", "ka", "lin",
    ];
    let name = |number: usize| {
        [1, 12, 144]
            .map(|place| syllables[number / place % 12])
            .concat()
    };
    let people = || -> Vec<Entry> {
        (0..2_500)
            .map(|number| {
                person(
                    i64::try_from(number).unwrap(),
                    &name(number),
                    &name(number * 7 + 5),
                )
            })
            .collect()
    };
    let mut asked = directory(people());
    let texts = [
        "ancorbe",
        "bexcor diel",
        "corna fragus",
        "lin",
        "anl",
        "diel bexcor",
        "gusirx",
        "ancorbe lixnka",
    ];
    for text in texts {
        for end in 1..=text.len() {
            let _ = asked.find(&text[..end], 0, 5, now());
        }
    }
    let last = PersonId::from(77);
    asked.remove(&[last]);
    asked.upsert(std::iter::once(person(9_000, "Bencor", "Diel")));
    for text in &texts[5..] {
        let mut fresh = directory(people());
        fresh.remove(&[last]);
        fresh.upsert(std::iter::once(person(9_000, "Bencor", "Diel")));
        assert_eq!(asked.find(text, 0, 5, now()), fresh.find(text, 0, 5, now()));
    }
}
