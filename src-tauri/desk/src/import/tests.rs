//! From the bytes of a table to what would come of each row.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use doorflow::{ChannelId, GroupId, PersonId};

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
    let mut directory = Directory::default();
    directory.upsert(everybody().iter().map(crate::sync::rows::entry));
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
    let mut judge = Judge::new(facts);
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

#[test]
fn rows_become_visits_of_known_people_and_of_new_ones() {
    let mut sheet = sheet(
        "Name;E-Mail;Datum;Von;Bis;Türen\n\
         Ana Kos;;30.11.2026;9:00;17 Uhr;Front Door\n\
         Kos, Eva;eva@kos.example;30.11.2026;9;1pm;Front Door, Lift\n\
         Ana Kos;ANA@kos.example;1.12.2026;9:00;17:00;Visitors\n",
    );
    let facts = facts();
    let judged = judged(&mut sheet, &facts);
    let writes: Vec<_> = judged
        .iter()
        .map(|(_, judged)| &judged.writes[0].0)
        .collect();
    assert!(judged.iter().all(|(_, it)| it.state == ImportState::Ready));
    assert_eq!(writes[0].person_id, PersonId(5));
    assert_eq!(
        (writes[0].start, writes[0].end),
        (at("2026-11-30T09:00:00Z"), at("2026-11-30T17:00:00Z"))
    );
    assert_eq!(writes[1].channel_ids, [ChannelId(1), ChannelId(2)]);
    assert_eq!(writes[1].end, at("2026-11-30T13:00:00Z"));
    assert_eq!(writes[2].group_ids, [GroupId(8)]);
    let (typed, judged) = judged[1].clone();
    let row = shown(&sheet, 1, &typed, judged, &facts);
    assert_eq!((row.number, row.name.as_str()), (3, "Eva Kos"));
    assert_eq!(
        (row.date.as_str(), row.from.as_str(), row.to.as_str()),
        ("2026-11-30", "09:00", "13:00")
    );
    assert_eq!(row.person, None);
    assert_eq!(format!("{row:?}").find("Eva"), None, "logs name nobody");
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    let header = "Name,E-mail,Date,From,To,Doors\n";
    for (row, at, code) in [
        (
            "Ana Kos,ana@kos,2026-11-30,9,17,Lift",
            Field::Who,
            ProblemCode::BadEmail,
        ),
        ("Ana,,2026-11-30,9,17,Lift", Field::Who, ProblemCode::NoName),
        (
            "Off Limits,off@limits.example,2026-11-30,9,17,Lift",
            Field::Who,
            ProblemCode::PersonDisabled,
        ),
        (
            "Ana Kos,,30 Foo 2026,9,17,Lift",
            Field::Date,
            ProblemCode::BadDate,
        ),
        ("Ana Kos,,,9,17,Lift", Field::Date, ProblemCode::BadDate),
        (
            "Ana Kos,,2026-11-19,9,17,Lift",
            Field::Date,
            ProblemCode::InThePast,
        ),
        (
            "Ana Kos,,3/4/2027,9,17,Lift",
            Field::Date,
            ProblemCode::EitherDay,
        ),
        (
            "Ana Kos,,2026-11-30,25:00,17,Lift",
            Field::From,
            ProblemCode::BadTime,
        ),
        (
            "Ana Kos,,2026-11-30,9,,Lift",
            Field::To,
            ProblemCode::BadTime,
        ),
        (
            "Ana Kos,,2026-11-30,17,9,Lift",
            Field::To,
            ProblemCode::PastMidnight,
        ),
        (
            "Ana Kos,,2026-11-30,9,9,Lift",
            Field::To,
            ProblemCode::TooShort,
        ),
        (
            "Ana Kos,,2027-03-28,1:30,9,Lift",
            Field::From,
            ProblemCode::TimeSkipped,
        ),
        (
            "Ana Kos,,2026-11-30,9,17,Attic",
            Field::Place,
            ProblemCode::NoSuchPlace,
        ),
        (
            "Ana Kos,,2026-11-30,9,17,Lift & Visitors",
            Field::Place,
            ProblemCode::DoorsAndGroups,
        ),
    ] {
        assert_eq!(problem(&format!("{header}{row}\n")), (at, code), "{row}");
        assert_eq!(states(&format!("{header}{row}\n")), [ImportState::Mend]);
    }
    assert_eq!(
        states(&format!("{header}Ben Low,,2026-11-30,9,17,Lift\n")),
        [ImportState::Choose]
    );
}

