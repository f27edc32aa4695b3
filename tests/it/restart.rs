//! The program ends and starts again, on the same profile and the same keychain.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use chrono::TimeDelta;
use desk::outbox::{Reason, Standing, StepState};
use desk::session::{Keeping, Keychain as _, SessionState, SignOutReason};
use desk::visits::{Cancelling, Readiness, VisitState};
use desk::{Desk, Freshness};
use rusqlite::Connection;
use sandbox::{Fault, FaultKind, Sandbox, When, Write};
use tokio::runtime::Runtime;

use crate::ears::{Ears, until};
use crate::reception::{
    FRONT_DOOR, LINH, LINH_NAME, Office, RESERVATIONS, Reception, building, draft, fresh,
    signed_in, visits_of,
};

/// A building that goes on while programs come and go.
pub(crate) struct House {
    pub(crate) runtime: Runtime,
    pub(crate) sandbox: Sandbox,
    pub(crate) office: Office,
}

impl House {
    pub(crate) fn build() -> Result<Self> {
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
    pub(crate) fn run<T>(&self, run: impl AsyncFnOnce(&Desk, &Ears) -> Result<T>) -> Result<T> {
        let program = Runtime::new()?;
        let done = program.block_on(async {
            let (desk, ears) = self.office.start().await?;
            run(&desk, &ears).await
        });
        program.shutdown_timeout(Duration::from_secs(5));
        done
    }

    /// A later run, once the desk has read DoorFlow's list in it: its sign-in is renewed and kept by then, which a program that is killed on
    /// the way to that loses, and what there was to be sent by itself is on its way.
    pub(crate) fn later_run<T>(
        &self,
        run: impl AsyncFnOnce(&Desk, &Ears) -> Result<T>,
    ) -> Result<T> {
        let control = self.sandbox.control();
        let asked = || control.requests().get("GET /api/3/reservations").copied();
        let before = asked();
        self.run(async |desk, ears| {
            signed_in(desk).await?;
            until("the list to be read", async || {
                Ok((asked() > before).then_some(()))
            })
            .await?;
            run(desk, ears).await
        })
    }

    /// Has the desk read everything twice more: the second time begins once the first is done.
    pub(crate) async fn reads_again(&self, desk: &Desk) -> Result<()> {
        let control = self.sandbox.control();
        let asked = || control.requests().get("GET /api/3/groups").copied();
        for _ in 0..2 {
            let before = asked();
            desk.refresh();
            until("another whole read", async || {
                Ok((asked() > before).then_some(()))
            })
            .await?;
        }
        Ok(())
    }

    /// The first run: signed in, and everything read.
    pub(crate) fn first_run(&self) -> Result<()> {
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
        let person = desk.person(LINH).await?;
        assert_eq!(person.name, LINH_NAME);
        ensure!(person.read.is_some(), "and can ask DoorFlow");
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
        desk.directory_filled().await;
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

#[test]
fn a_cancelling_that_was_not_done_is_done_by_the_next_run() -> Result<()> {
    let busy = FaultKind::RateLimited {
        retry_after: Some(3_600),
    };
    // It was never sent, or the program ended before the answer came.
    for (fault, deletes) in [(busy, 2), (FaultKind::NeverAnswer, 1)] {
        let house = House::build()?;
        house.first_run()?;
        let control = house.sandbox.control();
        let asked = || {
            let requests = control.requests();
            requests.get("DELETE /api/3/reservations/{id}").copied()
        };
        house.run(async |desk, ears| {
            signed_in(desk).await?;
            let booking = desk.book(&draft(desk)?).await?.booking;
            let receipt = ears
                .booking(booking, &[StepState::Accepted, StepState::Syncing])
                .await?;
            let key = receipt.steps[0].visit_key.clone().context("its key")?;
            let kind = fault.clone();
            control.fail_next(Fault::new("DELETE", "/api/3/reservations/{id}", kind));
            let cancelling = desk.cancel_visit(&key);
            if fault == FaultKind::NeverAnswer {
                let gone = until("DoorFlow to have done it", async || {
                    let left = control.reservations();
                    Ok(left.iter().all(|r| r.person_id != LINH.0).then_some(()))
                });
                return tokio::select! {
                    gone = gone => gone,
                    early = cancelling => bail!("there was no answer, but {early:?}"),
                };
            }
            let reason = Reason::Busy;
            assert_eq!(cancelling.await?, Cancelling::Kept { reason });
            Ok(())
        })?;
        house.run(async |desk, _| {
            signed_in(desk).await?;
            until("the visit to be gone", async || {
                let gone = control.reservations().iter().all(|r| r.person_id != LINH.0);
                Ok((gone && desk.outbox().await?.is_empty()).then_some(()))
            })
            .await?;
            let tomorrow = draft(desk)?.date;
            assert_eq!(visits_of(desk, LINH, &tomorrow, &tomorrow).await?, []);
            Ok(())
        })?;
        assert_eq!(asked(), Some(deletes), "{fault:?}");
    }
    Ok(())
}

#[test]
fn what_was_asked_for_long_ago_is_sent_only_by_a_person() -> Result<()> {
    for (minutes, by_itself) in [(50, true), (70, false)] {
        let house = House::build()?;
        house.first_run()?;
        let control = house.sandbox.control();
        let busy = FaultKind::RateLimited {
            retry_after: Some(86_400),
        };
        control.fail_next(Fault::new("POST", RESERVATIONS, busy));
        let booking = house.run(async |desk, _| {
            signed_in(desk).await?;
            let booking = desk.book(&draft(desk)?).await?.booking;
            until("DoorFlow to ask to wait", async || {
                let entries = desk.outbox().await?;
                Ok(entries
                    .iter()
                    .any(|it| it.reason == Reason::Busy)
                    .then_some(()))
            })
            .await?;
            Ok(booking)
        })?;
        let outbox = Connection::open(house.office.folder().join("outbox.db"))?;
        let ago = minutes * 60_000;
        outbox.execute("UPDATE entries SET made_at = made_at - ?1", [ago])?;
        drop(outbox);
        let asked = || control.requests().get("POST /api/3/reservations").copied();
        house.run(async |desk, ears| {
            signed_in(desk).await?;
            if !by_itself {
                let entry = until("a question for a person", async || {
                    let mut entries = desk.outbox().await?;
                    entries.retain(|it| it.state == Standing::NeedsYou);
                    Ok(entries.pop())
                })
                .await?;
                assert_eq!(entry.reason, Reason::Old);
                assert_eq!(desk.status().await?.needs_you, 1);
                assert_eq!(asked(), Some(1), "it was not sent again");
                desk.send_again(&entry.key).await?;
            }
            ears.booking(booking, &[StepState::Accepted, StepState::Syncing])
                .await?;
            Ok(())
        })?;
        assert_eq!(asked(), Some(2), "{minutes} minutes");
    }
    Ok(())
}

#[test]
fn what_the_doors_were_told_is_known_to_the_next_run() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    let told = || {
        let requests = control.requests();
        requests.get("POST /api/3/sync").copied().unwrap_or(0)
    };
    let readiness = async |desk: &Desk| {
        let tomorrow = draft(desk)?.date;
        let visits = visits_of(desk, LINH, &tomorrow, &tomorrow).await?;
        let visit = visits.first().context("the visit")?;
        Ok::<_, anyhow::Error>((visit.state, visit.readiness))
    };
    let busy = FaultKind::RateLimited {
        retry_after: Some(3_600),
    };
    control.fail_next(Fault::new("POST", "/api/3/sync", busy).times(2));
    house.run(async |desk, ears| {
        signed_in(desk).await?;
        let booking = desk.book(&draft(desk)?).await?.booking;
        ears.booking(booking, &[StepState::Accepted, StepState::Syncing])
            .await?;
        until("DoorFlow to be asked to tell the doors", async || {
            Ok((told() == 1).then_some(()))
        })
        .await
    })?;
    // The doors do not know yet, and the desk does not say that they do, but asks again.
    house.run(async |desk, _| {
        signed_in(desk).await?;
        until("DoorFlow to be asked again", async || {
            Ok((told() == 2).then_some(()))
        })
        .await?;
        fresh(desk).await?;
        let stands = readiness(desk).await?;
        assert_eq!(stands, (VisitState::Expected, Readiness::Waiting));
        Ok(())
    })?;
    house.run(async |desk, _| {
        signed_in(desk).await?;
        until("the doors to know", async || {
            Ok((readiness(desk).await?.1 == Readiness::Ready).then_some(()))
        })
        .await?;
        let mut linhs = control.reservations();
        linhs.retain(|r| r.person_id == LINH.0);
        ensure!(control.door_knows(FRONT_DOOR, linhs[0].id));
        Ok(())
    })?;
    // Told is told: nobody is asked once more.
    house.later_run(async |desk, _| {
        house.reads_again(desk).await?;
        // What there is to be told goes most of a second after the start.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let stands = readiness(desk).await?;
        assert_eq!(stands, (VisitState::Expected, Readiness::Ready));
        assert_eq!(told(), 3);
        Ok(())
    })
}

#[test]
fn a_program_that_ends_while_its_sign_in_is_renewed_is_signed_in_at_the_next_start() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    // The old token is dead by the time that the answer is on its way.
    let slow = FaultKind::Delay {
        when: When::After,
        by: TimeDelta::seconds(1),
    };
    control.fail_next(Fault::new("POST", "/oauth/token", slow));
    let asked = || control.requests().get("POST /oauth/token").copied();
    let before = asked();
    let keychain = &house.office.keychain;
    let token = || -> Result<String> {
        let entries = keychain.entries();
        let mut entries = entries.iter();
        let entry = entries.find(|entry| entry.starts_with("refresh-token:"));
        let token = keychain.read(entry.context("a sign-in is kept")?)?;
        Ok(token.context("its token")?.to_string())
    };
    let kept = token()?;
    house.run(async |desk, _| {
        signed_in(desk).await?;
        until("the renewal", async || Ok((asked() > before).then_some(()))).await?;
        desk.end().await;
        ensure!(token()? != kept, "the new one is kept by then");
        Ok(())
    })?;
    house.later_run(async |_, _| Ok(()))?;
    assert_eq!(house.office.browser_opened(), 1, "at the first run alone");
    Ok(())
}

#[tokio::test]
async fn what_is_not_sent_is_known_before_the_program_ends() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    ensure!(desk.undone().await?.is_nothing());
    let wait = FaultKind::RateLimited {
        retry_after: Some(3600),
    };
    let fault = Fault::new("POST", RESERVATIONS, wait);
    reception.control().fail_next(fault);
    desk.book(&reception.draft()?).await?;
    let undone = desk.undone().await?;
    assert_eq!((undone.unsent, undone.rows), (1, 0));
    // What nobody could send from here any more is no reason to stay.
    desk.sign_out().await?;
    ensure!(desk.undone().await?.is_nothing());
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
