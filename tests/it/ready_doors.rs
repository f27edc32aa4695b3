//! A door is called ready when it has a visit: whoever booked it, whoever had the doors told, and whatever was on its way meanwhile.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use desk::booking::Newcomer;
use desk::outbox::StepState;
use desk::visits::{Readiness, Visit};
use doorflow::PersonId;
use sandbox::{Clock, Fault, FaultKind, Options, Sandbox, Write};

use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH, MARTA, Reception, building_with, signed_in};
use crate::restart::House;

/// Where the doors are told.
const SYNC: &str = "/api/3/sync";

/// DoorFlow wants to be asked later.
fn busy(seconds: u32) -> Fault {
    let busy = FaultKind::RateLimited {
        retry_after: Some(seconds),
    };
    Fault::new("POST", SYNC, busy)
}

/// A building, and its clock.
async fn house() -> Result<(Clock, Sandbox)> {
    let clock = Clock::system();
    let building = building_with(Options {
        people: 60,
        clock: clock.clone(),
        ..Options::default()
    });
    Ok((clock, building.await?))
}

/// A desk, and the clock of its building.
async fn at_work() -> Result<(Reception, Clock)> {
    let (clock, building) = house().await?;
    Ok((Reception::open_in(building).await?, clock))
}

/// What is said of the first door of a visit.
async fn said(reception: &Reception, key: &str) -> Result<Readiness> {
    let details = reception.desk.visit(key).await?;
    let door = details.visit.doors.first().context("a door")?;
    Ok(door.readiness)
}

#[tokio::test]
async fn a_sync_that_another_desk_asked_for_is_as_good_as_ones_own() -> Result<()> {
    let (reception, clock) = at_work().await?;
    let control = reception.control();
    control.fail_next(busy(5));
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    until("this desk to be told to wait", async || {
        Ok((reception.asked("POST /api/3/sync") == 1).then_some(()))
    })
    .await?;
    ensure!(control.sync(), "another desk is not");
    // The doors have it now, and the account says that they were told since: no other desk has to wait for a sync that nobody needs.
    clock.advance(TimeDelta::seconds(40));
    reception.ears.booking(booking, &[StepState::Ready]).await?;
    assert_eq!(reception.asked("POST /api/3/sync"), 1);
    Ok(())
}

