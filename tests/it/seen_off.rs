//! Whom this desk has made is without the PIN that they were given once their visits are over; what it did not make it leaves alone.

use anyhow::{Context as _, Result};
use desk::booking::{Draft, Newcomer};
use desk::outbox::{EntryKind, Reason, Standing};
use doorflow::PersonId;
use rusqlite::Connection;
use sandbox::{Fault, FaultKind, Person, Write};
use serde_json::json;

use crate::bookings::settled;
use crate::day::Day;
use crate::ears::until;
use crate::newcomer::{CREDENTIALS, noor, noors};
use crate::reception::{FRONT_DOOR, LINH, signed_in};
use crate::revoking::{CREDENTIAL, given};

/// Books Noor for half an hour of today with a PIN, and waits until DoorFlow has all of it.
async fn booked(day: &Day) -> Result<Person> {
    let draft = day.draft("10:30", "11:00", FRONT_DOOR)?;
    day.desk().book_newcomer(&draft, &noor(), true).await?;
    settled(&day.reception).await?;
    let person = noors(&day.reception.control()).pop();
    person.context("she is in DoorFlow")
}

/// The same of Ida: once her PIN is taken back, the desk has looked at everybody.
async fn ida(day: &Day) -> Result<i64> {
    ida_at(day, "10:30", "11:00").await
}

async fn ida_at(day: &Day, from: &str, to: &str) -> Result<i64> {
    let who = Newcomer {
        first_name: "Ida".to_owned(),
        email: "ida@quist.example".to_owned(),
        mobile: String::new(),
        ..noor()
    };
    let draft = day.draft(from, to, FRONT_DOOR)?;
    day.desk().book_newcomer(&draft, &who, true).await?;
    settled(&day.reception).await?;
    let people = day.reception.control().people();
    let ida = people.iter().find(|one| one.first_name == "Ida");
    Ok(ida.context("she is in DoorFlow")?.id)
}

/// Waits until nobody of this number has a PIN in DoorFlow; the desk is asked to read it meanwhile.
async fn without_pin(day: &Day, person: i64) -> Result<()> {
    day.desk().refresh();
    let control = day.reception.control();
    until("the PIN to be taken back", async || {
        Ok(control.credentials(person).is_empty().then_some(()))
    })
    .await?;
    settled(&day.reception).await
}

/// How often a credential was taken back.
fn taken_back(day: &Day) -> usize {
    let ledger = day.reception.control().ledger();
    let taken = ledger
        .iter()
        .filter(|entry| matches!(entry.write, Write::CredentialDeleted { .. }));
    taken.count()
}

#[tokio::test]
async fn a_pin_is_taken_back_once_the_visit_is_over_and_only_what_was_given_here() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    // Somebody whom DoorFlow had before, with a PIN of this desk's and a visit as long.
    day.desk().give_pin(LINH).await?;
    day.desk()
        .book(&day.draft("10:30", "11:00", FRONT_DOOR)?)
        .await?;
    settled(&day.reception).await?;
    day.later(50);
    day.reception.refresh().await?;
    settled(&day.reception).await?;
    assert_eq!(control.credentials(noor.id).len(), 1, "she is still here");

    day.later(15);
    without_pin(&day, noor.id).await?;
    assert_eq!(control.credentials(LINH.0).len(), 1, "Linh is no newcomer");
    let person = control.person(noor.id).context("she stays in DoorFlow")?;
    assert!(person.enabled, "nothing says that she is to be disabled");
    assert_eq!(taken_back(&day), 1);
    let shown = day.desk().show_pin(PersonId(noor.id)).await?;
    assert_eq!(shown.digits, None);
    Ok(())
}

#[tokio::test]
async fn where_it_is_so_configured_they_are_disabled_too_and_a_lost_answer_changes_nothing()
-> Result<()> {
    let day = Day::configured("disable_visitors = true\n").await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    control.fail_next(Fault::lose_answer("DELETE", CREDENTIAL));
    day.later(65);
    without_pin(&day, noor.id).await?;
    until("her to be disabled", async || {
        let person = control.person(noor.id).context("she stays")?;
        Ok((!person.enabled).then_some(()))
    })
    .await?;
    settled(&day.reception).await?;
    assert!(control.person(LINH.0).is_some_and(|linh| linh.enabled));
    Ok(())
}

