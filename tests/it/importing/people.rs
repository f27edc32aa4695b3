//! Who the rows of a table are about.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use chrono::{TimeDelta, Timelike as _, Utc};
use desk::Code;
use desk::import::{
    ForAll, ImportChange, ImportField, ImportRead, ImportState, NotRead, WhoChosen,
};
use desk::outbox::{EntryKind, Standing};
use rusqlite::Connection;
use sandbox::{Clock, Fault, Options};
use serde_json::json;

use super::table::{counts, done, ids, later, read};
use crate::ears::until;
use crate::newcomer::{CREDENTIALS, PEOPLE};
use crate::reception::{Reception, building, building_with};

#[tokio::test]
async fn rows_are_mended_and_people_chosen() -> Result<()> {
    let sandbox = building().await?;
    let twins = [(); 2].map(|()| sandbox.control().add_person("Twin", "Alike"));
    let reception = Reception::open_quick(sandbox).await?;
    let (control, desk) = (reception.control(), &reception.desk);
    let before = ids(&control);
    let day = later(desk.clock()?.now.date, 1);
    let mut text = String::from("Visitor\tPlanned\n");
    write!(text, "Twin Alike\t{day}\nEva Brandnew\t{day}\n")?;
    let import = read(desk.read_import(text.into_bytes()).await?)?;
    let fields: Vec<_> = import.columns.iter().map(|column| column.field).collect();
    assert_eq!(fields, [Some(ImportField::Name), None]);
    let field = Some(ImportField::Date);
    desk.change_import(ImportChange::Column { at: 1, field })
        .await?;
    let for_all = ForAll {
        from: "9".to_owned(),
        to: "10".to_owned(),
        places: "Front Door".to_owned(),
        pin: true,
        ..ForAll::default()
    };
    let import = desk.change_import(ImportChange::ForAll { for_all }).await?;
    assert_eq!(
        counts(&import),
        BTreeMap::from([("Choose".to_owned(), 1), ("Ready".to_owned(), 1)])
    );
    let ids: Vec<i64> = import.rows[0]
        .people
        .iter()
        .map(|person| person.id.0)
        .collect();
    ensure!(twins.iter().all(|twin| ids.contains(twin)), "{ids:?}");
    let id = twins[1].into();
    desk.change_import(ImportChange::Who {
        at: 0,
        who: WhoChosen::Person { id },
    })
    .await?;
    desk.book_import().await?;
    done(desk).await?;
    let mut visits = control.reservations();
    visits.retain(|visit| !before.contains(&visit.id));
    let whose: BTreeSet<i64> = visits.iter().map(|visit| visit.person_id).collect();
    ensure!(visits.len() == 2 && whose.contains(&twins[1]) && !whose.contains(&twins[0]));
    let eva = whose
        .into_iter()
        .find(|id| *id != twins[1])
        .context("somebody new")?;
    assert_eq!(control.credentials(eva).len(), 1, "with a PIN");
    let not = desk.read_import(b"PK\x03\x04".to_vec()).await?;
    assert_eq!(
        not,
        ImportRead::Not {
            why: NotRead::Workbook
        }
    );
    assert_eq!(
        desk.import_now().rows.len(),
        2,
        "what was there before stays"
    );
    Ok(())
}

#[tokio::test]
async fn a_row_whose_visit_stands_is_not_refused_because_its_pin_is() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let (control, desk) = (reception.control(), &reception.desk);
    let before = ids(&control);
    let day = later(desk.clock()?.now.date, 1);
    let table = format!("Name,Date,From,To,Doors\nIna Fox,{day},9,10,Front Door\n");
    read(desk.read_import(table.into_bytes()).await?)?;
    let for_all = ForAll {
        pin: true,
        ..ForAll::default()
    };
    desk.change_import(ImportChange::ForAll { for_all }).await?;
    let body = json!({ "error": "invalid", "errors": { "person": ["may have no PIN"] } });
    control.fail_next(Fault::answer("POST", CREDENTIALS, 422, body));
    desk.book_import().await?;
    until("the visit to be booked, and its PIN refused", async || {
        let refused = desk
            .outbox()
            .await?
            .into_iter()
            .any(|entry| (entry.what, entry.state) == (EntryKind::Pin, Standing::Rejected));
        let through = refused && control.reservations().len() > before.len();
        Ok((through && !desk.import_now().running).then_some(()))
    })
    .await?;
    let row = desk.import_now().rows.remove(0);
    assert_eq!((row.state, row.problems), (ImportState::NeedsYou, vec![]));
    let later_that_day = ImportChange::Cell {
        at: 0,
        field: ImportField::To,
        text: "11".to_owned(),
    };
    let changed = desk.change_import(later_that_day).await;
    assert_eq!(changed.unwrap_err().code, Code::Refused);
    desk.book_import().await?;
    let booked = ids(&control).len() - before.len();
    assert_eq!(booked, 1, "one visit");
    Ok(())
}

