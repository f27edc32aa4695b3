//! The cancellation of a whole series that is taken back: each visit comes back that can, and none that never stood.

use anyhow::{Context as _, Result, ensure};
use desk::Code;
use desk::booking::{Draft, ProblemCode, Reach};
use desk::outbox::Standing;
use sandbox::Fault;
use serde_json::json;

use crate::bookings::{days_until, reservations_of, settled};
use crate::day::Day;
use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH, MARTA, RESERVATIONS, Reception, building};

/// What DoorFlow has of these two.
fn theirs(reception: &Reception) -> Vec<sandbox::Reservation> {
    reservations_of(reception, &[LINH, MARTA])
}

/// Cancels all visits that belong to one, and waits until DoorFlow has none of them.
async fn cancelled(reception: &Reception, key: &str) -> Result<()> {
    reception.desk.cancel_series(key, Reach::All).await?;
    settled(reception).await?;
    ensure!(theirs(reception).is_empty(), "they are cancelled");
    Ok(())
}

#[tokio::test]
async fn one_visit_that_cannot_come_back_keeps_no_other_from_it() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let both = Draft {
        others: vec![MARTA],
        ..days_until(&reception, 2)?
    };
    desk.book(&both).await?;
    settled(&reception).await?;
    let old = theirs(&reception);
    assert_eq!(old.len(), 4);
    let key = format!("r{}", old.first().context("one")?.id);
    cancelled(&reception, &key).await?;
    reception.control().set_person_enabled(MARTA.0, false);
    reception.refresh().await?;

    let undone = desk.undo_cancel(&key).await?;
    assert_eq!((undone.stand, undone.again, undone.refused), (0, 2, 2));
    settled(&reception).await?;
    let who = theirs(&reception).into_iter().map(|one| one.person_id);
    assert_eq!(who.collect::<Vec<_>>(), [LINH.0, LINH.0]);

    // Where none can come back, nothing is undone, and it can be tried again.
    let key = format!("r{}", theirs(&reception)[0].id);
    cancelled(&reception, &key).await?;
    reception.control().set_person_enabled(LINH.0, false);
    reception.refresh().await?;
    for _ in 0..2 {
        let refused = desk.undo_cancel(&key).await.map_err(|error| error.code);
        assert_eq!(refused, Err(Code::Refused));
    }
    Ok(())
}

#[tokio::test]
async fn what_is_over_meanwhile_is_left_out() -> Result<()> {
    let day = Day::at_ten().await?;
    let reception = &day.reception;
    let soon = Draft {
        last_date: reception.day(1)?.to_string(),
        ..day.draft("10:10", "10:30", FRONT_DOOR)?
    };
    day.desk().book(&soon).await?;
    settled(reception).await?;
    let old = theirs(reception);
    assert_eq!(old.len(), 2);
    let key = format!("r{}", old[0].id);
    cancelled(reception, &key).await?;

    day.later(45);
    let undone = day.desk().undo_cancel(&key).await?;
    assert_eq!((undone.stand, undone.again, undone.refused), (0, 1, 0));
    settled(reception).await?;
    let new = theirs(reception);
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].start_time, old[1].start_time);

    // Of one that is alone, it is said.
    let key = format!("r{}", new[0].id);
    day.desk().cancel_visit(&key).await?;
    settled(reception).await?;
    day.later(24 * 60);
    let refused = day.desk().undo_cancel(&key).await;
    let refused = refused.err().context("it is over")?;
    let problems: Vec<_> = refused.problems.iter().map(|it| it.code).collect();
    assert_eq!(problems, [ProblemCode::InThePast]);
    Ok(())
}

#[tokio::test]
async fn what_doorflow_refused_of_a_series_is_not_booked_by_an_undo() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let days = days_until(&reception, 3)?;
    let refused = json!({ "error": "invalid", "errors": { "end_time": ["is not wanted"] } });
    reception
        .control()
        .fail_next(Fault::answer("POST", RESERVATIONS, 422, refused));
    desk.book(&days).await?;
    until(
        "one to be refused, and the others to be there",
        async || {
            let open = desk.outbox().await?;
            let refused = open.len() == 1 && open[0].state == Standing::Rejected;
            Ok((refused && theirs(&reception).len() == 2).then_some(()))
        },
    )
    .await?;
    let key = format!("r{}", theirs(&reception)[0].id);
    let done = desk.cancel_series(&key, Reach::All).await?;
    assert_eq!((done.cancelled, done.left), (2, 0));
    settled(&reception).await?;

    let undone = desk.undo_cancel(&key).await?;
    assert_eq!((undone.stand, undone.again, undone.refused), (0, 2, 0));
    settled(&reception).await?;
    assert_eq!(reception.asked("POST /api/3/reservations"), 5);
    assert_eq!(theirs(&reception).len(), 2);
    Ok(())
}
