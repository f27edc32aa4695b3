//! The outbox's file: put back from a copy, so that what waits in it may have been sent since, or not to be opened at all.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use desk::outbox::{Reason, Receipt, Standing, StepState};
use desk::session::SetupInput;
use desk::visits::Cancelling;
use desk::{Code, Desk};
use rusqlite::{Connection, OptionalExtension as _};
use sandbox::Fault;
use serde_json::json;

use crate::bookings::until_six;
use crate::ears::until;
use crate::newcomer::{PEOPLE, noor, noors};
use crate::reception::{LINH, Office, RESERVATIONS, building, draft, fresh, signed_in};
use crate::restart::House;

/// A house whose last run has booked; where its outbox lies; and what that held while the booking waited.
fn one_that_is_older() -> Result<(House, PathBuf, Vec<u8>)> {
    booked_before(RESERVATIONS, &async |desk| {
        Ok(desk.book(&draft(desk)?).await?)
    })
}

/// The same with any booking, of which the first request goes here.
fn booked_before(
    first: &str,
    book: &impl AsyncFn(&Desk) -> Result<Receipt>,
) -> Result<(House, PathBuf, Vec<u8>)> {
    let (house, outbox, copy) = waiting(first, book)?;
    house.later_run(async |desk, _| {
        until("the booking to be settled", async || {
            Ok((desk.outbox().await?.is_empty() && is_remembered(&house.office)?).then_some(()))
        })
        .await
    })?;
    closed(&house, &outbox)?;
    Ok((house, outbox, copy))
}

/// A house whose last run has left a booking that waits, where its outbox lies, and what that holds.
fn waiting(
    first: &str,
    book: &impl AsyncFn(&Desk) -> Result<Receipt>,
) -> Result<(House, PathBuf, Vec<u8>)> {
    let house = House::build()?;
    house.first_run()?;
    let body = json!({ "error": "rate_limited", "retry_in": 3600 });
    let fault = Fault::answer("POST", first, 429, body);
    house.sandbox.control().fail_next(fault);
    house.run(async |desk, ears| {
        signed_in(desk).await?;
        fresh(desk).await?;
        let booking = book(desk).await?.booking;
        ears.booking(booking, &[StepState::Queued]).await?;
        Ok(())
    })?;
    let outbox = house.office.folder().join("outbox.db");
    closed(&house, &outbox)?;
    let copy = std::fs::read(&outbox)?;
    Ok((house, outbox, copy))
}