#[tokio::test]
async fn who_is_said_to_be_new_is_not_whom_another_table_made() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let (control, desk) = (reception.control(), &reception.desk);
    let today = desk.clock()?.now.date;
    let table = |day| {
        let day = later(today, day);
        format!("Name,Mobile,Date,From,To,Doors\nIna Fox,020 7946 0018,{day},9,10,Front Door\n")
    };
    let made = || {
        let people = control.people().into_iter();
        let of_name = people.filter(|it| it.last_name == "Fox" && it.first_name == "Ina");
        of_name.map(|it| it.id).collect::<BTreeSet<i64>>()
    };
    read(desk.read_import(table(1).into_bytes()).await?)?;
    desk.book_import().await?;
    done(desk).await?;
    assert_eq!(made().len(), 1);
    desk.leave_import();
    let again = read(desk.read_import(table(2).into_bytes()).await?)?;
    let person = again.rows[0].person.as_ref().context("she is known")?;
    ensure!(made().contains(&person.id.0));
    let who = WhoChosen::Newcomer;
    desk.change_import(ImportChange::Who { at: 0, who }).await?;
    desk.book_import().await?;
    done(desk).await?;
    assert_eq!(made().len(), 2, "another Ina Fox");
    Ok(())
}

#[tokio::test]
async fn a_row_says_that_its_visitor_waits_for_somebody_to_decide() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let (control, desk) = (reception.control(), &reception.desk);
    let before = ids(&control);
    let today = desk.clock()?.now.date;
    let table = |day| {
        let day = later(today, day);
        format!("Name,Mobile,Date,From,To,Doors\nIna Fox,020 7946 0018,{day},9,10,Front Door\n")
    };
    control.fail_next(Fault::drop_request("POST", PEOPLE));
    read(desk.read_import(table(1).into_bytes()).await?)?;
    desk.book_import().await?;
    let lost = until("her making to be given up", async || {
        let entries = desk.outbox().await?;
        let mut lost = entries.into_iter();
        Ok(lost.find(|entry| entry.state == Standing::NotBooked))
    })
    .await?;
    desk.leave_import();
    let outbox = Connection::open(reception.office.folder().join("outbox.db"))?;
    let waits = "UPDATE entries SET state = 'needs_you', next_look = NULL WHERE what = 'person'";
    assert_eq!(outbox.execute(waits, [])?, 1);
    let state = || desk.import_now().rows[0].state;
    read(desk.read_import(table(2).into_bytes()).await?)?;
    assert_eq!(state(), ImportState::Ready);
    desk.book_import().await?;
    until("the run to end", async || {
        Ok((!desk.import_now().running).then_some(()))
    })
    .await?;
    assert_eq!(state(), ImportState::NeedsYou);
    desk.give_up(&lost.key).await?;
    until("the row to be bookable", async || {
        Ok((state() == ImportState::Ready).then_some(()))
    })
    .await?;
    desk.book_import().await?;
    done(desk).await?;
    assert_eq!(state(), ImportState::Booked);
    assert_eq!(ids(&control).len() - before.len(), 1);
    Ok(())
}

#[tokio::test]
async fn two_changes_at_once_are_both_taken() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let day = later(desk.clock()?.now.date, 1);
    let table = format!("Name,Date,From,To\nEva Fox,{day},9,10\nIna Fox,{day},9,10\n");
    read(desk.read_import(table.into_bytes()).await?)?;
    let change = |at| ImportChange::LeftOut { at, out: true };
    let (one, other) = tokio::join!(desk.change_import(change(0)), desk.change_import(change(1)));
    one?;
    let states: Vec<_> = other?.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [ImportState::LeftOut; 2]);
    assert_eq!(counts(&desk.import_now()).get("LeftOut"), Some(&2));
    Ok(())
}

#[tokio::test]
async fn a_table_that_is_left_meanwhile_is_answered_with_no_more() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let day = later(desk.clock()?.now.date, 1);
    let table = format!("Name,Date,From,To\nEva Fox,{day},9,10\n");
    read(desk.read_import(table.clone().into_bytes()).await?)?;
    let change = ImportChange::LeftOut { at: 0, out: true };
    let (changed, ()) = tokio::join!(desk.change_import(change), async { desk.leave_import() });
    assert_eq!(changed.unwrap_err().code, Code::NotFound);
    read(desk.read_import(table.into_bytes()).await?)?;
    let (booking, ()) = tokio::join!(desk.book_import(), async { desk.leave_import() });
    assert_eq!(booking.unwrap_err().code, Code::NotFound);
    assert!(desk.import_now().rows.is_empty());
    Ok(())
}

#[tokio::test]
async fn tomorrow_is_the_day_that_was_meant_also_after_midnight() -> Result<()> {
    // It is noon at the building, so that the test does not come near midnight.
    let east = 12 - i64::from(Utc::now().hour());
    let clock = Clock::system();
    let options = Options {
        clock: clock.clone(),
        // These names count to the west.
        time_zone: format!("Etc/GMT{:+}", -east).parse()?,
        ..Options::default()
    };
    let reception = Reception::open_quick(building_with(options).await?).await?;
    let (control, desk) = (reception.control(), &reception.desk);
    let before = ids(&control);
    let today = desk.clock()?.now.date;
    let table = "Name,Date,From,To,Doors\nIna Fox,tomorrow,16,17,Front Door\n";
    let import = read(desk.read_import(table.as_bytes().to_vec()).await?)?;
    let meant = import.rows[0].date.clone();
    clock.advance(TimeDelta::hours(24));
    until("the desk to know of it", async || {
        Ok((desk.clock()?.now.date > today).then_some(()))
    })
    .await?;
    desk.book_import().await?;
    done(desk).await?;
    let mut visits = control.reservations();
    visits.retain(|visit| !before.contains(&visit.id));
    let days: Vec<_> = visits
        .iter()
        .map(|visit| {
            let start = visit.start_time + TimeDelta::hours(east);
            start.date_naive().to_string()
        })
        .collect();
    assert_eq!(days, [meant]);
    Ok(())
}
