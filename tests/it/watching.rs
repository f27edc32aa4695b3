//! Who comes and who does not, as the doors say it and as it is said by hand, on the building's clock.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use desk::visits::{Presence, Visit};
use desk::{Code, News};
use sandbox::{Fault, FaultKind, When};

use crate::day::{Day, presence};
use crate::ears::until;
use crate::letting_in::ADMIT;
use crate::reception::{
    FRONT_DOOR, LINH, LINH_NAME, Reception, TURNSTILE, fresh, signed_in, visits_of,
};

const EVENTS: &str = "GET /api/3/events";

#[tokio::test]
async fn a_visitor_who_comes_shows_by_itself_and_is_told() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.later(12);
    ensure!(day.tries(TURNSTILE) >= 20, "the turnstile is not hers");
    ensure!(day.tries(FRONT_DOOR) < 20, "the door lets her in");
    // Nobody asks the desk to look.
    let visit = day
        .comes_to(&key, |visit| presence(visit) == Some(Presence::Here))
        .await?;
    let seen = visit.attendance.context("an arrival")?;
    ensure!(!seen.by_hand && !seen.door.is_empty(), "{seen:?}");
    // A slow machine's minutes are in it.
    ensure!(
        seen.late.is_some_and(|late| (7..12).contains(&late)),
        "{seen:?}"
    );
    let told = day.reception.ears.hear("her arrival", |news| match news {
        News::Arrivals { visits } => visits
            .iter()
            .any(|visit| visit.key == key && presence(visit) == Some(Presence::Here))
            .then_some(()),
        _ => None,
    });
    told.await?;
    let details = day.desk().visit(&key).await?;
    assert_eq!(
        details
            .arrivals
            .iter()
            .map(|arrival| arrival.rejected)
            .collect::<Vec<_>>(),
        [false, true],
        "the latest first: {:?}",
        details.arrivals
    );
    day.later(60);
    let over = day
        .seen(&key, |visit| presence(visit) == Some(Presence::Left))
        .await?;
    let left = over.attendance.and_then(|seen| seen.at);
    assert_eq!(left.map(|at| at.time).as_deref(), Some("11:00"));
    Ok(())
}

#[tokio::test]
async fn who_is_turned_away_before_the_start_stands_out_with_the_doors_reason() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:10", "11:00", FRONT_DOOR).await?;
    day.later(5);
    ensure!(day.tries(FRONT_DOOR) >= 20, "it is too early");
    let visit = day
        .seen(&key, |visit| presence(visit) == Some(Presence::Rejected))
        .await?;
    let seen = visit.attendance.context("an attempt")?;
    let events = day.reception.control().events();
    let of_her = events
        .iter()
        .rev()
        .find(|event| event.person_id == Some(LINH.0));
    let doors_word = of_her.context("an event")?;
    assert_eq!(
        (seen.said, seen.door),
        (
            doors_word.event_label.clone(),
            doors_word.channel_name.clone()
        )
    );
    let told = day.reception.ears.hear("the attempt", |news| match news {
        News::Arrivals { visits } => visits
            .iter()
            .any(|visit| presence(visit) == Some(Presence::Rejected))
            .then_some(()),
        _ => None,
    });
    told.await?;
    day.later(6);
    ensure!(day.tries(FRONT_DOOR) < 20, "now it is time");
    day.seen(&key, |visit| presence(visit) == Some(Presence::Here))
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_no_show_is_told_and_a_door_that_was_away_is_waited_for() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let missed = day.booked("10:05", "10:30", TURNSTILE).await?;
    let away = day.booked("10:31", "10:50", FRONT_DOOR).await?;
    control.set_channel_online(FRONT_DOOR, false);
    day.reception.refresh().await?;
    day.later(35);
    ensure!(
        day.tries(FRONT_DOOR) < 20,
        "a door that is away decides by itself"
    );
    day.later(35);
    day.seen(&missed, |visit| presence(visit) == Some(Presence::NoShow))
        .await?;
    let unknown = day.seen(&away, |_| true).await?;
    assert_eq!(
        unknown.attendance, None,
        "whether she came is the door's to say"
    );
    // It is back, and reports what happened more than half an hour ago.
    control.set_channel_online(FRONT_DOOR, true);
    day.reception.refresh().await?;
    day.seen(&away, |visit| presence(visit) == Some(Presence::Left))
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_door_that_went_while_the_computer_slept_is_waited_for() -> Result<()> {
    let day = Day::at_ten().await?;
    let control = day.reception.control();
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.reception.refresh().await?;
    day.later(5);
    control.set_channel_online(FRONT_DOOR, false);
    day.later(5);
    ensure!(
        day.tries(FRONT_DOOR) < 20,
        "a door that is away decides by itself"
    );
    day.later(80);
    // The log is read before it is known that the door has gone.
    let slow = FaultKind::Delay {
        when: When::Before,
        by: TimeDelta::seconds(2),
    };
    control.fail_next(Fault::new("GET", "/api/3/channels", slow));
    let looked = day.reception.asked(EVENTS);
    day.desk().refresh();
    until("the log to be read", async || {
        Ok((day.reception.asked(EVENTS) > looked).then_some(()))
    })
    .await?;
    day.reception.refresh().await?;
    // What a look has read is kept before the next one asks.
    for _ in 0..2 {
        let looked = day.reception.asked(EVENTS);
        day.desk().refresh();
        until("the log to be read again", async || {
            Ok((day.reception.asked(EVENTS) > looked).then_some(()))
        })
        .await?;
    }
    let unknown = day.comes_to(&key, |_| true).await?;
    assert_eq!(
        unknown.attendance, None,
        "whether she came is the door's to say"
    );

    control.set_channel_online(FRONT_DOOR, true);
    day.reception.refresh().await?;
    day.seen(&key, |visit| presence(visit) == Some(Presence::Left))
        .await?;
    Ok(())
}

