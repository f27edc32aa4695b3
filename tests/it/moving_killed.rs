//! A program that is killed while it moves a visit.

use anyhow::{Context as _, Result};
use desk::booking::{Draft, NewTimes};
use desk::outbox::StepState;
use desk::visits::VisitState;
use sandbox::{Fault, Write};
use serde_json::json;

use crate::ears::until;
use crate::reception::{LINH, RESERVATIONS, draft, fresh, signed_in, visits_of};
use crate::restart::House;

#[test]
fn a_move_goes_on_at_the_step_where_the_program_died() -> Result<()> {
    // As the new visit is made, as it is looked for before the old one goes, and as the old one goes.
    let lists_fail = json!({ "error": "unavailable" });
    for (fault, left_then) in [
        (Fault::never_answer("POST", RESERVATIONS), 2),
        (
            Fault::answer("GET", RESERVATIONS, 503, lists_fail).times(1000),
            2,
        ),
        (Fault::never_answer("DELETE", "/api/3/reservations/{id}"), 1),
    ] {
        let house = House::build()?;
        house.first_run()?;
        let control = house.sandbox.control();
        let key = house.run(async |desk, ears| {
            signed_in(desk).await?;
            fresh(desk).await?;
            let booking = desk.book(&draft(desk)?).await?.booking;
            let there = [StepState::Accepted, StepState::Syncing, StepState::Ready];
            let receipt = ears.booking(booking, &there).await?;
            receipt.steps[0].visit_key.clone().context("a visit")
        })?;
        house.run(async |desk, _| {
            signed_in(desk).await?;
            fresh(desk).await?;
            control.fail_next(fault);
            let Draft { date, from, .. } = draft(desk)?;
            let times = NewTimes {
                last_date: date.clone(),
                date,
                from,
                to: "18:00".to_owned(),
            };
            desk.move_visit(&key, &times).await?;
            until("the step", async || {
                let linhs = control.reservations();
                let linhs = linhs.iter().filter(|visit| visit.person_id == LINH.0);
                let made = control.ledger();
                let made = made
                    .iter()
                    .filter(|entry| matches!(entry.write, Write::ReservationCreated(_)));
                let there = made.count() == 2 && linhs.count() == left_then;
                Ok(there.then_some(()))
            })
            .await
        })?;
        control.end_trouble();
        house.run(async |desk, _| {
            until("everything to be settled", async || {
                Ok(desk.outbox().await?.is_empty().then_some(()))
            })
            .await?;
            let tomorrow = draft(desk)?.date;
            let visits = visits_of(desk, LINH, &tomorrow, &tomorrow).await?;
            let seen: Vec<_> = visits
                .iter()
                .map(|visit| (visit.state, visit.end.time.as_str()))
                .collect();
            assert_eq!(seen, [(VisitState::Expected, "18:00")], "once, and longer");
            Ok(())
        })?;
        let left = control.reservations();
        let left = left.iter().filter(|visit| visit.person_id == LINH.0);
        assert_eq!(left.count(), 1, "neither twice nor gone");
    }
    Ok(())
}
