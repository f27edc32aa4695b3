//! What happened, as History tells it: who came, who was turned away, who did not come, and what was taken back.

use anyhow::{Context as _, Result, ensure};
use desk::history::{HistoryAsk, HistoryLine, HistoryPage, HistoryState};
use desk::visits::VisitState;
use doorflow::ChannelId;
use sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::bookings::hours;
use crate::day::Day;
use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH, LOADING_BAY, MARTA, TURNSTILE};

impl Day {
    async fn history(&self, ask: &HistoryAsk) -> Result<HistoryPage> {
        Ok(self.desk().history(ask.clone(), 0, 100, None).await?)
    }

    /// All of today.
    fn today(&self) -> Result<HistoryAsk> {
        let today = Some(self.reception.day(0)?);
        Ok(HistoryAsk {
            first: today,
            last: today,
            person: Some(LINH),
            ..HistoryAsk::default()
        })
    }
}

fn line<'a>(page: &'a HistoryPage, key: &str) -> Result<&'a HistoryLine> {
    let line = page.lines.iter().find(|line| line.visit.key == key);
    line.with_context(|| format!("{key} in {page:?}"))
}

#[tokio::test]
async fn it_tells_how_each_visit_went() -> Result<()> {
    let day = Day::at_ten().await?;
    let came = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    let taken_back = day.booked("12:00", "13:00", TURNSTILE).await?;
    let missed = day.booked("13:00", "14:00", FRONT_DOOR).await?;
    day.desk().cancel_visit(&taken_back).await?;
    day.later(12);
    let control = day.reception.control();
    control.person_tries(LINH.0, TURNSTILE).context("a door")?;
    control.person_tries(LINH.0, FRONT_DOOR).context("a door")?;
    // The doors' own time: a slow machine's minutes are in it.
    let events = control.events();
    let of_her = events.iter().rev();
    let mut of_her = of_her.filter(|event| event.person_id == Some(LINH.0));
    let let_in = of_her.next().context("an event")?.created_at;
    day.later(5 * 60);

    let ask = day.today()?;
    let page = until("the no-show to be known", async || {
        day.desk().refresh();
        let page = day.history(&ask).await?;
        let known = line(&page, &missed)?.state == HistoryState::NoShow
            && line(&page, &taken_back).is_ok_and(|line| line.state == HistoryState::Cancelled);
        Ok(known.then_some(page))
    })
    .await?;

    let came = line(&page, &came)?;
    ensure!(came.state == HistoryState::Left, "{came:?}");
    let time = |at: &Option<desk::wall::Moment>| at.as_ref().map(|at| at.time.clone());
    let arrived = came.arrived.as_ref().map(|at| at.utc.timestamp());
    ensure!(arrived == Some(let_in.timestamp()), "{let_in} in {came:?}");
    ensure!(time(&came.left).as_deref() == Some("11:00"), "{came:?}");
    ensure!(came.rejected == 1 && !came.said.is_empty(), "{came:?}");
    ensure!(!came.by_hand, "{came:?}");
    let keys: Vec<&str> = page
        .lines
        .iter()
        .map(|line| line.visit.key.as_str())
        .collect();
    ensure!(
        keys[0] == missed && keys.len() == 3,
        "the latest first: {keys:?}"
    );
    let counted: usize = page.counts.iter().map(|count| count.count).sum();
    ensure!(counted == page.total && page.total == 3, "{page:?}");

    let only = |states: &[HistoryState]| HistoryAsk {
        states: states.to_vec(),
        ..ask.clone()
    };
    // The same reading answers for other states, and counts all.
    let no_shows = only(&[HistoryState::NoShow]);
    let same = day
        .desk()
        .history(no_shows, 0, 100, Some(page.reading))
        .await?;
    ensure!(same.reading == page.reading, "it was read again");
    ensure!(same.total == 1 && same.lines[0].visit.key == missed);
    ensure!(same.counts == page.counts);
    let second = day
        .desk()
        .history(ask.clone(), 1, 1, Some(page.reading))
        .await?;
    ensure!(second.total == 3 && second.lines == page.lines[1..2]);

    let at = |door: i64| HistoryAsk {
        doors: vec![ChannelId(door)],
        ..ask.clone()
    };
    ensure!(day.history(&at(FRONT_DOOR)).await?.total == 2);
    ensure!(day.history(&at(TURNSTILE)).await?.total == 1);
    let of_marta = HistoryAsk {
        person: Some(MARTA),
        ..ask.clone()
    };
    ensure!(day.history(&of_marta).await?.total == 0);
    let yesterday = day.reception.day(0)?.pred_opt();
    let before = HistoryAsk {
        first: yesterday,
        last: yesterday,
        ..ask.clone()
    };
    ensure!(day.history(&before).await?.total == 0);
    let backwards = HistoryAsk {
        last: yesterday,
        ..ask
    };
    ensure!(
        day.history(&backwards).await.is_err(),
        "the last day is before the first"
    );
    Ok(())
}

