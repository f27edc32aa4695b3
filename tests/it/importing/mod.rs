//! A table of a thousand rows, good and bad: none is booked wrongly, none is lost, and none twice.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use chrono::{Datelike as _, Days, NaiveDate, Utc};
use chrono_tz::Europe::London;
use desk::Desk;
use desk::booking::{Field, ProblemCode};
use desk::import::{ImportChange, ImportField, ImportRow, ImportState};
use sandbox::{Fault, Person};
use serde_json::json;

use self::table::{Table, bookable, booked, counts, done, ids, later, read, table_of};
use crate::ears::until;
use crate::reception::{RESERVATIONS, Reception, building, building_with, fresh, signed_in};
use crate::restart::House;

mod people;
mod table;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table, row by row")]
async fn a_thousand_rows_are_booked_once_and_none_wrongly() -> Result<()> {
    use ImportState::{Choose, Mend, Same};
    let sandbox = building_with(sandbox::Options {
        people: 400,
        ..sandbox::Options::default()
    })
    .await?;
    let twins = [(); 2].map(|()| sandbox.control().add_person("Twin", "Alike"));
    ensure!(twins[0] != twins[1]);
    let off = sandbox.control().add_person("Off", "Limits");
    sandbox.control().set_person_enabled(off, false);
    let reception = Reception::open_quick(sandbox).await?;
    let (control, desk) = (reception.control(), &reception.desk);
    let today = desk.clock()?.now.date;
    let people = bookable(&control);
    ensure!(people.len() >= 200, "{} people", people.len());
    let mut table = Table::new();
    for (at, (name, email)) in people.iter().cycle().take(260).enumerate() {
        let day = later(today, (at / people.len()) as u64);
        table.good(name, email, day, 12 + u32::try_from(at % 9)?, at)?;
    }
    // Somebody new, every second of them on two days, once with and once without the e-mail.
    for at in 0..60 {
        let (name, email) = (format!("Newcomer Nummer{at}"), format!("n{at}@new.example"));
        table.good(&name, &email, later(today, 3), 14, at)?;
        if at % 2 == 0 {
            let email = if at % 4 == 0 { "" } else { email.as_str() };
            table.good(&name, email, later(today, 4), 15, at)?;
        }
    }
    let day = later(today, 5).to_string();
    let past = (today - Days::new(3)).to_string();
    let gap = last_sunday_of_march(if today.month() < 3 {
        today.year()
    } else {
        today.year() + 1
    })?
    .to_string();
    let (name, email) = people[0].clone();
    let long = "x".repeat(400);
    let mut at = 0;
    while table.rows < 1000 {
        at += 1;
        let fresh = format!("f{at}@fresh.example");
        let (good, bad): ([&str; 8], _) = match at % 17 {
            0 => (
                ["Ana Kos", "ana@kos", "", "", &day, "9", "10", "Front Door"],
                ("an e-mail that is none", Mend),
            ),
            1 => (
                ["Ana", &fresh, "", "", &day, "9", "10", "Front Door"],
                ("half a name", Mend),
            ),
            2 => (
                ["", "", "", "Acme", &day, "9", "10", "Front Door"],
                ("nobody", Mend),
            ),
            3 => (
                [
                    "Someone Else-Entirely",
                    &email,
                    "",
                    "",
                    &day,
                    "9",
                    "10",
                    "Front Door",
                ],
                ("another’s e-mail", Choose),
            ),
            4 => (
                ["Twin Alike", "", "", "", &day, "9", "10", "Front Door"],
                ("two of one name", Choose),
            ),
            5 => (
                ["Off Limits", "", "", "", &day, "9", "10", "Front Door"],
                ("somebody disabled", Mend),
            ),
            6 => (
                [&name, &email, "", "", "31.02.2027", "9", "10", "Front Door"],
                ("a day that is none", Mend),
            ),
            7 => (
                [&name, &email, "", "", "", "9", "10", "Front Door"],
                ("no day", Mend),
            ),
            8 => (
                [&name, &email, "", "", &past, "9", "10", "Front Door"],
                ("a day that is over", Mend),
            ),
            9 => (
                [&name, &email, "", "", "3/4/2030", "9", "10", "Front Door"],
                ("a day that could be two", Mend),
            ),
            10 => (
                [&name, &email, "", "", &gap, "01:30", "10", "Front Door"],
                ("an hour that is left out", Mend),
            ),
            11 => (
                [&name, &email, "", "", &day, "25:00", "10", "Front Door"],
                ("an hour that is none", Mend),
            ),
            12 => (
                [&name, &email, "", "", &day, "17", "9", "Front Door"],
                ("an end before the start", Mend),
            ),
            13 => (
                [&name, &email, "", "", &day, "9", "", "Front Door"],
                ("no end", Mend),
            ),
            14 => (
                [&name, &email, "", "", &day, "9", "10", &long],
                ("a door that is none", Mend),
            ),
            15 => (
                [
                    &name,
                    &email,
                    "",
                    "",
                    &day,
                    "9",
                    "10",
                    "Front Door & Visitors",
                ],
                ("a door and a group", Mend),
            ),
            _ => {
                // The first row once more, written otherwise.
                let first = table.text.lines().nth(1).context("a row")?.to_owned();
                let first = first.replace("Front Door", " front-door ");
                let cells: Vec<&str> = first.split(';').collect();
                table.bad("a row once more", &cells, Same);
                continue;
            }
        };
        table.bad(bad.0, &good, bad.1);
    }
    ensure!(
        table.bad.len() == 17 && table.bad.values().all(|count| *count > 20),
        "{:?}",
        table.bad
    );

    let before = ids(&control);
    let import = read(desk.read_import(table.text.clone().into_bytes()).await?)?;
    assert_eq!(import.rows.len(), 1000, "none is lost");
    for (row, line) in import.rows.iter().zip(table.text.lines().skip(1)) {
        let good = row.state == ImportState::Ready;
        ensure!(
            good || row.state == Same || !row.problems.is_empty(),
            "{row:?}: {line}"
        );
    }
    assert_eq!(counts(&import), table.expected);
    assert_eq!(
        booked(&control, &before),
        [],
        "nothing is sent before somebody says so"
    );

    // One answer is lost, one visit is refused.
    control.fail_next(Fault::lose_answer("POST", RESERVATIONS));
    let refusal = json!({ "error": "unprocessable", "error_description": "no", "errors": { "end_time": ["is not to be"] } });
    control.fail_next(Fault::answer("POST", RESERVATIONS, 422, refusal));
    let good = table.good.len();
    let running = desk.book_import().await?;
    ensure!(running.running);
    until("the refused row", async || {
        let rows = desk.import_now().rows;
        Ok(rows
            .into_iter()
            .find(|row| row.state == ImportState::Refused))
    })
    .await?;
    let busy = desk
        .change_import(ImportChange::LeftOut { at: 900, out: true })
        .await;
    ensure!(busy.is_err(), "nothing is changed under way");
    until_booked(desk, good - 1).await?;
    until("the run to end", async || {
        Ok((!desk.import_now().running).then_some(()))
    })
    .await?;
    let after = desk.import_now();
    let refused: Vec<&ImportRow> = after
        .rows
        .iter()
        .filter(|row| row.state == ImportState::Refused)
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(
        (refused[0].problems[0].field, refused[0].problems[0].code),
        (Field::To, ProblemCode::Refused)
    );
    let is = |row: &&ImportRow, state| row.state == state;
    assert_eq!(
        after
            .rows
            .iter()
            .filter(|row| is(row, ImportState::Booked))
            .count(),
        good - 1
    );
    // The refused row is mended, and books again what it asks for.
    let change = ImportChange::Cell {
        at: refused[0].at,
        field: ImportField::Organisation,
        text: "Mended".to_owned(),
    };
    let mended = desk.change_import(change).await?;
    assert_eq!(
        mended.rows[refused[0].at as usize].state,
        ImportState::Ready
    );
    desk.book_import().await?;
    done(desk).await?;
    let mut expected = table.good.clone();
    expected.sort();
    assert_eq!(
        booked(&control, &before),
        expected,
        "DoorFlow has each row once, as it was asked for"
    );
    let newcomers: Vec<Person> = control
        .people()
        .into_iter()
        .filter(|it| it.first_name == "Newcomer")
        .collect();
    assert_eq!(newcomers.len(), 60, "nobody is made twice");

    // A second run books none, neither by the prints nor by what DoorFlow has.
    desk.leave_import();
    let ledger = control.ledger().len();
    let again = read(desk.read_import(table.text.into_bytes()).await?)?;
    assert_eq!(counts(&again).get("Ready"), None);
    assert_eq!(
        counts(&again).get("Already").copied(),
        Some(good + table.bad["a row once more"])
    );
    ensure!(!desk.book_import().await?.running);
    assert_eq!(control.ledger().len(), ledger);
    Ok(())
}

