//! What cannot be booked says so at its field, and DoorFlow is not asked.

use anyhow::{Context, Result, ensure};
use chrono::{Datelike, Days, Months, NaiveDate, Utc, Weekday};
use chrono_tz::Europe::London;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::sign_in;
use sandbox::{Control, Write};

use crate::{building, screen, signed_in};

#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field_before_anything_is_sent() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let control = building.control();
    let ayo = control
        .people()
        .into_iter()
        .find(|person| person.name() == "Ayo Oni")
        .context("Ayo Oni")?;
    control.set_person_enabled(ayo.id, false);
    let machine = Machine::of(building.hello())?;
    let app = signed_in(&machine).await?;
    let page = &app.page;
    let sent = posts(&control);

    reception::look_up(page, "swia", "Marta Świątek").await?;
    page.press(&["Enter"]).await?;
    page.see("@book-drawer").await?;
    let doors = reception::doors_shown(page).await?;
    let first = doors.first().context("a door")?.as_str();
    reception::choose_doors(page, &[first]).await?;

    let spring = next_spring(Utc::now().with_timezone(&London).date_naive()).to_string();
    let cases = [
        (
            When {
                date: "tomorrow",
                from: "22:00",
                to: "01:00",
            },
            "to",
            "past midnight",
        ),
        (
            When {
                date: "tomorrow",
                from: "09:00:00",
                to: "09:00:30",
            },
            "to",
            "at least a minute",
        ),
        (
            When {
                date: &spring,
                from: "01:30",
                to: "03:00",
            },
            "from",
            "The clocks go forward",
        ),
    ];
    for (when, field, reason) in cases {
        reception::fill_when(page, when)
            .await
            .with_context(|| format!("{when:?}"))?;
        refused(page, field, reason)
            .await
            .with_context(|| format!("{when:?}"))?;
    }

    // Somebody whom DoorFlow has disabled, with a time that would do.
    reception::fill_when(page, When::QUIET).await?;
    page.tab_to("@person-picker").await?;
    page.type_text("ayo oni").await?;
    page.see_text("@person-hit[aria-selected=true]", "Ayo Oni")
        .await?;
    page.press(&["Enter"]).await?;
    refused(page, "who", "Disabled in DoorFlow").await?;

    ensure!(
        posts(&control) == sent,
        "nothing was sent, but {:?}",
        control.requests()
    );
    app.quit().await
}

#[tokio::test]
async fn a_refusal_by_doorflow_lands_at_its_field() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let machine = Machine::of(building.hello())?;
    let app = signed_in(&machine).await?;
    let page = &app.page;
    let control = building.control();

    reception::look_up(page, "swia", "Marta Świątek").await?;
    reception::fill_in(page, When::QUIET, 1).await?;
    // Behind the desk's back another application takes her out of the directory.
    let marta = control
        .people()
        .into_iter()
        .find(|person| person.name() == "Marta Świątek")
        .context("Marta Świątek")?;
    let token = sign_in::token_of_another(building.hello(), "account.person").await?;
    let gone = reqwest::Client::new()
        .delete(format!(
            "{}/api/3/people/{}",
            building.hello().url,
            marta.id
        ))
        .bearer_auth(token)
        .send()
        .await?;
    ensure!(
        gone.status().is_success(),
        "she could not be taken out: {}",
        gone.status()
    );
    let sent = posts(&control);
    page.press(&["Ctrl+Enter"]).await?;

    page.see_text(
        "@book-problem-who .problem",
        "DoorFlow refused this: must exist",
    )
    .await?;
    page.focus_on("@person-picker").await?;
    ensure!(
        posts(&control) == sent + 1,
        "DoorFlow was asked once, {:?}",
        control.requests()
    );
    ensure!(
        !control
            .ledger()
            .iter()
            .any(|entry| matches!(entry.write, Write::ReservationCreated(_))),
        "nothing was booked"
    );
    // What was entered is still there, to be mended.
    page.holds(
        "the times to stay",
        "return document.querySelector('#book-from').value.startsWith('09')",
    )
    .await?;
    app.quit().await
}

/// *Book* does nothing but show the reason, at the field, and put the focus there.
async fn refused(page: &Page, field: &str, reason: &str) -> Result<()> {
    page.press(&["Ctrl+Enter"]).await?;
    page.see_text(&format!("@book-problem-{field} .problem"), reason)
        .await?;
    let input = if field == "who" {
        "@person-picker".to_owned()
    } else {
        format!("@book-{field}")
    };
    page.focus_on(&input).await?;
    ensure!(
        page.count(&format!(
            "{input}[aria-invalid=true][aria-describedby~=book-problem-{field}]"
        ))
        .await?
            == 1,
        "the field and its reason belong together for a screen reader"
    );
    ensure!(
        page.count("@progress-step").await? == 0,
        "no booking has begun"
    );
    Ok(())
}

/// How many bookings have been sent to DoorFlow, whatever came of them.
fn posts(control: &Control) -> u64 {
    control
        .requests()
        .iter()
        .filter(|(endpoint, _)| endpoint.starts_with("POST") && endpoint.contains("reservations"))
        .map(|(_, count)| count)
        .sum()
}

/// The next last Sunday in March: in London the hour from 01:00 does not happen.
fn next_spring(today: NaiveDate) -> NaiveDate {
    let last_sunday = |year: i32| {
        let april = NaiveDate::from_ymd_opt(year, 3, 1).expect("a date") + Months::new(1);
        (1..=7)
            .map(|days| april - Days::new(days))
            .find(|day| day.weekday() == Weekday::Sun)
            .expect("a week has a Sunday")
    };
    let this_year = last_sunday(today.year());
    if this_year > today {
        this_year
    } else {
        last_sunday(today.year() + 1)
    }
}
