//! What a page begins with: where the session stands, and all that its first view shows.

use anyhow::{Context as _, Result, ensure};
use chrono::Weekday;
use desk::FirstSpan;
use desk::session::SessionState;

use crate::reception::{Office, Reception, building};
use crate::restart::House;

#[tokio::test]
async fn there_is_nothing_of_a_building_while_nobody_is_signed_in() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    let (desk, _ears) = office.start().await?;
    let first = desk.first_view(FirstSpan::Week).await;
    assert!(!matches!(first.session, SessionState::SignedIn { .. }));
    assert!(first.building.is_none());
    Ok(())
}

#[tokio::test]
async fn it_says_what_the_questions_by_themselves_say() -> Result<()> {
    let reception = Reception::signed_in_to(building().await?).await?;
    let desk = &reception.desk;
    reception.refresh().await?;
    let today = reception.day(0)?;
    for (span, first, last) in [
        (FirstSpan::Day, today, today),
        (
            FirstSpan::Week,
            today.week(Weekday::Mon).first_day(),
            today.week(Weekday::Mon).last_day(),
        ),
    ] {
        let view = desk.first_view(span).await;
        ensure!(matches!(view.session, SessionState::SignedIn { .. }));
        let building = view.building.context("somebody is signed in")?;
        assert_eq!(building.clock.now.date, today);
        let days: Vec<_> = building.agenda.days.iter().map(|day| day.date).collect();
        assert_eq!((days.first(), days.last()), (Some(&first), Some(&last)));
        let agenda = desk.agenda(&first.to_string(), &last.to_string()).await?;
        let keys = |visits: &[desk::visits::Visit]| -> Vec<String> {
            visits.iter().map(|visit| visit.key.clone()).collect()
        };
        assert_eq!(keys(&building.agenda.visits), keys(&agenda.visits));
        assert!(!building.places.doors.is_empty());
    }
    Ok(())
}

#[test]
fn the_next_start_knows_which_days_the_last_page_began_with() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let asked_last = || house.later_run(async |desk, _| Ok(desk.span_asked_last().await));
    assert_eq!(asked_last()?, None, "no page has asked yet");
    for span in [FirstSpan::Week, FirstSpan::Day, FirstSpan::Day] {
        house.later_run(async |desk, _| {
            desk.first_view(span).await.building.context("the building")
        })?;
        assert_eq!(asked_last()?, Some(span));
    }
    house.later_run(async |desk, _| Ok(desk.sign_out().await?))?;
    let nobody = house.run(async |desk, _| Ok(desk.span_asked_last().await))?;
    assert_eq!(nobody, None, "there is nothing to make ready");
    Ok(())
}