#[tokio::test]
async fn a_404_that_is_not_doorflows_own_leaves_no_pin() -> Result<()> {
    let day = Day::at_ten().await?;
    let noor = booked(&day).await?;
    let page = Fault::answer("DELETE", CREDENTIAL, 404, json!({}));
    day.reception.control().fail_next(page);
    day.later(65);
    without_pin(&day, noor.id).await?;
    assert_eq!(taken_back(&day), 1);
    Ok(())
}

#[tokio::test]
async fn who_comes_again_keeps_the_pin_until_then() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    let again = Draft {
        person_id: Some(PersonId(noor.id)),
        ..day.draft("14:00", "15:00", FRONT_DOOR)?
    };
    day.desk().book(&again).await?;
    settled(&day.reception).await?;
    let ida = ida(&day).await?;
    day.later(90);
    without_pin(&day, ida).await?;
    assert_eq!(control.credentials(noor.id).len(), 1, "she comes again");
    day.later(240);
    without_pin(&day, noor.id).await
}

#[tokio::test]
async fn a_pin_of_which_it_is_not_known_who_gave_it_stays() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    control.fail_next(Fault::lose_answer("POST", CREDENTIALS));
    let noor = booked(&day).await?;
    let ida = ida(&day).await?;
    day.later(65);
    without_pin(&day, ida).await?;
    assert_eq!(control.credentials(noor.id).len(), 1);
    assert_eq!(taken_back(&day), 1);
    Ok(())
}

#[tokio::test]
async fn a_pin_that_was_revoked_by_hand_is_not_taken_back_and_one_given_after_it_is() -> Result<()>
{
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    let ida = ida(&day).await?;
    for person in [noor.id, ida] {
        let pin = control.credentials(person).pop().context("a PIN")?.id;
        let desk = day.desk();
        desk.revoke_credential(PersonId(person), &pin, "PIN")
            .await?;
        until("it to be revoked", async || {
            Ok(control.credentials(person).is_empty().then_some(()))
        })
        .await?;
        settled(&day.reception).await?;
    }
    given(day.desk(), PersonId(ida)).await?;
    day.later(65);
    without_pin(&day, ida).await?;
    assert_eq!(taken_back(&day), 3, "two by hand, and Ida's second");
    let asked = day
        .reception
        .asked("DELETE /api/3/people/{id}/credentials/{credential_id}");
    assert_eq!(asked, 3, "nothing is asked for of Noor's");
    Ok(())
}

#[tokio::test]
async fn who_is_booked_again_before_the_pin_is_taken_back_keeps_it_until_then() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    let busy = FaultKind::RateLimited {
        retry_after: Some(3),
    };
    control.fail_next(Fault::new("DELETE", CREDENTIAL, busy));
    day.later(65);
    day.desk().refresh();
    let asked = || {
        let path = "DELETE /api/3/people/{id}/credentials/{credential_id}";
        day.reception.asked(path)
    };
    until("DoorFlow to be busy", async || {
        Ok((asked() == 1).then_some(()))
    })
    .await?;
    let again = Draft {
        person_id: Some(PersonId(noor.id)),
        ..day.draft("14:00", "15:00", FRONT_DOOR)?
    };
    day.desk().book(&again).await?;
    settled(&day.reception).await?;
    assert_eq!(control.credentials(noor.id).len(), 1, "she comes again");
    assert_eq!(taken_back(&day), 0);
    day.later(240);
    without_pin(&day, noor.id).await
}

#[tokio::test]
async fn a_pin_that_is_given_to_who_comes_again_is_taken_back_too() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    day.later(65);
    without_pin(&day, noor.id).await?;
    let person = PersonId(noor.id);
    let again = |from, to| -> Result<Draft> {
        Ok(Draft {
            person_id: Some(person),
            ..day.draft(from, to, FRONT_DOOR)?
        })
    };
    // Once the visit is booked before the PIN is given, and once after it.
    day.desk().book(&again("12:00", "12:30")?).await?;
    settled(&day.reception).await?;
    given(day.desk(), person).await?;
    assert_eq!(control.credentials(noor.id).len(), 1);
    day.later(120);
    without_pin(&day, noor.id).await?;
    given(day.desk(), person).await?;
    day.desk().book(&again("15:00", "15:30")?).await?;
    settled(&day.reception).await?;
    assert_eq!(control.credentials(noor.id).len(), 1);
    day.later(180);
    without_pin(&day, noor.id).await?;
    assert_eq!(taken_back(&day), 3);
    Ok(())
}