fn last_sunday_of_march(year: i32) -> Result<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, 3, 31).context("a day")?;
    Ok(last - Days::new(u64::from(last.weekday().num_days_from_sunday())))
}

/// Waits until so many rows are booked, for as long as it goes on.
async fn until_booked(desk: &Desk, wanted: usize) -> Result<()> {
    let count = || {
        let rows = desk.import_now().rows;
        rows.iter()
            .filter(|row| row.state == ImportState::Booked)
            .count()
    };
    let mut so_far = count();
    while so_far < wanted {
        so_far = until("another row to be booked", async || {
            let now = count();
            Ok((now > so_far).then_some(now))
        })
        .await?;
    }
    Ok(())
}

#[test]
fn a_program_that_is_killed_between_rows_or_within_one_books_none_twice() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    let before = ids(&control);
    let today = Utc::now().with_timezone(&London).date_naive();
    let table = table_of(&bookable(&control), today)?;
    // Killed with a request that DoorFlow has done and not answered. One that never arrived is for a person to send again.
    for path in [RESERVATIONS, "/api/3/people", RESERVATIONS] {
        house.run(async |desk, _| {
            signed_in(desk).await?;
            fresh(desk).await?;
            let import = read(desk.read_import(table.text.clone().into_bytes()).await?)?;
            ensure!(import.rows.len() == 36);
            let met = || control.faults_met().values().sum::<u64>();
            let so_far = met();
            control.fail_next(Fault::never_answer("POST", path));
            desk.book_import().await?;
            until("DoorFlow to have done it", async || {
                Ok((met() > so_far).then_some(()))
            })
            .await
        })?;
    }
    house.run(async |desk, _| {
        signed_in(desk).await?;
        fresh(desk).await?;
        for _ in 0..2 {
            read(desk.read_import(table.text.clone().into_bytes()).await?)?;
            desk.book_import().await?;
            done(desk).await?;
        }
        let again = read(desk.read_import(table.text.clone().into_bytes()).await?)?;
        assert_eq!(counts(&again), BTreeMap::from([("Already".to_owned(), 36)]));
        Ok(())
    })?;
    let mut expected = table.good.clone();
    expected.sort();
    assert_eq!(booked(&control, &before), expected);
    for file in std::fs::read_dir(house.office.folder())? {
        let path = file?.path();
        if path.is_file() {
            let bytes = std::fs::read(&path)?;
            for secret in ["Nummer1", "n1@new.example"] {
                let found = memchr::memmem::find(&bytes, secret.as_bytes());
                ensure!(found.is_none(), "{secret} is readable in {path:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn whoever_stops_goes_on_where_it_stopped() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let (control, desk) = (reception.control(), &reception.desk);
    let before = ids(&control);
    let table = table_of(&bookable(&control), desk.clock()?.now.date)?;
    read(desk.read_import(table.text.clone().into_bytes()).await?)?;
    desk.book_import().await?;
    until_booked(desk, 3).await?;
    desk.stop_import();
    done(desk).await?;
    let rows = desk.import_now().rows;
    let left = rows
        .iter()
        .filter(|row| row.state == ImportState::Ready)
        .count();
    let there = booked(&control, &before).len();
    assert_eq!(left + there, 36, "what was not begun is ready");
    ensure!(left > 0, "it stopped");
    desk.book_import().await?;
    done(desk).await?;
    let mut expected = table.good;
    expected.sort();
    assert_eq!(booked(&control, &before), expected);
    Ok(())
}
