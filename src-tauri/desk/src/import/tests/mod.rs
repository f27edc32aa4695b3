//! From the bytes of a table to what would come of each row.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use doorflow::{ChannelId, GroupId, PersonId};

use super::ids::Ids;
use super::judge::{Facts, Judge, Judged, shown};
use super::places::PlaceNames;
use super::print::Printer;
use super::row::Typed;
use super::sheet::Sheet;
use super::view::{ForAll, ImportChange, ImportState, WhoChosen};
use super::{DateOrder, ImportField};
use crate::booking::{DoorFacts, Field, GroupFacts, May, NoteCode, Place, ProblemCode};
use crate::directory::Directory;
use crate::store::people::PersonRow;
use crate::store::visits::VisitRow;
use crate::zone::AccountZone;

mod rows;
mod twice;
mod when;

fn zone() -> AccountZone {
    AccountZone::parse("Europe/London").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

fn names() -> PlaceNames {
    let mut names = PlaceNames::default();
    names.door(ChannelId(1), "Front Door", Some("Northgate"));
    names.door(ChannelId(2), "Lift", Some("Northgate"));
    names.group(GroupId(8), "Visitors");
    names
}

fn sheet(text: &str) -> Sheet {
    Sheet::read(text.as_bytes(), names(), vec![ChannelId(1)], today()).unwrap()
}

fn person(id: i64, first: &str, last: &str, email: &str) -> PersonRow {
    PersonRow {
        id: PersonId(id),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        salutation: String::new(),
        job_title: String::new(),
        email: email.to_owned(),
        organisation_id: None,
        system_id: format!("S{id}"),
        department: String::new(),
        telephone: String::new(),
        mobile: String::new(),
        enabled: id != 9,
        valid_from: None,
        valid_to: None,
        has_photo: false,
        group_ids: Vec::new(),
        role_ids: Vec::new(),
    }
}

fn everybody() -> Vec<PersonRow> {
    vec![
        person(5, "Ana", "Kos", "ana@kos.example"),
        person(6, "Ben", "Low", ""),
        person(7, "Ben", "Low", "ben@low.example"),
        person(9, "Off", "Limits", "off@limits.example"),
    ]
}

fn facts() -> Facts {
    Facts {
        now: at("2026-11-20T08:00:00Z"),
        zone: zone(),
        may: May {
            book_doors: true,
            book_groups: true,
            sync: true,
        },
        may_make_people: true,
        doors: vec![door(1, "Front Door"), door(2, "Lift")],
        groups: vec![GroupFacts {
            id: GroupId(8),
            name: "Visitors".to_owned(),
        }],
        people: everybody()
            .into_iter()
            .map(|it| (it.id, it))
            .collect::<HashMap<_, _>>(),
        visits: Vec::new(),
        entries: Vec::new(),
        printer: Printer::new(b"key".to_vec(), "account".to_owned()),
        asked: HashSet::new(),
    }
}

fn door(id: i64, name: &str) -> DoorFacts {
    DoorFacts {
        id: ChannelId(id),
        name: name.to_owned(),
        online: true,
        lockdown: false,
    }
}

/// Everything is looked for and judged.
fn judged(sheet: &mut Sheet, facts: &Facts) -> Vec<(Typed, Judged)> {
    judged_among(sheet, facts, &[])
}

/// The same where the directory has these people as well.
fn judged_among(sheet: &mut Sheet, facts: &Facts, more: &[PersonRow]) -> Vec<(Typed, Judged)> {
    let mut directory = Directory::default();
    let people = everybody();
    directory.upsert(people.iter().chain(more).map(crate::sync::rows::entry));
    let typed = sheet.typed(zone());
    for (row, typed) in sheet.rows.iter_mut().zip(&typed) {
        let sought = crate::directory::Sought {
            first_name: &typed.who.first_name,
            last_name: &typed.who.last_name,
            email: &typed.who.email,
            phone: &typed.who.mobile,
            system_id: &typed.system_id,
        };
        let found = directory.alike(&[sought]).pop().unwrap();
        row.found = Some((typed.clone(), found));
    }
    let mut judge = Judge::among(facts, Ids::of(sheet.rows.iter().zip(&typed)));
    let rows = sheet.rows.iter().zip(typed);
    rows.map(|(row, typed)| {
        let judged = judge.judge(row, sheet.number(row), &typed);
        (typed, judged)
    })
    .collect()
}

fn states(text: &str) -> Vec<ImportState> {
    let mut sheet = sheet(text);
    let judged = judged(&mut sheet, &facts());
    judged.into_iter().map(|(_, judged)| judged.state).collect()
}

/// The one problem of the only row, with the field that it is at.
fn problem(text: &str) -> (Field, ProblemCode) {
    let mut sheet = sheet(text);
    let mut judged = judged(&mut sheet, &facts());
    let (_, judged) = judged.pop().unwrap();
    assert!(judged.writes.is_empty(), "{text}");
    let problems = judged.planned.plan.problems;
    assert_eq!(problems.len(), 1, "{text}: {problems:?}");
    (problems[0].field, problems[0].code)
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(400))]

    #[test]
    fn no_bytes_break_the_reading(bytes in proptest::collection::vec(proptest::arbitrary::any::<u8>(), 0..600)) {
        if let Ok(mut sheet) = Sheet::read(&bytes, names(), vec![ChannelId(1)], today()) {
            let _ = judged(&mut sheet, &facts());
        }
    }

    #[test]
    fn no_table_breaks_the_judgement(
        rows in proptest::collection::vec(
            proptest::collection::vec("[^\"]{0,3}|[0-9/:. -]{0,12}|Ana Kos|Lift|a@k.ex|9|17|2026-11-30|\"", 1..7), 1..8),
        divider in "[\t;,|]",
    ) {
        let lines: Vec<String> = rows.iter().map(|row| row.join(&divider)).collect();
        let text = format!("Name{divider}Date{divider}From{divider}To{divider}Doors\n{}", lines.join("\n"));
        if let Ok(mut sheet) = Sheet::read(text.as_bytes(), names(), vec![ChannelId(1)], today()) {
            for (_, judged) in judged(&mut sheet, &facts()) {
                proptest::prop_assert_eq!(judged.state == ImportState::Ready, !judged.writes.is_empty() && judged.same_as.is_none());
                proptest::prop_assert!(judged.planned.plan.problems.is_empty() || judged.writes.is_empty());
            }
        }
    }
}
