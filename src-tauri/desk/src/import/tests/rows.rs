//! What rows become, what is wrong with them, and how they are mended.

use super::*;

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
fn where_the_sites_cannot_be_read_none_is_called_wrong() {
    let rows = "Name,Date,From,To,Site,Doors\n\
        Ana Kos,2026-11-30,9,17,Northgate,Lift\n\
        Ana Kos,2026-12-01,9,17,Northgate,\n";
    let mut places = PlaceNames::default();
    places.door(ChannelId(1), "Front Door", None);
    places.door(ChannelId(2), "Lift", None);
    let mut sheet = Sheet::read(rows.as_bytes(), places, vec![ChannelId(1)], today()).unwrap();
    let all = judged(&mut sheet, &facts());
    assert_eq!(all[0].1.planned.plan.problems, []);
    assert_eq!(all[0].1.writes[0].0.channel_ids, [ChannelId(2)]);
    let problems = &all[1].1.planned.plan.problems;
    let said: Vec<_> = problems
        .iter()
        .map(|it| (it.code, it.subject.as_str()))
        .collect();
    assert_eq!(
        said,
        [(ProblemCode::SiteUnread, "Northgate")],
        "the usual doors may be in another building"
    );
}