#[tokio::test]
async fn whoever_came_to_a_visit_that_was_moved_came_to_it_once() -> Result<()> {
    let day = Day::at_ten().await?;
    let key = day.booked("10:05", "11:00", FRONT_DOOR).await?;
    let longer = hours(&day.reception.day(0)?, "10:05", "12:00");
    day.desk().move_visit(&key, &longer).await?;
    until("the longer one to stand alone", async || {
        Ok(day.desk().outbox().await?.is_empty().then_some(()))
    })
    .await?;
    day.later(12);
    let control = day.reception.control();
    control.person_tries(LINH.0, FRONT_DOOR).context("a door")?;
    let ask = day.today()?;
    let page = until("her arrival to be known", async || {
        day.desk().refresh();
        let page = day.history(&ask).await?;
        let here = page.lines.iter().any(|it| it.state == HistoryState::Here);
        Ok(here.then_some(page))
    })
    .await?;
    let moved = line(&page, &key)?;
    ensure!(moved.state == HistoryState::Moved, "{moved:?}");
    ensure!(
        moved.arrived.is_none() && moved.left.is_none() && moved.rejected == 0,
        "{moved:?}"
    );
    Ok(())
}

#[tokio::test]
async fn whether_an_arrival_was_said_by_hand_is_told_whoever_said_that_they_left() -> Result<()> {
    let day = Day::at_ten().await?;
    let by_door = day.booked("10:05", "10:30", FRONT_DOOR).await?;
    let by_hand = day.booked("10:40", "10:50", TURNSTILE).await?;
    let afterwards = day.booked("11:00", "11:10", TURNSTILE).await?;
    day.later(12);
    let control = day.reception.control();
    control.person_tries(LINH.0, FRONT_DOOR).context("a door")?;
    let ask = day.today()?;
    until("her arrival to be known", async || {
        day.desk().refresh();
        let page = day.history(&ask).await?;
        Ok((line(&page, &by_door)?.state == HistoryState::Here).then_some(()))
    })
    .await?;
    day.desk()
        .mark(std::slice::from_ref(&by_door), false)
        .await?;
    day.later(30);
    day.desk()
        .mark(std::slice::from_ref(&by_hand), true)
        .await?;
    day.later(40);
    day.desk()
        .mark(std::slice::from_ref(&afterwards), true)
        .await?;
    let page = day.history(&ask).await?;
    let told = |key: &str| -> Result<(HistoryState, bool, bool)> {
        let line = line(&page, key)?;
        Ok((line.state, line.arrived.is_some(), line.by_hand))
    };
    ensure!(told(&by_door)? == (HistoryState::Left, true, false));
    ensure!(told(&by_hand)? == (HistoryState::Left, true, true));
    let late = line(&page, &afterwards)?;
    ensure!(told(&afterwards)? == (HistoryState::Left, false, false));
    let left = late.left.as_ref().map(|at| at.time.as_str());
    ensure!(left == Some("11:10"), "{late:?}");
    Ok(())
}

#[tokio::test]
async fn a_404_for_one_groups_visit_takes_none_away() -> Result<()> {
    let day = Day::at_ten().await?;
    let over = day.booked_by_group("10:05", "10:30").await?;
    let stands = day.booked_by_group("13:00", "14:00").await?;
    let one = "/api/3/group_reservations/{id}";
    let not_there = || {
        let kind = FaultKind::Answer {
            status: 404,
            body: json!({ "error": "not_found" }),
        };
        day.reception
            .control()
            .fail_next(Fault::new("GET", one, kind));
    };
    not_there();
    let details = day.desk().visit(&stands).await?;
    ensure!(details.read.is_none() && details.cancellable, "{details:?}");
    day.later(40);
    not_there();
    let details = day.desk().visit(&over).await?;
    ensure!(details.visit.state == VisitState::Over, "{details:?}");
    let page = day.history(&day.today()?).await?;
    line(&page, &over)?;
    line(&page, &stands)?;
    Ok(())
}

#[tokio::test]
async fn a_groups_visit_that_was_looked_at_afterwards_went_as_it_did() -> Result<()> {
    let day = Day::at_ten().await?;
    let came = day.booked_by_group("10:05", "10:30").await?;
    let missed = day.booked_by_group("10:40", "10:50").await?;
    day.later(12);
    day.desk().mark(std::slice::from_ref(&came), true).await?;
    day.later(3 * 60);
    // The door that was away may have nothing to tell any more.
    day.reception
        .control()
        .set_channel_online(LOADING_BAY, true);
    let states = async || -> Result<Vec<HistoryState>> {
        let page = day.history(&day.today()?).await?;
        let state = |key: &str| Ok(line(&page, key)?.state);
        [&came, &missed].map(|key| state(key)).into_iter().collect()
    };
    until("the no-show to be known", async || {
        day.desk().refresh();
        let known = states().await? == [HistoryState::Left, HistoryState::NoShow];
        if !known {
            day.later(1);
        }
        Ok(known.then_some(()))
    })
    .await?;
    for key in [&came, &missed] {
        day.desk().visit(key).await?;
    }
    assert_eq!(states().await?, [HistoryState::Left, HistoryState::NoShow]);
    Ok(())
}

#[tokio::test]
async fn it_says_from_when_on_visits_are_kept() -> Result<()> {
    let day = Day::configured("retention_days = 30\n").await?;
    let page = day.history(&day.today()?).await?;
    assert_eq!(page.kept_from.date.to_string(), "2026-10-19");
    // It was summer time then.
    ensure!(page.kept_from.time.starts_with("11:0"), "{page:?}");
    Ok(())
}
