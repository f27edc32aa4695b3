//! Booking, up to where the doors know, and taking back.

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use desk::booking::{Draft, NoteCode, ProblemCode};
use desk::outbox::{Receipt, StepState};
use desk::session::SessionState;
use desk::visits::{Readiness, Visit, VisitState};
use desk::{Code, News};
use sandbox::{Options, Reservation, Write};

use crate::ears::{Ears, until};
use crate::reception::{
    FRONT_DOOR, LINH, LINH_NAME, LOADING_BAY, Office, Reception, TURNSTILE, VISITORS,
    building_with, doors, fresh, groups, visits_of,
};

/// The one visit that Linh has on these days.
async fn only_visit(reception: &Reception, draft: &Draft) -> Result<Visit> {
    let mut visits = visits_of(&reception.desk, LINH, &draft.date, &draft.last_date).await?;
    assert_eq!(visits.len(), 1, "{visits:#?}");
    visits.pop().context("one visit")
}

fn reservations_of_linh(reception: &Reception) -> Vec<Reservation> {
    let mut all = reception.control().reservations();
    all.retain(|reservation| reservation.person_id == LINH.0);
    all
}

/// The states that the only step of a booking went through, each once.
fn way_of(ears: &Ears, booking: i64) -> Vec<StepState> {
    let mut way: Vec<StepState> = ears
        .since(0)
        .into_iter()
        .filter_map(|news| match news {
            News::Booking { receipt } if receipt.booking == booking => {
                receipt.steps.first().map(|step| step.state)
            }
            _ => None,
        })
        .collect();
    way.dedup();
    way
}

#[tokio::test]
async fn a_visit_is_ready_when_both_its_doors_know_and_not_before() -> Result<()> {
    use StepState::{Accepted, InFlight, Queued, Ready, Syncing};
    let reception = Reception::open().await?;
    let control = reception.control();
    // What the doors know is looked up at the moment of each claim.
    let (watched, mut claims) = (control.clone(), Vec::new());
    let (claim, mut claimed) = tokio::sync::mpsc::unbounded_channel();
    let _ears = Ears::with(&reception.desk, move |news| {
        let News::Booking { receipt } = news else {
            return;
        };
        for step in &receipt.steps {
            let visit = step
                .visit_key
                .as_deref()
                .and_then(|key| key.strip_prefix('r'));
            let Some(id) = visit.and_then(|id| id.parse().ok()) else {
                continue;
            };
            let known = [FRONT_DOOR, TURNSTILE].map(|door| watched.door_knows(door, id));
            let _ = claim.send((step.state, known));
        }
    });

    let draft = reception.draft()?;
    let plan = reception.desk.plan(&draft).await?;
    assert_eq!(plan.problems, []);
    assert_eq!(plan.notes, []);
    let receipt = reception.desk.book(&draft).await?;
    assert_eq!(receipt.who, LINH_NAME);
    let booking = receipt.booking;
    reception.ears.booking(booking, &[Ready]).await?;

    let first = receipt.steps.first().map(|step| step.state);
    ensure!(
        matches!(first, Some(Queued | InFlight)),
        "committed before it is sent: {receipt:?}"
    );
    assert_eq!(
        way_of(&reception.ears, booking),
        [InFlight, Accepted, Syncing, Ready]
    );
    while let Ok(heard) = claimed.try_recv() {
        claims.push(heard);
    }
    ensure!(
        claims
            .iter()
            .all(|(state, known)| *state != Ready || *known == [true, true]),
        "{claims:?}"
    );
    ensure!(
        claims
            .iter()
            .any(|(state, known)| *state == Accepted && *known == [false, false]),
        "accepted is not known yet: {claims:?}"
    );

    let made = reservations_of_linh(&reception);
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(made[0].channel_ids, [FRONT_DOOR, TURNSTILE]);
    let zone = chrono_tz::Europe::London;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let tomorrow = reception.day(1)?;
    assert_eq!(
        Some(local(made[0].start_time)),
        tomorrow.and_hms_opt(9, 0, 0)
    );
    assert_eq!(
        Some(local(made[0].end_time)),
        tomorrow.and_hms_opt(17, 0, 0)
    );
    let visit = only_visit(&reception, &draft).await?;
    assert_eq!(visit.key, format!("r{}", made[0].id));
    assert_eq!(
        (visit.state, visit.readiness),
        (VisitState::Expected, Readiness::Ready)
    );
    Ok(())
}