/// Copies the outbox as it is.
fn copied(day: &Day) -> Result<String> {
    let folder = day.reception.office.folder();
    let copy = folder.join("copy.db").to_string_lossy().into_owned();
    Connection::open(folder.join("outbox.db"))?.execute("VACUUM INTO ?1", [&copy])?;
    Ok(copy)
}

/// Starts the program with the outbox as it was copied, once it is remembered that it has come further.
async fn put_back(day: &mut Day, copy: &str) -> Result<()> {
    let outbox = Connection::open(day.reception.office.folder().join("outbox.db"))?;
    outbox.execute("ATTACH DATABASE ?1 AS copy", [copy])?;
    let count = "SELECT count FROM copy.changes";
    let counts: u32 = outbox.query_row(count, [], |row| row.get(0))?;
    let far = "SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'outbox_changes'";
    until("it to be remembered how far the outbox came", async || {
        let cache = day.reception.office.store()?;
        let known: u32 = cache.query_row(far, [], |row| row.get(0))?;
        Ok((known > counts).then_some(()))
    })
    .await?;
    day.desk().close();
    outbox.execute_batch(
        "DELETE FROM main.entries;
         INSERT INTO main.entries SELECT * FROM copy.entries;
         UPDATE main.changes SET count = (SELECT count FROM copy.changes);",
    )?;
    drop(outbox);
    (day.reception.desk, day.reception.ears) = day.reception.office.start().await?;
    signed_in(day.desk()).await?;
    Ok(())
}

/// Waits until a person is asked whether somebody is to be seen off; the key of that.
async fn asked_of(day: &Day, person: i64) -> Result<String> {
    day.desk().refresh();
    until("a person to be asked", async || {
        let open = day.desk().outbox().await?;
        let asked = open.into_iter().find(|it| {
            it.what == EntryKind::Leave
                && it.person_id == PersonId(person)
                && (it.state, it.reason) == (Standing::NeedsYou, Reason::Restored)
        });
        Ok(asked.map(|it| it.key))
    })
    .await
}

#[tokio::test]
async fn by_an_outbox_that_was_put_back_from_a_copy_nobody_is_seen_off() -> Result<()> {
    let mut day = Day::configured("disable_visitors = true\n").await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    let copy = copied(&day)?;
    let enabled = |id| control.person(id).is_some_and(|person| person.enabled);
    day.later(65);
    without_pin(&day, noor.id).await?;
    until("her to be disabled", async || {
        Ok((!enabled(noor.id)).then_some(()))
    })
    .await?;
    settled(&day.reception).await?;
    // Somebody has enabled her since, and then the outbox is put back.
    control.set_person_enabled(noor.id, true);
    put_back(&mut day, &copy).await?;
    let asked = asked_of(&day, noor.id).await?;
    day.desk().give_up(&asked).await?;
    let ida = ida_at(&day, "11:30", "12:00").await?;
    day.later(65);
    without_pin(&day, ida).await?;
    until("Ida to be disabled", async || {
        Ok((!enabled(ida)).then_some(()))
    })
    .await?;
    assert!(enabled(noor.id), "she is not seen off once more");
    Ok(())
}

#[tokio::test]
async fn of_an_outbox_that_was_put_back_a_person_is_asked_once_a_visit_to_come_is_over()
-> Result<()> {
    let mut day = Day::configured("disable_visitors = true\n").await?;
    let control = day.reception.control();
    let noor = booked(&day).await?;
    let copy = copied(&day)?;
    day.booked("15:00", "16:00", FRONT_DOOR).await?;
    settled(&day.reception).await?;
    put_back(&mut day, &copy).await?;
    settled(&day.reception).await?;
    day.later(65);
    let asked = asked_of(&day, noor.id).await?;
    assert_eq!(control.credentials(noor.id).len(), 1, "not by itself");
    day.desk().send_again(&asked).await?;
    without_pin(&day, noor.id).await?;
    let enabled = control.person(noor.id).is_some_and(|noor| noor.enabled);
    assert!(!enabled, "a person has said so");
    Ok(())
}
