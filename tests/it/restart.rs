//! The program ends and starts again, on the same profile and the same keychain.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use desk::outbox::StepState;
use desk::session::{Keeping, SessionState, SignOutReason};
use desk::visits::{Cancelling, VisitState};
use desk::{Desk, Freshness};
use sandbox::{Fault, Sandbox, Write};
use tokio::runtime::Runtime;

use crate::ears::{Ears, until};
use crate::reception::{
    LINH, LINH_NAME, Office, RESERVATIONS, Reception, building, draft, fresh, signed_in, visits_of,
};

/// A building that goes on while programs come and go.
struct House {
    runtime: Runtime,
    sandbox: Sandbox,
    office: Office,
}

impl House {
    fn build() -> Result<Self> {
        let runtime = Runtime::new()?;
        let sandbox = runtime.block_on(building())?;
        let office = Office::at(&sandbox)?;
        Ok(Self {
            runtime,
            sandbox,
            office,
        })
    }

    /// One run of the program: when `run` is done, the program is killed as it stands.
    fn run<T>(&self, run: impl AsyncFnOnce(&Desk, &Ears) -> Result<T>) -> Result<T> {
        let program = Runtime::new()?;
        let done = program.block_on(async {
            let (desk, ears) = self.office.start().await?;
            run(&desk, &ears).await
        });
        program.shutdown_timeout(Duration::from_secs(5));
        done
    }

    /// The first run: signed in, and everything read.
    fn first_run(&self) -> Result<()> {
        self.run(async |desk, _| {
            desk.sign_in().await?;
            signed_in(desk).await?;
            fresh(desk).await
        })
    }
}

#[test]
fn a_desk_that_was_signed_in_opens_with_no_browser() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    house.run(async |desk, _| {
        let state = signed_in(desk).await?;
        ensure!(
            matches!(&state, SessionState::SignedIn { keeping: Keeping::Keychain, account, .. }
                if account.user == "Riley Quinn"),
            "{state:?}"
        );
        fresh(desk).await?;
        assert_eq!(
            desk.person(LINH).await?.name,
            LINH_NAME,
            "and can ask DoorFlow"
        );
        Ok(())
    })?;
    assert_eq!(house.office.browser_opened(), 1, "at the first run alone");
    Ok(())
}

#[test]
fn a_desk_that_cannot_reach_doorflow_shows_what_it_knows_and_keeps_what_is_booked() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    house.runtime.block_on(house.sandbox.stop());
    let key = house.run(async |desk, _| {
        signed_in(desk).await?;
        until("word that DoorFlow is away", async || {
            let freshness = desk.status().await?.freshness;
            Ok(matches!(freshness, Freshness::Offline { seconds: Some(_) }).then_some(()))
        })
        .await?;
        ensure!(matches!(desk.session(), SessionState::SignedIn { .. }));
        let hits = desk.find_people("nguyen", 0, 5).hits;
        ensure!(hits.iter().any(|hit| hit.id == LINH), "{hits:?}");
        let today = desk.clock()?.now.date;
        let agenda = desk.agenda(&today.to_string(), &today.to_string()).await?;
        ensure!(
            !agenda.visits.is_empty(),
            "yesterday's news is better than none"
        );
        let person = desk.person(LINH).await?;
        assert_eq!(
            (person.name.as_str(), person.read),
            (LINH_NAME, None),
            "not read afresh, and not claimed to be"
        );
        let receipt = desk.book(&draft(desk)?).await?;
        assert_eq!(receipt.steps[0].state, StepState::Queued);
        receipt.steps[0].visit_key.clone().context("its own key")
    })?;
    house.run(async |desk, _| {
        signed_in(desk).await?;
        let tomorrow = draft(desk)?.date;
        let visits = visits_of(desk, LINH, &tomorrow, &tomorrow).await?;
        let kept: Vec<_> = visits.iter().map(|v| (v.key.as_str(), v.state)).collect();
        assert_eq!(
            kept,
            [(key.as_str(), VisitState::Pending)],
            "kept, not sent"
        );
        assert_eq!(desk.status().await?.outbox, 1);
        assert_eq!(desk.cancel_visit(&key).await?, Cancelling::Done);
        assert_eq!(visits_of(desk, LINH, &tomorrow, &tomorrow).await?, []);
        assert_eq!(desk.status().await?.outbox, 0);
        Ok(())
    })?;
    assert_eq!(house.office.browser_opened(), 1);
    Ok(())
}

#[test]
fn a_program_that_dies_while_it_sends_finds_its_booking_when_it_comes_back() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    control.fail_next(Fault::never_answer("POST", RESERVATIONS));
    let made = || {
        let ledger = control.ledger();
        let made = ledger
            .iter()
            .filter(|entry| matches!(entry.write, Write::ReservationCreated(_)));
        made.count()
    };
    let booking = house.run(async |desk, _| {
        signed_in(desk).await?;
        fresh(desk).await?;
        let booking = desk.book(&draft(desk)?).await?.booking;
        until("DoorFlow to have it", async || {
            Ok((made() == 1).then_some(()))
        })
        .await?;
        Ok(booking)
    })?;
    house.run(async |desk, ears| {
        ears.booking(booking, &[StepState::Unknown]).await?;
        let found = [StepState::Accepted, StepState::Syncing];
        ears.booking(booking, &found).await?;
        let tomorrow = draft(desk)?.date;
        let visits = visits_of(desk, LINH, &tomorrow, &tomorrow).await?;
        let states: Vec<_> = visits.iter().map(|visit| visit.state).collect();
        assert_eq!(states, [VisitState::Expected], "once on the calendar");
        Ok(())
    })?;
    assert_eq!(made(), 1, "not a second one");
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_doorflow_ended_ends_here_too() -> Result<()> {
    let reception = Reception::open().await?;
    reception.control().revoke_all_tokens();
    reception.desk.refresh();
    until("the end of the sign-in", async || {
        Ok(matches!(
            reception.desk.session(),
            SessionState::SignedOut {
                reason: Some(SignOutReason::Ended)
            }
        )
        .then_some(()))
    })
    .await?;
    assert_eq!(reception.office.browser_opened(), 1, "nobody is ambushed");
    Ok(())
}
