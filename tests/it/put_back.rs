//! The outbox is put back from a copy: what waits in it may have been sent since.

use anyhow::{Result, ensure};
use desk::outbox::{Reason, Standing, StepState};
use sandbox::Fault;
use serde_json::json;

use crate::ears::until;
use crate::reception::{LINH, RESERVATIONS, draft, fresh, signed_in};
use crate::restart::House;

#[test]
fn an_outbox_that_is_written_over_with_an_older_one_sends_nothing_by_itself() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    let body = json!({ "error": "rate_limited", "retry_in": 3600 });
    control.fail_next(Fault::answer("POST", RESERVATIONS, 429, body));
    house.run(async |desk, ears| {
        signed_in(desk).await?;
        fresh(desk).await?;
        let booking = desk.book(&draft(desk)?).await?.booking;
        ears.booking(booking, &[StepState::Queued]).await?;
        Ok(())
    })?;
    let outbox = house.office.folder().join("outbox.db");
    let copy = std::fs::read(&outbox)?;
    // It is booked, and then taken back in DoorFlow by somebody else.
    house.run(async |desk, _| {
        signed_in(desk).await?;
        until("the booking to be settled", async || {
            Ok(desk.outbox().await?.is_empty().then_some(()))
        })
        .await
    })?;
    let mut made = control.reservations();
    made.retain(|reservation| reservation.person_id == LINH.0);
    ensure!(made.len() == 1 && control.delete_reservation(made[0].id));
    std::fs::write(&outbox, copy)?;
    let before = control.requests();
    house.run(async |desk, _| {
        signed_in(desk).await?;
        fresh(desk).await?;
        let entries = desk.outbox().await?;
        let stand: Vec<_> = entries.iter().map(|it| (it.state, it.reason)).collect();
        assert_eq!(stand, [(Standing::NeedsYou, Reason::Restored)]);
        Ok(())
    })?;
    let sent = "POST /api/3/reservations";
    assert_eq!(control.requests().get(sent), before.get(sent));
    Ok(())
}