#[test]
fn the_clocks_going_back_is_a_case_and_no_guess() {
    let mut sheet = sheet("Name,Date,From,To\nAna Kos,2027-10-31,1:30,9:00\n");
    let judged = judged(&mut sheet, &facts());
    let notes: Vec<_> = judged[0]
        .1
        .planned
        .plan
        .notes
        .iter()
        .map(|note| note.code)
        .collect();
    assert_eq!(notes, [NoteCode::StartsAtFirst]);
    assert_eq!(judged[0].1.writes[0].0.start, at("2027-10-31T00:30:00Z"));
}

#[test]
fn days_and_times_are_found_wherever_they_stand() {
    for (text, start, end) in [
        (
            "Name,Start,End\nAna Kos,2026-11-30 09:00,2026-11-30 17:00\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T17:00:00Z",
        ),
        (
            "Name,Date,Time\nAna Kos,30/11/2026,9-17\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T17:00:00Z",
        ),
        (
            "Name,Date,From,Duration\nAna Kos,46356,0.375,90 min\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T10:30:00Z",
        ),
        (
            "Name,Start,Duration\nAna Kos,2026-07-01T09:00:00Z,2\n",
            "2027-07-01T09:00:00Z",
            "",
        ),
        (
            "Name,Start,Duration\nAna Kos,2027-07-01T09:00:00Z,2\n",
            "2027-07-01T09:00:00Z",
            "2027-07-01T11:00:00Z",
        ),
        (
            "Name,Date,From,To\nAna Kos,46356.375,,12:00\n",
            "2026-11-30T09:00:00Z",
            "2026-11-30T12:00:00Z",
        ),
    ] {
        let mut sheet = sheet(text);
        let judged = judged(&mut sheet, &facts());
        let write = judged[0].1.writes.first();
        if end.is_empty() {
            assert!(write.is_none(), "{text}");
            continue;
        }
        let (write, _) = write.unwrap_or_else(|| panic!("{text}: {:?}", judged[0].1.planned.plan));
        assert_eq!((write.start, write.end), (at(start), at(end)), "{text}");
    }
}

#[test]
fn several_days_are_several_reservations_or_one_of_a_group() {
    let mut sheet = sheet(
        "Name,First day,Last day,From,To,Where\n\
         Ana Kos,2026-11-30,2026-12-02,9,17,Lift\n\
         Eva Kos,2026-11-30,2026-12-02,9,17,Visitors\n",
    );
    let judged = judged(&mut sheet, &facts());
    let counts: Vec<_> = judged.iter().map(|(_, it)| it.writes.len()).collect();
    assert_eq!(counts, [3, 1]);
}

#[test]
fn which_number_is_the_day_is_told_by_the_column_or_by_somebody() {
    let mut told = sheet("Name,Date,From,To\nAna Kos,3/4/2027,9,17\nEva Kos,3/28/2027,9,17\n");
    let starts: Vec<_> = judged(&mut told, &facts())
        .iter()
        .map(|(_, it)| it.writes[0].0.start.date_naive().to_string())
        .collect();
    assert_eq!(
        starts,
        ["2027-03-04", "2027-03-28"],
        "the month comes first in the one that is sure"
    );
    assert_eq!(told.order, Some(DateOrder::MonthFirst));

    let mut open = sheet("Name,Date,From,To\nAna Kos,3/4/2027,9,17\n");
    assert_eq!(judged(&mut open, &facts())[0].1.state, ImportState::Mend);
    assert_eq!(open.either().as_deref(), Some("3/4/2027"));
    let order = DateOrder::DayFirst;
    assert!(open.change(ImportChange::Order { order }));
    let judged = judged(&mut open, &facts());
    assert_eq!(
        judged[0].1.writes[0].0.start.date_naive().to_string(),
        "2027-04-03"
    );
}

