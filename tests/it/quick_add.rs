//! A booking in one line: what is said to be understood is what DoorFlow has in the end.

use anyhow::{Context as _, Result, ensure};
use chrono::{DateTime, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Europe::London;
use desk::booking::{Draft, Place};
use desk::import::DateOrder;
use desk::quick::Reading;

use crate::ears::until;
use crate::reception::{FRONT_DOOR, LINH, MARTA, Reception, TURNSTILE, VISITORS, doors};

/// The best reading of a text.
async fn read(reception: &Reception, text: &str) -> Result<Reading> {
    let answer = reception
        .desk
        .quick_add_in(text, DateOrder::DayFirst)
        .await?;
    ensure!(answer.text == text);
    answer
        .readings
        .into_iter()
        .next()
        .with_context(|| format!("{text} is a booking"))
}

/// The draft that the page makes of a reading, where nothing has to be filled in.
fn draft_of(reading: &Reading) -> Result<Draft> {
    let who = reading.hits.first().context("somebody")?;
    Ok(Draft {
        person_id: Some(who.id),
        date: reading.date.clone(),
        last_date: reading.last_date.clone(),
        from: reading.from.clone(),
        to: reading.to.clone(),
        place: reading.place.clone().context("a place")?,
        repeat: reading.repeat.clone(),
        others: reading.others.iter().map(|hit| hit.id).collect(),
        about: None,
    })
}

fn wall(at: DateTime<Utc>) -> String {
    at.with_timezone(&London).format("%F %H:%M").to_string()
}

/// Books a text; answers with what DoorFlow then has more, by person and start.
async fn book(reception: &Reception, text: &str, count: usize) -> Result<Vec<String>> {
    let control = reception.control();
    let lines = || -> Vec<String> {
        let single = control.reservations().into_iter().map(|one| {
            let doors = sorted(one.channel_ids);
            format!(
                "{} {} {} doors {doors:?}",
                one.person_id,
                wall(one.start_time),
                wall(one.end_time)
            )
        });
        let groups = control.group_reservations().into_iter().map(|one| {
            let groups = sorted(one.group_ids);
            format!(
                "{} {} {} groups {groups:?}",
                one.person_id,
                wall(one.start_time),
                wall(one.end_time)
            )
        });
        single.chain(groups).collect()
    };
    let before = lines();
    let draft = draft_of(&read(reception, text).await?)?;
    ensure!(lines() == before, "reading books nothing");
    let plan = reception.desk.plan(&draft).await?;
    ensure!(plan.problems.is_empty(), "{text}: {:?}", plan.problems);
    reception.desk.book(&draft).await?;
    until(format!("DoorFlow to have {text}"), async || {
        let mut new = lines();
        new.retain(|line| !before.contains(line));
        new.sort();
        Ok((new.len() == count).then_some(new))
    })
    .await
}

fn sorted(mut ids: Vec<i64>) -> Vec<i64> {
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn what_was_understood_is_what_is_booked() -> Result<()> {
    let reception = Reception::open().await?;
    let tomorrow = reception.day(1)?;
    assert_eq!(
        book(&reception, "lin ngu tomorrow 9-5 front door turnstile", 1).await?,
        [format!(
            "{LINH} {tomorrow} 09:00 {tomorrow} 17:00 doors [{FRONT_DOOR}, {TURNSTILE}]"
        )]
    );
    assert_eq!(
        book(&reception, "lin ngu and swiatek in 2 days 2-3:30 front", 2).await?,
        {
            let day = reception.day(2)?;
            [LINH, MARTA].map(|who| format!("{who} {day} 14:00 {day} 15:30 doors [{FRONT_DOOR}]"))
        }
    );
    // By groups it is one stay, by doors one reservation a day.
    let (monday, friday) = next_week(reception.day(0)?);
    assert_eq!(
        book(
            &reception,
            "swiatek mon next week till fri next week 9-5 visitors",
            1
        )
        .await?,
        [format!(
            "{MARTA} {monday} 09:00 {friday} 17:00 groups [{VISITORS}]"
        )]
    );
    let days: Vec<String> = monday
        .iter_days()
        .take(5)
        .map(|day| format!("{LINH} {day} 18:00 {day} 19:00 doors [{FRONT_DOOR}]"))
        .collect();
    assert_eq!(
        book(
            &reception,
            &format!(
                "lin ngu front door {}-{} 6pm for 1h",
                monday.format("%-d/%-m"),
                friday.format("%-d/%-m")
            ),
            5
        )
        .await?,
        days
    );
    let date = reception.day(20)?;
    let typed = date.format("%-d/%-m/%Y");
    assert_eq!(
        book(
            &reception,
            &format!("swiatek {typed} noon for 90 min front door"),
            1
        )
        .await?,
        [format!(
            "{MARTA} {date} 12:00 {date} 13:30 doors [{FRONT_DOOR}]"
        )]
    );
    let american = reception
        .desk
        .quick_add_in(
            &format!("swiatek {}", date.format("%-m/%-d/%Y")),
            DateOrder::MonthFirst,
        )
        .await?;
    assert_eq!(american.readings[0].date, date.to_string());
    Ok(())
}

/// Monday and Friday of next week.
fn next_week(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let monday = today.week(Weekday::Mon).first_day() + Days::new(7);
    (monday, monday + Days::new(4))
}

#[tokio::test]
async fn somebody_unknown_keeps_the_time_and_the_doors() -> Result<()> {
    let reception = Reception::open().await?;
    let reading = read(&reception, "Zebedee Quuxley tomorrow 9-10 front door pin").await?;
    assert_eq!(reading.newcomer, "Zebedee Quuxley");
    assert!(reading.pin && reading.hits.is_empty());
    assert_eq!(reading.date, reception.day(1)?.to_string());
    let Some(Place::Doors { channel_ids }) = reading.place else {
        anyhow::bail!("doors");
    };
    assert_eq!(
        channel_ids.iter().map(|id| id.0).collect::<Vec<_>>(),
        [FRONT_DOOR]
    );
    Ok(())
}

#[tokio::test]
async fn what_is_known_is_said_at_once_and_never_of_places_that_were() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    desk.directory_filled().await;
    let names = |text: &str| {
        let found = desk.find_at_once(text, 8, true)?;
        Some(found.answer.hits.into_iter().map(|hit| hit.id).collect())
    };
    ensure!(
        names("lin") == Some(vec![LINH]),
        "who is called so needs no places: {:?}",
        names("lin")
    );
    let text = "lin tomorrow 9-5 gallery";
    ensure!(
        desk.find_at_once(text, 8, true).is_none(),
        "no place was read so far"
    );
    ensure!(
        desk.find_at_once("linh ng", 8, false)
            .is_some_and(|found| found.quick.is_none() && found.answer.hits[0].id == LINH),
        "whoever is only looked for needs none"
    );
    let gallery = async || -> Result<Option<Place>> {
        let asked = desk.quick_add(text).await?;
        let found = desk
            .find_at_once(text, 8, true)
            .context("it is known now")?;
        let quick = found.quick.context("somebody is signed in")?;
        ensure!(
            quick.text == text && quick.readings == asked.readings,
            "at once it is said as it is otherwise"
        );
        Ok(quick.readings.into_iter().next().and_then(|one| one.place))
    };
    ensure!(gallery().await?.is_none(), "there is no gallery");
    let there = doors(&[reception.control().add_channel("Gallery", 1)]);
    reception.refresh().await?;
    until("the gallery to be known", async || {
        Ok(gallery().await?.filter(|place| *place == there))
    })
    .await?;
    Ok(())
}