#[tokio::test]
async fn an_offline_door_keeps_a_visit_waiting_until_it_returns() -> Result<()> {
    let reception = Reception::open().await?;
    let control = reception.control();
    let mut draft = reception.draft()?;
    draft.place = doors(&[FRONT_DOOR, LOADING_BAY]);
    let notes = reception.desk.plan(&draft).await?.notes;
    assert_eq!(
        notes.iter().map(|note| note.code).collect::<Vec<_>>(),
        [NoteCode::DoorOffline]
    );
    let booking = reception.desk.book(&draft).await?.booking;
    reception
        .ears
        .booking(booking, &[StepState::Syncing])
        .await?;
    let id = reservations_of_linh(&reception)[0].id;

    let waiting = until("the door that is online", async || {
        let visit = only_visit(&reception, &draft).await?;
        let online = visit.doors.iter().find(|door| door.id.0 == FRONT_DOOR);
        let told = online.is_some_and(|door| door.readiness == Readiness::Ready);
        Ok(told.then_some(visit))
    })
    .await?;
    assert_eq!(waiting.readiness, Readiness::Offline);
    assert_eq!(
        (
            control.door_knows(FRONT_DOOR, id),
            control.door_knows(LOADING_BAY, id)
        ),
        (true, false)
    );
    ensure!(
        !way_of(&reception.ears, booking).contains(&StepState::Ready),
        "a door does not know it"
    );

    control.set_channel_online(LOADING_BAY, true);
    until("the door that came back", async || {
        Ok(control.door_knows(LOADING_BAY, id).then_some(()))
    })
    .await?;
    reception.desk.refresh();
    reception.ears.booking(booking, &[StepState::Ready]).await?;
    assert_eq!(
        only_visit(&reception, &draft).await?.readiness,
        Readiness::Ready
    );
    Ok(())
}

#[tokio::test]
async fn a_stay_of_several_days_by_group_is_one_visit_on_each_of_them() -> Result<()> {
    let reception = Reception::open().await?;
    let mut draft = reception.draft()?;
    draft.last_date = reception.day(4)?.to_string();
    draft.place = groups(&[VISITORS]);
    let booking = reception.desk.book(&draft).await?.booking;
    let receipt: Receipt = reception
        .ears
        .booking(booking, &[StepState::Syncing])
        .await?;
    assert_eq!(receipt.steps.len(), 1, "one group reservation: {receipt:?}");

    let mut made = reception.control().group_reservations();
    made.retain(|stay| stay.person_id == LINH.0);
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(made[0].group_ids, [VISITORS]);
    for from_today in 1..=4 {
        let day = reception.day(from_today)?;
        let visits = visits_of(&reception.desk, LINH, day, day).await?;
        let keys: Vec<_> = visits.iter().map(|visit| visit.key.as_str()).collect();
        assert_eq!(keys, [format!("g{}", made[0].id)], "on {day}");
        assert_eq!(
            visits[0].readiness,
            Readiness::NotKnown,
            "groups do not name their doors"
        );
    }
    let after = reception.day(5)?;
    assert_eq!(visits_of(&reception.desk, LINH, after, after).await?, []);
    Ok(())
}

#[tokio::test]
async fn the_same_hours_on_several_days_are_a_reservation_for_each() -> Result<()> {
    let reception = Reception::open().await?;
    let mut draft = reception.draft()?;
    draft.last_date = reception.day(3)?.to_string();
    let booking = reception.desk.book(&draft).await?.booking;
    let receipt = reception
        .ears
        .booking(booking, &[StepState::Accepted, StepState::Syncing])
        .await?;
    assert_eq!(receipt.steps.len(), 3);
    assert_eq!(reservations_of_linh(&reception).len(), 3);
    assert_eq!(
        visits_of(&reception.desk, LINH, &draft.date, &draft.last_date)
            .await?
            .len(),
        3
    );
    Ok(())
}

