//! A door that is asked to let a visitor in, once.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use desk::Code;
use desk::visits::{LetInOutcome, Presence};
use sandbox::{Fault, FaultKind};

use crate::day::{Day, presence};
use crate::ears::until;
use crate::reception::{FRONT_DOOR, TURNSTILE};

pub(crate) const ADMIT: &str = "POST /api/3/channels/{id}/admit_person";

#[tokio::test]
async fn a_door_lets_a_visitor_in_once_and_says_what_became_of_it() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.later(6);
    let opened = day.desk().let_in(&key, FRONT_DOOR.into()).await?;
    assert_eq!(opened.outcome, LetInOutcome::Admitted);
    assert_eq!(day.reception.asked(ADMIT), 1);
    // The door's own word of it is the arrival.
    day.comes_to(&key, |visit| presence(visit) == Some(Presence::Here))
        .await?;
    // Not her door: DoorFlow does not even ask it.
    let refused = day.desk().let_in(&key, TURNSTILE.into()).await?;
    assert_eq!(refused.outcome, LetInOutcome::Barred);

    // Two at once are one.
    let (one, other) = tokio::join!(
        day.desk().let_in(&key, FRONT_DOOR.into()),
        day.desk().let_in(&key, FRONT_DOOR.into())
    );
    let both = [one, other].map(|done| done.map(|done| done.outcome).map_err(|error| error.code));
    assert!(
        both.contains(&Ok(LetInOutcome::Admitted))
            && both.contains(&Ok(LetInOutcome::AlreadyAsked)),
        "{both:?}"
    );
    assert_eq!(day.reception.asked(ADMIT), 3);

    control.set_channel_online(FRONT_DOOR, false);
    let offline = day.desk().let_in(&key, FRONT_DOOR.into()).await?;
    assert_eq!(offline.outcome, LetInOutcome::Offline);
    control.set_channel_online(FRONT_DOOR, true);
    control.set_channel_answers(FRONT_DOOR, false);
    let asked = day.reception.asked(ADMIT);
    let silent = day.desk().let_in(&key, FRONT_DOOR.into());
    let two_minutes = async {
        until("the request", async || {
            Ok((day.reception.asked(ADMIT) > asked).then_some(()))
        })
        .await?;
        day.later(2);
        anyhow::Ok(())
    };
    let (silent, waited) = tokio::join!(silent, two_minutes);
    waited?;
    assert_eq!(silent?.outcome, LetInOutcome::Timeout);
    Ok(())
}

#[tokio::test]
async fn an_admission_whose_answer_is_lost_is_not_sent_again() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.later(6);
    control.fail_next(Fault::lose_answer(
        "POST",
        &format!("/api/3/channels/{FRONT_DOOR}/admit_person"),
    ));
    let lost = day.desk().let_in(&key, FRONT_DOOR.into()).await?;
    assert_eq!(lost.outcome, LetInOutcome::NotKnown);
    day.reception.refresh().await?;
    assert_eq!(day.reception.asked(ADMIT), 1, "it is an act of its moment");
    // A busy DoorFlow has not asked the door, and nor does the desk by itself.
    let busy = FaultKind::RateLimited {
        retry_after: Some(1),
    };
    control.fail_next(Fault::new(
        "POST",
        &format!("/api/3/channels/{FRONT_DOOR}/admit_person"),
        busy,
    ));
    let busy = day.desk().let_in(&key, FRONT_DOOR.into()).await;
    assert_eq!(busy.map_err(|error| error.code), Err(Code::Busy));
    day.reception.refresh().await?;
    assert_eq!(day.reception.asked(ADMIT), 2);
    Ok(())
}

#[tokio::test]
async fn how_it_went_is_asked_no_sooner_than_doorflow_wants() -> Result<()> {
    const WANTED: Duration = Duration::from_secs(13);
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.later(6);
    let busy = FaultKind::RateLimited {
        retry_after: Some(13),
    };
    control.fail_next(Fault::new("GET", "/api/3/admission_requests/{id}", busy));
    let began = Instant::now();
    let opened = day.desk().let_in(&key, FRONT_DOOR.into()).await?;
    assert_eq!(opened.outcome, LetInOutcome::Admitted);
    ensure!(
        began.elapsed() >= WANTED,
        "asked after {:?}",
        began.elapsed()
    );
    Ok(())
}