#[test]
fn what_a_row_does_not_say_is_said_for_all() {
    let mut sheet = sheet("Name,E-mail\nAna Kos,ana@kos.example\nEva Kos,eva@kos.example\n");
    assert!(
        judged(&mut sheet, &facts())
            .iter()
            .all(|(_, it)| it.state == ImportState::Mend)
    );
    let for_all = ForAll {
        date: "30 Nov".to_owned(),
        from: "9".to_owned(),
        to: "5pm".to_owned(),
        places: String::new(),
        pin: false,
    };
    assert!(sheet.change(ImportChange::ForAll { for_all }));
    let judged = judged(&mut sheet, &facts());
    for (typed, judged) in &judged {
        assert_eq!(judged.state, ImportState::Ready);
        let usual = Place::Doors {
            channel_ids: vec![ChannelId(1)],
        };
        assert_eq!(
            typed.draft.place, usual,
            "the usual doors, where none are named"
        );
        assert_eq!(judged.writes[0].0.end, at("2026-11-30T17:00:00Z"));
    }
}

#[test]
fn rows_are_mended_in_place() {
    let mut sheet =
        sheet("Name,E-mail,Date,From,To,Doors\nBen Low,ben@low,2026-11-30,9,25,Attic\n");
    let cell = |field, text: &str| ImportChange::Cell {
        at: 0,
        field,
        text: text.to_owned(),
    };
    for change in [
        cell(ImportField::Email, ""),
        cell(ImportField::To, "17"),
        cell(ImportField::Places, "lift"),
    ] {
        assert_eq!(judged(&mut sheet, &facts())[0].1.state, ImportState::Mend);
        assert!(sheet.change(change));
    }
    assert_eq!(judged(&mut sheet, &facts())[0].1.state, ImportState::Choose);
    let id = PersonId(6);
    let who = WhoChosen::Person { id };
    assert!(sheet.change(ImportChange::Who { at: 0, who }));
    let chosen = judged(&mut sheet, &facts());
    assert_eq!(
        (chosen[0].1.state, chosen[0].1.writes[0].0.person_id),
        (ImportState::Ready, id)
    );
    assert!(sheet.change(cell(ImportField::Name, "Eva van Kos")));
    let renamed = judged(&mut sheet, &facts());
    assert_eq!(
        renamed[0].0.who.last_name, "van Kos",
        "somebody else, and nobody chosen"
    );
    sheet.rows[0].made = Some(id);
    assert!(sheet.change(cell(ImportField::LastName, "Low")));
    assert!(sheet.change(cell(ImportField::FirstName, "Eva")));
    assert_eq!(
        sheet.rows[0].made, None,
        "whoever was made for a row before is somebody else"
    );
    sheet.rows[0].made = Some(id);
    assert!(sheet.change(ImportChange::Who {
        at: 0,
        who: WhoChosen::Newcomer
    }));
    assert_eq!(sheet.rows[0].made, None, "somebody else was chosen");
    assert!(sheet.change(ImportChange::LeftOut { at: 0, out: true }));
    assert_eq!(
        judged(&mut sheet, &facts())[0].1.state,
        ImportState::LeftOut
    );
    assert!(!sheet.change(cell(ImportField::To, "18")) || sheet.rows.len() == 1);
    assert!(
        !sheet.change(ImportChange::LeftOut { at: 7, out: true }),
        "there is no such row"
    );
    assert!(!sheet.change(ImportChange::Column {
        at: 99,
        field: None
    }));
}

#[test]
fn a_column_may_be_about_something_else() {
    let mut sheet = sheet("Host,Guest,Date,From,To\nBen Low,Ana Kos,2026-11-30,9,17\n");
    let column = |at, field| ImportChange::Column { at, field };
    assert!(sheet.change(column(0, Some(ImportField::Name))));
    let fields: Vec<_> = sheet.columns().into_iter().map(|it| it.field).collect();
    assert_eq!(
        fields[..2],
        [Some(ImportField::Name), None],
        "a field has one column"
    );
    assert_eq!(judged(&mut sheet, &facts())[0].0.who.last_name, "Low");
}