#[tokio::test]
async fn nobody_is_checked_in_for_a_visit_that_is_days_ahead() -> Result<()> {
    let day = Day::at_ten().await?;
    let visit = day.reception.control().add_reservation(
        LINH.0,
        day.now() + TimeDelta::days(2),
        day.now() + TimeDelta::hours(49),
        &[FRONT_DOOR],
    );
    day.reception.refresh().await?;
    let key = format!("r{visit}");
    let early = day.desk().mark(std::slice::from_ref(&key), true).await;
    assert_eq!(early.map_err(|error| error.code), Err(Code::Refused));
    assert_eq!(day.desk().visit(&key).await?.visit.attendance, None);
    Ok(())
}

#[tokio::test]
async fn who_is_checked_in_by_hand_stays_so_over_a_restart_and_can_be_taken_back() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.later(6);
    let keys = std::slice::from_ref(&key);
    let unknown = day.desk().mark(&[key.clone(), "r1".to_owned()], true).await;
    assert_eq!(
        unknown.map_err(|error| error.code),
        Err(Code::NotFound),
        "all of them or none"
    );
    day.comes_to(&key, |visit| visit.attendance.is_none())
        .await?;
    let before = day.desk().mark(keys, true).await?;
    day.comes_to(&key, |visit| presence(visit) == Some(Presence::Here))
        .await?;
    day.reception.refresh().await?;
    day.comes_to(&key, |visit| presence(visit) == Some(Presence::Here))
        .await?;

    day.desk().close();
    let Day {
        reception,
        clock,
        ahead,
    } = day;
    let Reception {
        sandbox,
        office,
        desk,
        ears,
    } = reception;
    drop((desk, ears));
    let (desk, ears) = office.start().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let day = Day {
        reception: Reception {
            sandbox,
            office,
            desk,
            ears,
        },
        clock,
        ahead,
    };
    let visit = day
        .seen(&key, |visit| presence(visit) == Some(Presence::Here))
        .await?;
    ensure!(
        visit.attendance.is_some_and(|seen| seen.by_hand),
        "it was said by hand"
    );
    let here = day.desk().mark(keys, false).await?;
    day.comes_to(&key, |visit| presence(visit) == Some(Presence::Left))
        .await?;
    day.desk().unmark(&here).await?;
    day.comes_to(&key, |visit| presence(visit) == Some(Presence::Here))
        .await?;
    day.desk().unmark(&before).await?;
    day.comes_to(&key, |visit| visit.attendance.is_none())
        .await?;
    Ok(())
}

#[tokio::test]
async fn what_happened_while_the_program_was_closed_is_known_after() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    day.desk().close();
    day.later(10);
    day.tries(FRONT_DOOR);
    day.later(20);
    let (desk, _ears) = day.reception.office.start().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let today = day.reception.day(0)?;
    let what = "the arrival";
    until(what, async || {
        desk.refresh();
        let visits = visits_of(&desk, LINH, today, today).await?;
        let here = |visit: &Visit| visit.key == key && presence(visit) == Some(Presence::Here);
        Ok(visits.iter().any(here).then_some(()))
    })
    .await
}

#[tokio::test]
async fn without_the_scopes_nothing_is_asked_for_and_nobody_is_called_missing() -> Result<()> {
    let scopes = [
        "account.person",
        "account.reservation",
        "account.channel.readonly",
        "account.group.readonly",
        "account.sync",
    ];
    let day = Day::with(Some(&scopes)).await?;
    let key = day.booked("10:05", "10:20", FRONT_DOOR).await?;
    day.later(6);
    let refused = day.desk().let_in(&key, FRONT_DOOR.into()).await;
    assert_eq!(refused.map_err(|error| error.code), Err(Code::Forbidden));
    day.later(60);
    day.reception.refresh().await?;
    let visit = day.comes_to(&key, |_| true).await?;
    assert_eq!(visit.attendance, None, "nothing is known of {LINH_NAME}");
    assert_eq!(day.reception.asked(EVENTS), 0);
    assert_eq!(day.reception.asked(ADMIT), 0);
    Ok(())
}