#[tokio::test]
async fn a_sync_from_before_a_visit_was_cancelled_does_not_take_it_from_its_door() -> Result<()> {
    let (reception, clock) = at_work().await?;
    let control = reception.control();
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    let receipt = reception.ears.booking(booking, &[StepState::Ready]).await?;
    let key = receipt.steps[0].visit_key.clone().context("a key")?;
    let visit: i64 = key.trim_start_matches('r').parse()?;
    ensure!(control.door_knows(FRONT_DOOR, visit), "it was ready");

    // The account says that the doors were told after the visit was booked, and that was before it was cancelled.
    control.fail_next(busy(5));
    let asked = reception.asked("POST /api/3/sync");
    reception.desk.cancel_visit(&key).await?;
    until("this desk to be told to wait", async || {
        Ok((reception.asked("POST /api/3/sync") == asked + 1).then_some(()))
    })
    .await?;
    clock.advance(TimeDelta::seconds(40));
    until("the door to forget the visit", async || {
        Ok((!control.door_knows(FRONT_DOOR, visit)).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_visit_of_others_is_not_at_a_door_by_a_sync_that_was_on_its_way() -> Result<()> {
    let (reception, clock) = at_work().await?;
    let control = reception.control();
    let start = clock.now() + TimeDelta::hours(3);
    let book = |person: PersonId| {
        control.add_reservation(
            person.0,
            start,
            start + TimeDelta::minutes(10),
            &[FRONT_DOOR],
        )
    };
    let early = book(LINH);
    clock.advance(TimeDelta::seconds(2));
    ensure!(control.sync(), "the doors are told of the first");
    clock.advance(TimeDelta::seconds(1));
    let late = book(MARTA);
    clock.advance(TimeDelta::seconds(9));
    ensure!(control.door_knows(FRONT_DOOR, early) && !control.door_knows(FRONT_DOOR, late));
    reception.refresh().await?;
    let (first, second) = (format!("r{early}"), format!("r{late}"));
    until("the first to be ready", async || {
        Ok((said(&reception, &first).await? == Readiness::Ready).then_some(()))
    })
    .await?;
    assert_eq!(said(&reception, &second).await?, Readiness::Waiting);

    clock.advance(TimeDelta::seconds(31));
    ensure!(control.sync(), "now of the second as well");
    clock.advance(TimeDelta::seconds(9));
    ensure!(control.door_knows(FRONT_DOOR, late));
    reception.refresh().await?;
    until("the second to be ready", async || {
        Ok((said(&reception, &second).await? == Readiness::Ready).then_some(()))
    })
    .await
}

#[test]
fn a_pin_that_the_doors_were_not_told_of_is_told_by_the_next_run() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    let told = || {
        let requests = control.requests();
        requests.get("POST /api/3/sync").copied().unwrap_or(0)
    };
    control.fail_next(busy(3_600));
    let newcomer = PersonId(control.add_person("Pia", "Amsel"));
    house.run(async |desk, ears| {
        signed_in(desk).await?;
        let booking = desk.give_pin(newcomer).await?.booking;
        ears.booking(booking, &[StepState::Accepted]).await?;
        until("DoorFlow to be asked to tell the doors", async || {
            Ok((told() == 1).then_some(()))
        })
        .await
    })?;
    assert_eq!(control.credentials(newcomer.0).len(), 1);
    house.run(async |desk, _| {
        signed_in(desk).await?;
        until("DoorFlow to be asked again", async || {
            Ok((told() == 2).then_some(()))
        })
        .await
    })
}

#[tokio::test]
async fn a_visit_is_not_ready_again_before_its_visitors_pin_is() -> Result<()> {
    let (clock, building) = house().await?;
    let reception = Reception::open_quick(building).await?;
    let control = reception.control();
    // The PIN is given late: by then the doors have been told of the visit.
    control.fail_next(Fault::drop_request("POST", "/api/3/people/{id}/credentials").times(10));
    let who = Newcomer {
        first_name: "Pia".to_owned(),
        last_name: "Amsel".to_owned(),
        email: String::new(),
        mobile: String::new(),
    };
    let draft = reception.draft()?;
    let booking = reception.desk.book_newcomer(&draft, &who, true).await?;
    let visit = until("the visit to be made", async || {
        let day = reception.desk.agenda(&draft.date, &draft.date).await?;
        let made = |visit: &Visit| visit.name == booking.who && visit.key.starts_with('r');
        Ok(day.visits.into_iter().find(made))
    })
    .await?;
    let written = |wanted: fn(&Write) -> bool| {
        let ledger = control.ledger();
        ledger.iter().rposition(|entry| wanted(&entry.write))
    };
    let synced = || written(|write| *write == Write::SyncRequested);
    let given = || written(|write| matches!(write, Write::CredentialCreated { .. }));
    until("the doors to be told of the visit", async || Ok(synced())).await?;
    ensure!(given().is_none(), "there is no PIN so far");
    clock.advance(TimeDelta::seconds(10));
    until("the doors to have the PIN as well", async || {
        let known = reception.desk.outbox().await?.is_empty();
        let ready = said(&reception, &visit.key).await? == Readiness::Ready;
        let told = given().is_some() && synced() > given();
        ensure!(!known || !ready || told, "ready without the PIN");
        if known && !told {
            // DoorFlow may be asked again.
            clock.advance(TimeDelta::seconds(5));
        }
        Ok((known && ready).then_some(()))
    })
    .await
}
