//! DoorFlow's own door log, 90 days of it, read for a question and kept nowhere.

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use desk::Code;
use desk::history::{DoorLogAsk, DoorLogPage, DoorOutcome};
use doorflow::ChannelId;
use sandbox::Fault;
use serde_json::json;

use crate::day::Day;
use crate::reception::{FRONT_DOOR, LINH, LINH_NAME, MARTA, TURNSTILE};

/// A card was let in, and one was not known.
const ADMITTED: i64 = 10;
const NOT_KNOWN: i64 = 20;

impl Day {
    async fn door_log(&self, ask: &DoorLogAsk) -> Result<DoorLogPage> {
        Ok(self
            .desk()
            .door_log(ask.clone(), 0, 500, None, false)
            .await?)
    }

    /// Reads on to the end, and hands out lines of it.
    async fn read_on(&self, ask: &DoorLogAsk, offset: usize) -> Result<DoorLogPage> {
        let mut page = self.door_log(ask).await?;
        while !page.complete {
            let reading = Some(page.reading);
            let next = self
                .desk()
                .door_log(ask.clone(), offset, 500, reading, true);
            page = next.await?;
        }
        let reading = Some(page.reading);
        let lines = self
            .desk()
            .door_log(ask.clone(), offset, 500, reading, false);
        Ok(lines.await?)
    }

    /// Linh and Marta come every half hour of the twelve weeks before, each by a door of her own, Marta in vain.
    fn twelve_weeks(&self) {
        let control = self.reception.control();
        let long_ago = self.now() - TimeDelta::weeks(12);
        for step in 0..2 * 24 * 3 * 7 {
            let at = long_ago + TimeDelta::minutes(step * 120);
            control.door_reports(ADMITTED, LINH.0, FRONT_DOOR, at);
            control.door_reports(NOT_KNOWN, MARTA.0, TURNSTILE, at);
        }
    }

    /// What DoorFlow has that fits.
    fn known(&self, fits: impl Fn(&sandbox::Event) -> bool) -> Vec<i64> {
        let served = self.now() - TimeDelta::days(90);
        let events = self.reception.control().events();
        let access = |code: i64| (10..30).contains(&code) || (70..74).contains(&code);
        let kept = events
            .iter()
            .filter(|event| access(event.event_code) && event.created_at >= served && fits(event));
        kept.rev().map(|event| event.id).collect()
    }
}

fn ids(page: &DoorLogPage) -> Vec<i64> {
    page.events.iter().map(|event| event.id).collect()
}

#[tokio::test]
async fn ninety_days_are_read_page_by_page_whoever_came() -> Result<()> {
    let day = Day::at_ten().await?;
    day.twelve_weeks();
    let known = day.known(|_| true);
    ensure!(known.len() > 2000, "{} events", known.len());
    let all = DoorLogAsk::default();
    let first = day.door_log(&all).await?;
    ensure!(first.total == 1000 && first.read == 1000 && !first.complete);
    ensure!(ids(&first) == known[..500], "the latest first");
    ensure!(first.read_at.time.starts_with("10:0"), "{first:?}");
    let reached = first.nothing_before.context("how far it is read")?;
    ensure!(first.nothing_after.is_none() && reached.utc < day.now());
    let last = day.read_on(&all, 1900).await?;
    ensure!(last.total == known.len() && last.nothing_before.is_none());
    ensure!(ids(&last) == known[1900..known.len().min(2400)]);
    let counted: usize = last.counts.iter().map(|count| count.count).sum();
    ensure!(counted == last.total);

    // Outcomes are shown of what was read; doors, people and days are asked for anew.
    let refused = DoorLogAsk {
        outcomes: vec![DoorOutcome::TurnedAway],
        ..all.clone()
    };
    let reading = Some(last.reading);
    let refused = day.desk().door_log(refused, 0, 500, reading, false).await?;
    ensure!(refused.reading == last.reading, "it was read again");
    ensure!(
        refused
            .events
            .iter()
            .all(|event| event.outcome == DoorOutcome::TurnedAway)
    );
    ensure!(refused.total < last.total && refused.counts == last.counts);

    let turnstile = DoorLogAsk {
        doors: vec![ChannelId(TURNSTILE)],
        ..all.clone()
    };
    let turnstile = day.read_on(&turnstile, 0).await?;
    ensure!(turnstile.total == day.known(|event| event.channel_id == TURNSTILE).len());

    let linh = DoorLogAsk {
        person: Some(LINH),
        ..all
    };
    let linh = day.read_on(&linh, 0).await?;
    let hers = day.known(|event| event.person_id == Some(LINH.0));
    ensure!(linh.total == hers.len() && ids(&linh) == hers[..500]);
    ensure!(
        linh.read == hers.len(),
        "DoorFlow finds her by her name: {} were read",
        linh.read
    );
    let newest = &linh.events[0];
    ensure!(newest.name == LINH_NAME && newest.known, "{newest:?}");
    Ok(())
}

