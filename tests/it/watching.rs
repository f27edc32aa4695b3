//! Who comes and who does not, as the doors say it and as it is said by hand, on the building's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use desk::booking::Draft;
use desk::outbox::StepState;
use desk::visits::{LetInOutcome, Presence, Visit};
use desk::{Clock, Code, Desk, News};
use sandbox::{Fault, FaultKind, Options, When};

use crate::ears::until;
use crate::reception::{
    FRONT_DOOR, LINH, LINH_NAME, Office, Reception, TURNSTILE, building_with, doors, fresh,
    signed_in, visits_of,
};

const EVENTS: &str = "GET /api/3/events";
const ADMIT: &str = "POST /api/3/channels/{id}/admit_person";

/// A reception on a day whose hour the test says; the computer's clock goes with the building's.
pub(crate) struct Day {
    pub(crate) reception: Reception,
    clock: sandbox::Clock,
    ahead: Arc<AtomicI64>,
}

impl Day {
    /// Wednesday, ten in the morning.
    pub(crate) async fn at_ten() -> Result<Self> {
        Self::with(None).await
    }

    /// The same at another time of day, `HH:MM`.
    pub(crate) async fn from(time: &str) -> Result<Self> {
        Self::set_up(None, "", time).await
    }

    /// The same of a desk whose configuration says this too.
    pub(crate) async fn configured(more: &str) -> Result<Self> {
        Self::set_up(None, more, "10:00").await
    }

    /// The same, of a sign-in that is granted these scopes at most.
    pub(crate) async fn with(scopes: Option<&[&str]>) -> Result<Self> {
        Self::set_up(scopes, "", "10:00").await
    }

    async fn set_up(scopes: Option<&[&str]>, more: &str, time: &str) -> Result<Self> {
        let begins: DateTime<Utc> = format!("2026-11-18T{time}:00Z").parse()?;
        let clock = sandbox::Clock::system();
        clock.set(begins);
        let sandbox = building_with(Options {
            people: 60,
            clock: clock.clone(),
            ..Options::default()
        })
        .await?;
        if let Some(scopes) = scopes {
            sandbox.control().set_scopes(scopes);
        }
        let ahead = Arc::new(AtomicI64::new((begins - Utc::now()).num_milliseconds()));
        let mut office = Office::at(&sandbox)?;
        office.clock = Clock::Set(Arc::clone(&ahead));
        office.configure_also(more)?;
        let reception = Reception::signed_in_at(sandbox, office).await?;
        fresh(&reception.desk).await?;
        Ok(Self {
            reception,
            clock,
            ahead,
        })
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.reception.desk
    }

    /// So many minutes go by at once.
    pub(crate) fn later(&self, minutes: i64) {
        self.on(TimeDelta::minutes(minutes));
    }

    /// The building's time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// So much time goes by at once.
    pub(crate) fn on(&self, step: TimeDelta) {
        self.clock.advance(step);
        self.ahead
            .fetch_add(step.num_milliseconds(), Ordering::SeqCst);
    }

    /// Books Linh for today at one door, and waits until it knows; the visit's key.
    pub(crate) async fn booked(&self, from: &str, to: &str, door: i64) -> Result<String> {
        let today = self.reception.day(0)?.to_string();
        let draft = Draft {
            date: today.clone(),
            last_date: today,
            from: from.to_owned(),
            to: to.to_owned(),
            place: doors(&[door]),
            ..self.reception.draft()?
        };
        let receipt = self.desk().book(&draft).await?;
        let ready = self
            .reception
            .ears
            .booking(receipt.booking, &[StepState::Ready])
            .await?;
        ready.steps[0].visit_key.clone().context("a visit")
    }

    /// Waits until a visit's visitor has come, or not, as wanted; asks the desk to look at once.
    async fn seen(&self, key: &str, wanted: impl Fn(&Visit) -> bool) -> Result<Visit> {
        self.desk().refresh();
        self.comes_to(key, wanted).await
    }

    /// The same, without being asked to.
    async fn comes_to(&self, key: &str, wanted: impl Fn(&Visit) -> bool) -> Result<Visit> {
        let today = self.reception.day(0)?;
        let what = format!("{key} to be as it should");
        until(what, async || {
            let visits = visits_of(self.desk(), LINH, today, today).await?;
            Ok(visits
                .into_iter()
                .find(|visit| visit.key == key && wanted(visit)))
        })
        .await
    }

    /// Linh tries a door.
    pub(crate) fn tries(&self, door: i64) -> i64 {
        let control = self.reception.control();
        control.person_tries(LINH.0, door).unwrap_or_default()
    }
}

fn presence(visit: &Visit) -> Option<Presence> {
    visit.attendance.as_ref().map(|seen| seen.presence)
}

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
        both.contains(&Ok(LetInOutcome::Admitted)) && both.contains(&Err(Code::Busy)),
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
