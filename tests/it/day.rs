//! A desk on a day whose hour the test says.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use desk::booking::Draft;
use desk::outbox::StepState;
use desk::visits::{Presence, Visit};
use desk::{Clock, Desk};
use sandbox::Options;

use crate::ears::until;
use crate::reception::{
    FRONT_DOOR, LINH, Office, Reception, VISITORS, building_with, doors, fresh, groups, visits_of,
};

/// A reception on a day whose hour the test says; the computer's clock goes with the building's.
pub(crate) struct Day {
    pub(crate) reception: Reception,
    pub(crate) clock: sandbox::Clock,
    pub(crate) ahead: Arc<AtomicI64>,
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

    /// A draft of a visit today at one door.
    pub(crate) fn draft(&self, from: &str, to: &str, door: i64) -> Result<Draft> {
        let today = self.reception.day(0)?.to_string();
        Ok(Draft {
            date: today.clone(),
            last_date: today,
            from: from.to_owned(),
            to: to.to_owned(),
            place: doors(&[door]),
            ..self.reception.draft()?
        })
    }

    /// Books Linh for today at one door, and waits until it knows; the visit's key.
    pub(crate) async fn booked(&self, from: &str, to: &str, door: i64) -> Result<String> {
        let draft = self.draft(from, to, door)?;
        let receipt = self.desk().book(&draft).await?;
        let ready = self
            .reception
            .ears
            .booking(receipt.booking, &[StepState::Ready])
            .await?;
        ready.steps[0].visit_key.clone().context("a visit")
    }

    /// Books Linh for today by the group of visitors, and waits until DoorFlow has it; the visit's key.
    pub(crate) async fn booked_by_group(&self, from: &str, to: &str) -> Result<String> {
        let draft = Draft {
            place: groups(&[VISITORS]),
            ..self.draft(from, to, FRONT_DOOR)?
        };
        let receipt = self.desk().book(&draft).await?;
        let states = [StepState::Accepted, StepState::Syncing, StepState::Ready];
        let accepted = self
            .reception
            .ears
            .booking(receipt.booking, &states)
            .await?;
        accepted.steps[0].visit_key.clone().context("a visit")
    }

    /// Waits until a visit's visitor has come, or not, as wanted; asks the desk to look at once.
    pub(crate) async fn seen(&self, key: &str, wanted: impl Fn(&Visit) -> bool) -> Result<Visit> {
        self.desk().refresh();
        self.comes_to(key, wanted).await
    }

    /// The same, without being asked to.
    pub(crate) async fn comes_to(
        &self,
        key: &str,
        wanted: impl Fn(&Visit) -> bool,
    ) -> Result<Visit> {
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

/// What is known of a visitor.
pub(crate) fn presence(visit: &Visit) -> Option<Presence> {
    visit.attendance.as_ref().map(|seen| seen.presence)
}