#[tokio::test]
async fn days_that_are_over_are_read_without_what_came_after() -> Result<()> {
    let day = Day::at_ten().await?;
    day.twelve_weeks();
    let first = day.now().date_naive() - TimeDelta::days(70);
    let last = first + TimeDelta::days(2);
    let ask = DoorLogAsk {
        first: Some(first),
        last: Some(last),
        ..DoorLogAsk::default()
    };
    let page = day.read_on(&ask, 0).await?;
    // The clocks went back since: these days are of London's summer time.
    let begins: DateTime<Utc> = first.and_hms_opt(0, 0, 0).context("a time")?.and_utc();
    let begins = begins - TimeDelta::hours(1);
    let within = |event: &sandbox::Event| {
        event.created_at >= begins && event.created_at < begins + TimeDelta::days(3)
    };
    ensure!(ids(&page) == day.known(within), "{page:?}");
    ensure!(page.total == 72 && page.complete, "{}", page.total);
    ensure!(page.read <= 1000, "{} were read of those after", page.read);

    let long_ago = DoorLogAsk {
        first: Some(first - TimeDelta::days(100)),
        last: Some(last - TimeDelta::days(100)),
        ..DoorLogAsk::default()
    };
    let page = day.door_log(&long_ago).await?;
    ensure!(page.complete && page.total == 0);
    let backwards = DoorLogAsk {
        first: Some(last),
        last: Some(first),
        ..DoorLogAsk::default()
    };
    let error = day.desk().door_log(backwards, 0, 1, None, false).await;
    ensure!(error.is_err_and(|error| error.code == Code::BadInput));
    Ok(())
}

#[tokio::test]
async fn what_was_read_stays_where_doorflow_cannot_be_read_on() -> Result<()> {
    let day = Day::at_ten().await?;
    day.twelve_weeks();
    let all = DoorLogAsk::default();
    let first = day.door_log(&all).await?;
    let control = day.reception.control();
    control.fail_next(Fault::answer("GET", "/api/3/events", 503, json!({})).times(20));
    let reading = Some(first.reading);
    let on = day.desk().door_log(all.clone(), 0, 500, reading, true);
    ensure!(on.await.is_err(), "it cannot be read on");
    let kept = day.desk().door_log(all.clone(), 0, 500, reading, false);
    ensure!(kept.await? == first, "what was read is there");
    Ok(())
}

#[tokio::test]
async fn who_may_not_read_it_is_told_so_and_who_signs_in_next_sees_nothing_of_it() -> Result<()> {
    let day = Day::with(Some(&["account.person", "account.reservation"])).await?;
    let all = DoorLogAsk::default();
    let error = day.desk().door_log(all.clone(), 0, 1, None, false).await;
    ensure!(error.is_err_and(|error| error.code == Code::Forbidden));

    let day = Day::at_ten().await?;
    let read = day.door_log(&all).await?;
    day.desk().sign_out().await?;
    let error = day
        .desk()
        .door_log(all.clone(), 0, 1, Some(read.reading), false);
    ensure!(
        error
            .await
            .is_err_and(|error| error.code == Code::SignedOut)
    );
    Ok(())
}