#[tokio::test]
async fn a_cancelled_visit_is_gone_from_doorflow_and_from_the_calendar() -> Result<()> {
    let reception = Reception::open().await?;
    let mut draft = reception.draft()?;
    let booking = reception.desk.book(&draft).await?.booking;
    reception
        .ears
        .booking(booking, &[StepState::Accepted])
        .await?;
    let key = only_visit(&reception, &draft).await?.key;
    ensure!(reception.desk.visit(&key).await?.cancellable);
    reception.desk.cancel_visit(&key).await?;
    assert_eq!(reservations_of_linh(&reception), []);

    // The same for a stay that has not begun.
    draft.place = groups(&[VISITORS]);
    let booking = reception.desk.book(&draft).await?.booking;
    reception
        .ears
        .booking(booking, &[StepState::Accepted, StepState::Syncing])
        .await?;
    let stay = only_visit(&reception, &draft).await?;
    reception.desk.cancel_visit(&stay.key).await?;
    reception.refresh().await?;
    assert_eq!(
        visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?,
        []
    );
    let gone = reception.desk.visit(&key).await.map_err(|error| error.code);
    assert_eq!(gone.err(), Some(Code::NotFound));
    let ledger = reception.control().ledger();
    let deleted = ledger.iter().filter(|entry| {
        matches!(
            entry.write,
            Write::ReservationDeleted(_) | Write::GroupReservationDeleted(_)
        )
    });
    assert_eq!(deleted.count(), 2, "{ledger:?}");
    Ok(())
}

#[tokio::test]
async fn a_booking_whose_token_has_just_ended_is_sent_once_more_with_a_new_one() -> Result<()> {
    let reception = Reception::open().await?;
    let renewals = reception.asked("POST /oauth/token");
    reception.control().expire_access_tokens();
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    reception
        .ears
        .booking(booking, &[StepState::Accepted, StepState::Syncing])
        .await?;
    // The first was refused, so that nothing was done by it.
    assert_eq!(reception.asked("POST /api/3/reservations"), 2);
    assert_eq!(reservations_of_linh(&reception).len(), 1);
    assert_eq!(reception.asked("POST /oauth/token"), renewals + 1);
    ensure!(matches!(
        reception.desk.session(),
        SessionState::SignedIn { .. }
    ));
    Ok(())
}

#[tokio::test]
async fn a_computer_whose_clock_is_wrong_by_hours_books_by_doorflows() -> Result<()> {
    for wrong_by in [TimeDelta::hours(5), TimeDelta::hours(-5)] {
        // It is noon at the building, so that no test comes near midnight.
        let east = 12 - i64::from(Utc::now().hour());
        let sandbox = building_with(Options {
            people: 60,
            // These names count to the west.
            time_zone: format!("Etc/GMT{:+}", -east).parse()?,
            ..Options::default()
        })
        .await?;
        let mut office = Office::at(&sandbox)?;
        office.clock = desk::Clock::anchored(Utc::now() + wrong_by);
        let reception = Reception::signed_in_at(sandbox, office).await?;
        fresh(&reception.desk).await?;
        let now = reception.desk.clock()?.now;
        // It may have struck one since.
        ensure!(
            ["12", "13"].contains(&&now.time[..2]),
            "{wrong_by}: {now:?}"
        );
        let today = now.date.to_string();
        let mut draft = Draft {
            date: today.clone(),
            last_date: today,
            from: "09:00".to_owned(),
            to: "10:00".to_owned(),
            ..reception.draft()?
        };
        let problems = reception.desk.plan(&draft).await?.problems;
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [ProblemCode::InThePast], "{wrong_by}");
        "14:00".clone_into(&mut draft.from);
        "15:00".clone_into(&mut draft.to);
        let booking = reception.desk.book(&draft).await?.booking;
        reception
            .ears
            .booking(booking, &[StepState::Accepted, StepState::Syncing])
            .await?;
        let visit = only_visit(&reception, &draft).await?;
        assert_eq!(
            (visit.start.time.as_str(), visit.state),
            ("14:00", VisitState::Expected)
        );
    }
    Ok(())
}