/// Whether the calendar has all that was done, and how far the outbox came is remembered there: each follows a moment later.
fn is_remembered(office: &Office) -> Result<bool> {
    let outbox = Connection::open(office.folder().join("outbox.db"))?;
    let (waiting, changes): (i64, i64) = outbox.query_row(
        "SELECT (SELECT count(*) FROM entries WHERE NOT kept), count FROM changes",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let facts = "SELECT value FROM facts WHERE name = 'outbox_changes'";
    let remembered = office.store()?.query_row(facts, [], |row| row.get(0));
    let remembered: Option<String> = remembered.optional()?;
    Ok(waiting == 0 && remembered == Some(changes.to_string()))
}

/// Waits until nothing of the last run has this file open any more: whoever closes it last puts into it what lies beside it.
pub(crate) fn closed(house: &House, file: &Path) -> Result<()> {
    let beside = file.with_extension("db-wal");
    let closed = until("the file to be closed", async || {
        Ok((!beside.exists()).then_some(()))
    });
    house.runtime.block_on(closed)
}

#[test]
fn an_outbox_that_is_written_over_with_an_older_one_sends_nothing_by_itself() -> Result<()> {
    let (house, outbox, copy) = one_that_is_older()?;
    let control = house.sandbox.control();
    // Somebody else takes it back in DoorFlow.
    let mut made = control.reservations();
    made.retain(|reservation| reservation.person_id == LINH.0);
    ensure!(made.len() == 1 && control.delete_reservation(made[0].id));
    // A run that cannot open it forgets nothing of that.
    std::fs::write(&outbox, "no database".repeat(1000))?;
    house.later_run(async |_, _| Ok(()))?;
    closed(&house, &outbox)?;
    std::fs::write(&outbox, copy)?;
    let before = control.requests();
    house.later_run(async |desk, _| {
        let entries = desk.outbox().await?;
        let stand: Vec<_> = entries.iter().map(|it| (it.state, it.reason)).collect();
        assert_eq!(stand, [(Standing::NeedsYou, Reason::Restored)]);
        Ok(())
    })?;
    let sent = "POST /api/3/reservations";
    assert_eq!(control.requests().get(sent), before.get(sent));
    Ok(())
}

#[test]
fn a_booking_of_an_older_outbox_is_looked_for_before_it_is_called_cancelled() -> Result<()> {
    let (house, outbox, copy) = one_that_is_older()?;
    let control = house.sandbox.control();
    std::fs::write(&outbox, copy)?;
    house.later_run(async |desk, _| {
        let entries = desk.outbox().await?;
        let entry = entries.first().context("it waits for a person")?;
        assert_eq!(entry.reason, Reason::Restored);
        let reason = Reason::WaitsForBooking;
        let said = desk.cancel_visit(&entry.key).await?;
        assert_eq!(said, Cancelling::Kept { reason });
        until("what was made before to be gone", async || {
            let made = control.reservations();
            let gone = made.iter().all(|made| made.person_id != LINH.0);
            Ok((gone && desk.outbox().await?.is_empty()).then_some(()))
        })
        .await
    })
}

#[test]
fn a_visit_that_a_newcomers_booking_of_an_older_outbox_may_be_is_not_moved() -> Result<()> {
    let (house, outbox, copy) = booked_before(PEOPLE, &async |desk| {
        Ok(desk.book_newcomer(&draft(desk)?, &noor(), false).await?)
    })?;
    let control = house.sandbox.control();
    let person = control.people().into_iter().next_back().context("Noor")?;
    let mut made = control.reservations();
    made.retain(|visit| visit.person_id == person.id);
    ensure!(made.len() == 1, "she is booked");
    std::fs::write(&outbox, copy)?;
    house.later_run(async |desk, _| {
        let later = until_six(&draft(desk)?);
        let moved = desk.move_visit(&format!("r{}", made[0].id), &later).await;
        assert_eq!(moved.expect_err("it is not settled").code, Code::Busy);
        // Somebody has the booking sent all the same: it is found, and can be moved then.
        for entry in desk.outbox().await? {
            desk.send_again(&entry.key).await?;
        }
        until("the booking to be found", async || {
            for entry in desk.outbox().await? {
                if entry.can_send_again {
                    desk.send_again(&entry.key).await?;
                }
            }
            Ok(desk.outbox().await?.is_empty().then_some(()))
        })
        .await?;
        desk.move_visit(&format!("r{}", made[0].id), &later).await?;
        Ok(())
    })
}

#[test]
fn a_run_that_cannot_open_the_outbox_forgets_nobody_who_waits_in_it() -> Result<()> {
    let (house, outbox, kept) = waiting(PEOPLE, &async |desk| {
        Ok(desk.book_newcomer(&draft(desk)?, &noor(), false).await?)
    })?;
    let control = house.sandbox.control();
    std::fs::write(&outbox, "no database".repeat(1000))?;
    house.later_run(async |desk, _| house.reads_again(desk).await)?;
    closed(&house, &outbox)?;
    std::fs::write(&outbox, kept)?;
    house.later_run(async |desk, _| {
        until("the booking to be settled", async || {
            let entries = desk.outbox().await?;
            let stuck = entries.iter().find(|it| it.state == Standing::NeedsYou);
            ensure!(stuck.is_none(), "{stuck:?}");
            Ok(entries.is_empty().then_some(()))
        })
        .await
    })?;
    assert_eq!(noors(&control).len(), 1, "she is made as she was typed");
    Ok(())
}

#[tokio::test]
async fn an_outbox_that_cannot_be_opened_lets_nothing_be_booked_and_everything_be_read()
-> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    let file = office.folder().join("outbox.db");
    let damaged = b"this is no database, and long enough to be looked at as one".repeat(40);
    std::fs::write(&file, &damaged)?;
    let (desk, _ears) = office.start().await?;
    let said = |when: &str| {
        let trouble = desk.setup().trouble;
        ensure!(
            trouble.contains("outbox.db") && trouble.contains("nothing can be booked"),
            "the sign-in screen says so {when}: {trouble:?}"
        );
        Ok(())
    };
    said("at first")?;
    let setup = desk.setup();
    let same = SetupInput {
        client_id: setup.client_id,
        client_secret: String::new(),
        forget_secret: false,
        redirect_uri: setup.redirect_uri,
    };
    desk.save_setup(same).await?;
    said("after the configuration was saved")?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let today = desk.clock()?.now.date.to_string();
    let agenda = desk.agenda(&today, &today).await?;
    let visit = agenda.visits.first().context("a visit of today")?;
    let refused = [
        desk.book(&draft(&desk)?).await.err(),
        desk.cancel_visit(&visit.key).await.err(),
    ];
    for refused in refused {
        let refused = refused.context("there is nowhere to keep it")?;
        assert_eq!(refused.code, Code::Machine);
        ensure!(
            refused.detail.contains("the outbox cannot be opened"),
            "{refused}"
        );
    }
    let writes = sandbox.control().requests();
    let writes: Vec<_> = writes
        .keys()
        .filter(|asked| asked.starts_with("POST /api/") || asked.starts_with("DELETE /api/"))
        .collect();
    ensure!(writes.is_empty(), "{writes:?}");
    assert_eq!(std::fs::read(&file)?, damaged, "nor is it begun anew");
    Ok(())
}