#[test]
fn nothing_is_asked_for_twice() {
    use ImportState::{Already, Ready, Same};

    let rows = "Name,E-mail,Date,From,To,Doors\n\
        Ana Kos,,2026-11-30,9,17,Lift\n\
        Kos Ana,ana@kos.example,2026-11-30,9:00,5pm,lift\n\
        Eva Kos,eva@kos.example,2026-11-30,9,17,Lift\n\
        Eva Kos,EVA@kos.example,30.11.2026,9,17,Lift\n\
        Eva Kos,eva@kos.example,2026-11-30,10,17,Lift\n";
    let mut sheet = sheet(rows);
    let mut facts = facts();
    let first = judged(&mut sheet, &facts);
    let states = |judged: &[(Typed, Judged)]| -> Vec<ImportState> {
        judged.iter().map(|(_, judged)| judged.state).collect()
    };
    assert_eq!(states(&first), [Ready, Same, Ready, Same, Ready]);
    assert_eq!(first[1].1.same_as, Some(2));
    // What was asked for is known by its prints, also while the newcomer is not made.
    facts.asked = first
        .iter()
        .flat_map(|(_, it)| it.writes.iter().map(|(_, print)| print.clone()))
        .collect();
    assert_eq!(states(&judged(&mut sheet, &facts)), [Already; 5]);
    // And what DoorFlow has is seen without any.
    facts.asked.clear();
    let (write, _) = &first[0].1.writes[0];
    facts.visits.push(VisitRow {
        kind: write.kind,
        id: 77,
        person_id: write.person_id,
        start: write.start,
        end: write.end,
        place_ids: vec![2],
        deactivated: false,
        created_at: None,
    });
    assert_eq!(
        states(&judged(&mut sheet, &facts)),
        [Already, Already, Ready, Same, Ready]
    );
}

#[test]
fn an_e_mail_is_taken_once() {
    use ImportState::{Choose, Mend, Ready, Same};

    let rows = "Name,E-mail,Date,From,To\n\
        Eva Fox,desk@fox.example,2026-11-30,9,17\n\
        Ina Fox,DESK@fox.example,2026-11-30,9,17\n\
        E. Fox,desk@fox.example,2026-12-01,9,17\n\
        Fox Eva,desk@fox.example,2026-11-30,9,17\n\
        Anton Kos,ana@kos.example,2026-11-30,9,17\n";
    let mut sheet = sheet(rows);
    let all = judged(&mut sheet, &facts());
    let states: Vec<_> = all.iter().map(|(_, it)| it.state).collect();
    assert_eq!(states, [Ready, Mend, Ready, Same, Choose]);
    let said = |judged: &Judged| {
        let problems = &judged.planned.plan.problems;
        problems
            .iter()
            .map(|it| (it.code, it.subject.clone()))
            .collect::<Vec<_>>()
    };
    let taken = |name: &str| vec![(ProblemCode::EmailTaken, name.to_owned())];
    assert_eq!(said(&all[1].1), taken("Eva Fox"));
    let who = WhoChosen::Newcomer;
    assert!(sheet.change(ImportChange::Who { at: 4, who }));
    let all = judged(&mut sheet, &facts());
    assert_eq!(
        said(&all[4].1),
        taken("Ana Kos"),
        "also where somebody says new"
    );
}

#[test]
fn a_site_holds_for_what_is_booked_unasked() {
    let rows = "Name,Date,From,To,Site\n\
        Ana Kos,2026-11-30,9,17,Northgate\n\
        Ana Kos,2026-12-01,9,17,Riverside\n\
        Ana Kos,2026-12-02,9,17,Nowhere\n";
    let mut places = names();
    places.door(ChannelId(3), "Gate", Some("Riverside"));
    let mut sheet = Sheet::read(rows.as_bytes(), places, vec![ChannelId(1)], today()).unwrap();
    let all = judged(&mut sheet, &facts());
    assert_eq!(all[0].1.writes[0].0.channel_ids, [ChannelId(1)]);
    let code = |at: usize| all[at].1.planned.plan.problems[0].code;
    assert_eq!(
        code(1),
        ProblemCode::NoDoors,
        "none of the usual doors is there"
    );
    assert_eq!(code(2), ProblemCode::NoSuchSite);
}

#[test]
fn a_print_tells_nothing_without_the_key() {
    let mut sheet = sheet("Name,Date,From,To\nAna Kos,2026-11-30,9,17\n");
    let mut facts = facts();
    let print = |judged: Vec<(Typed, Judged)>| judged[0].1.writes[0].1.clone();
    let one = print(judged(&mut sheet, &facts));
    assert_eq!(one, print(judged(&mut sheet, &facts)));
    for (key, account) in [("another", "account"), ("key", "another")] {
        facts.printer = Printer::new(key.as_bytes().to_vec(), account.to_owned());
        assert_ne!(one, print(judged(&mut sheet, &facts)));
    }
    assert!(one.len() == 32 && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
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
