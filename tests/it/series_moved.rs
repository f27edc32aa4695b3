//! A series all of whose visits were given other times: what is added to it later is as its siblings are.

use anyhow::{Context as _, Result};
use desk::booking::{Draft, Ends, NewTimes, Pattern, Reach, Repeat, SeriesMove};

use crate::bookings::settled;
use crate::reception::{LINH, Reception, building, visits_of};

/// On which days from today on Linh is booked, and at what time.
async fn days(reception: &Reception) -> Result<Vec<(i64, String)>> {
    let (first, last) = (reception.day(0)?, reception.day(14)?);
    let visits = visits_of(&reception.desk, LINH, first, last).await?;
    let visits = visits.into_iter().map(|visit| {
        let days = (visit.start.date - first).num_days();
        (days, format!("{}-{}", visit.start.time, visit.end.time))
    });
    Ok(visits.collect())
}

fn at(time: &str, days: &[i64]) -> Vec<(i64, String)> {
    days.iter().map(|day| (*day, time.to_owned())).collect()
}

#[tokio::test]
async fn a_date_that_is_added_to_a_moved_series_is_at_its_siblings_hours() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let draft = Draft {
        last_date: String::new(),
        to: "10:00".to_owned(),
        repeat: Some(Repeat {
            pattern: Pattern::Daily,
            ends: Ends::After { count: 4 },
            left_out: vec![reception.day(2)?.to_string(), reception.day(4)?.to_string()],
        }),
        ..reception.draft()?
    };
    desk.book(&draft).await?;
    settled(&reception).await?;
    assert_eq!(days(&reception).await?, at("09:00-10:00", &[1, 3]));
    let key = async || -> Result<String> {
        let (first, last) = (reception.day(0)?, reception.day(14)?);
        let visits = visits_of(desk, LINH, first, last).await?;
        Ok(visits.first().context("a visit")?.key.clone())
    };

    // Two days later in two steps, each to other hours.
    for (day, from, to) in [(2, "13:00", "14:30"), (3, "15", "16")] {
        let times = NewTimes {
            date: reception.day(day)?.to_string(),
            last_date: String::new(),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let goes = SeriesMove {
            reach: Reach::All,
            times,
            left_out: Vec::new(),
        };
        desk.move_series(&key().await?, &goes).await?;
        settled(&reception).await?;
    }
    assert_eq!(days(&reception).await?, at("15:00-16:00", &[3, 5]));

    let series = desk.visit(&key().await?).await?.series;
    let series = series.context("a series")?;
    let missing = [reception.day(4)?, reception.day(6)?].map(|day| day.to_string());
    assert_eq!(series.missing, missing);
    assert_eq!(
        (series.from.as_str(), series.to.as_str()),
        ("15:00", "16:00")
    );
    desk.add_to_series(&key().await?, &missing).await?;
    settled(&reception).await?;
    assert_eq!(days(&reception).await?, at("15:00-16:00", &[3, 4, 5, 6]));
    let series = desk.visit(&key().await?).await?.series;
    let series = series.context("a series")?;
    assert_eq!((series.visits.len(), series.missing.len()), (4, 0));
    Ok(())
}
