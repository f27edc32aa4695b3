//! What a receptionist does at the window, by keyboard alone.

use anyhow::{Context, Result, ensure};
use chrono::{Datelike as _, Days, NaiveDate};
use serde_json::{Value, json};

use super::page::Page;
use super::until;

/// The time and place of a visit, as they are typed.
#[derive(Debug, Clone, Copy)]
pub struct When<'a> {
    /// `tomorrow`, `19 nov`, `2026-11-19`.
    pub date: &'a str,
    /// `09:00`, `9`.
    pub from: &'a str,
    /// `17:00`, `24:00`.
    pub to: &'a str,
}

impl When<'static> {
    /// Nine to five on the [`quiet_day`].
    pub const QUIET: Self = Self {
        date: "next sun",
        from: "09:00",
        to: "17:00",
    };
    /// An hour of that day in which nobody else is expected: there is room for it by name however narrow the day is drawn.
    pub const QUIET_HOUR: Self = Self {
        from: "05:00",
        to: "06:00",
        ..Self::QUIET
    };
}

/// The Sunday of next week: whatever day today is, so few are expected then that the calendar has room for everybody by name.
#[must_use]
pub fn quiet_day(today: NaiveDate) -> NaiveDate {
    let left = 6 - today.weekday().num_days_from_monday();
    today + Days::new(7 + u64::from(left))
}

/// Presses *Connect* and waits until the app waits for the browser.
///
/// # Errors
/// When the window does not follow.
pub async fn connect(page: &Page) -> Result<()> {
    page.see("@connect").await?;
    page.tab_to("@connect").await?;
    page.press(&["Enter"]).await
}

/// Waits until the desk is signed in and has read the building.
///
/// # Errors
/// When it does not get so far.
pub async fn at_work(page: &Page) -> Result<()> {
    page.see("@status").await?;
    page.holds(
        "the first pull to end",
        "return document.querySelector('[data-test=\"first-pull\"]') === null \
         && document.querySelector('[data-test=\"status-freshness\"]')?.innerText.trim() !== ''",
    )
    .await?;
    page.see("@today-board, @today-empty").await?;
    Ok(())
}

/// Opens the palette, types, and waits for the answer; the best one is chosen.
///
/// # Errors
/// When nobody of that name comes up.
pub async fn look_up(page: &Page, typed: &str, name: &str) -> Result<()> {
    page.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    page.type_text(typed).await?;
    page.see_text("@palette-person[aria-selected=true]", name)
        .await?;
    Ok(())
}

/// Fills in when, from wherever the focus is in the drawer.
///
/// # Errors
/// When a field is not reached by `Tab`.
pub async fn fill_when(page: &Page, when: When<'_>) -> Result<()> {
    for (field, text) in [("date", when.date), ("from", when.from), ("to", when.to)] {
        page.tab_to(&format!("@book-{field}")).await?;
        // The whole field is selected as it gets the focus.
        page.type_text(text).await?;
    }
    Ok(())
}

/// Chooses these doors, by their names, and takes the others off.
///
/// # Errors
/// When one is not there to be chosen.
pub async fn choose_doors(page: &Page, names: &[&str]) -> Result<()> {
    let shown = doors_shown(page).await?;
    for name in names {
        ensure!(
            shown.iter().any(|door| door == name),
            "{name} is not among {shown:?}"
        );
    }
    for door in &shown {
        let chip = chip_of(page, door).await?;
        let chosen = page.count(&format!("{chip}:checked")).await? == 1;
        let wanted = names.contains(&door.as_str());
        if chosen != wanted {
            page.tab_to(&chip).await?;
            page.press(&["Space"]).await?;
            let now = if wanted { ":checked" } else { ":not(:checked)" };
            page.there(&format!("{chip}{now}")).await?;
        }
    }
    Ok(())
}

/// The chips of the doors that the drawer shows: name and state of each, in order.
///
/// # Errors
/// When there are none.
pub async fn doors_shown(page: &Page) -> Result<Vec<String>> {
    page.there("[data-test^=\"book-door-\"]").await?;
    let names = page
        .run(
            "return [...document.querySelectorAll('[data-test^=\"book-door-\"]')].map((box) => box.closest('label').innerText.trim())",
            vec![],
        )
        .await?;
    Ok(serde_json::from_value(names)?)
}

async fn chip_of(page: &Page, name: &str) -> Result<String> {
    until(format!("the door {name}"), async || {
        let test = page
            .run(
                "return [...document.querySelectorAll('[data-test^=\"book-door-\"]')] \
                 .find((box) => box.closest('label').innerText.trim() === arguments[0])?.dataset.test ?? null",
                vec![json!(name)],
            )
            .await?;
        Ok(test.as_str().map(|test| format!("@{test}")))
    })
    .await
}

/// Opens the drawer for the person whom the palette has chosen, and fills it in with this many doors that work. Answers with their names.
///
/// # Errors
/// When the drawer does not offer so many.
pub async fn fill_in(page: &Page, when: When<'_>, doors: usize) -> Result<Vec<String>> {
    page.press(&["Enter"]).await?;
    page.see("@book-drawer").await?;
    page.gone("@palette").await?;
    fill_when(page, when).await?;
    let shown = doors_shown(page).await?;
    // A door that is offline or in lockdown says so in its chip.
    let working: Vec<&str> = shown
        .iter()
        .map(String::as_str)
        .filter(|door| !door.contains('·'))
        .take(doors)
        .collect();
    ensure!(working.len() == doors, "{doors} doors work of {shown:?}");
    choose_doors(page, &working).await?;
    page.see("@plan-item").await?;
    Ok(working.into_iter().map(str::to_owned).collect())
}

/// Books what the drawer holds and waits until DoorFlow has accepted every step.
///
/// # Errors
/// When it is refused.
pub async fn book(page: &Page) -> Result<()> {
    page.see("@plan-item").await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.see("@progress-step").await?;
    page.holds(
        "DoorFlow to accept",
        "return [...document.querySelectorAll('[data-test=\"progress-step\"]')] \
         .every((step) => ['accepted', 'syncing', 'ready'].includes(step.dataset.state))",
    )
    .await
}

/// Waits until every step of the booking has reached its doors.
///
/// # Errors
/// When the doors do not get it.
pub async fn doors_ready(page: &Page) -> Result<()> {
    page.holds(
        "the doors to be ready",
        "const steps = [...document.querySelectorAll('[data-test=\"progress-step\"]')]; \
         return steps.length > 0 && steps.every((step) => step.dataset.state === 'ready')",
    )
    .await
}

/// Shows a day's week, or the month or day that holds it, and waits for it.
///
/// # Errors
/// When the calendar does not follow.
pub async fn show(page: &Page, view: &str, day: NaiveDate) -> Result<()> {
    let key = match view {
        "day" => "d",
        "week" => "w",
        "month" => "m",
        _ => anyhow::bail!("no view is called {view}"),
    };
    page.press(&["2"]).await?;
    page.see("@calendar-grid").await?;
    page.press(&[key]).await?;
    page.there(&format!("@view-{view}[aria-pressed=true]"))
        .await?;
    page.press(&["g"]).await?;
    page.focus_on("@goto-date").await?;
    page.type_text(&day.to_string()).await?;
    page.press(&["Enter"]).await?;
    page.gone("@goto").await?;
    page.holds(
        "the calendar to show the day",
        &format!("return document.querySelector('[data-date=\"{day}\"]') !== null"),
    )
    .await
}

/// Waits until the calendar shows somebody's visit on a day; its key.
///
/// # Errors
/// When it does not.
pub async fn visit_shown(page: &Page, day: NaiveDate, name: &str) -> Result<String> {
    let found = until(format!("{name}'s visit on {day}"), async || {
        let key = page
            .run(
                "return [...document.querySelectorAll(`[data-date=\"${arguments[0]}\"] [data-visit]`)] \
                 .find((visit) => visit.getAttribute('aria-label')?.startsWith(arguments[1]))?.dataset.visit ?? null",
                vec![json!(day.to_string()), json!(name)],
            )
            .await?;
        Ok(key.as_str().map(str::to_owned))
    })
    .await;
    match found {
        Ok(key) => Ok(key),
        Err(error) => Err(error.context(page.told().await)),
    }
}

/// Puts the focus on a visit in the week: into the calendar, along to its day, down to it.
///
/// # Errors
/// When the arrows do not lead there.
pub async fn walk_to_visit(page: &Page, day: NaiveDate, key: &str) -> Result<()> {
    page.tab_to("@calendar-grid [data-stop]").await?;
    for _ in 0..7 {
        let here = page
            .run(
                "return document.activeElement.closest('[data-date]')?.dataset.date ?? ''",
                vec![],
            )
            .await?;
        let here: NaiveDate = here
            .as_str()
            .context("a day")?
            .parse()
            .context("the focus is on a day")?;
        match here.cmp(&day) {
            std::cmp::Ordering::Less => page.press(&["ArrowRight"]).await?,
            std::cmp::Ordering::Equal => break,
            std::cmp::Ordering::Greater => page.press(&["ArrowLeft"]).await?,
        }
    }
    page.press(&["Home"]).await?;
    page.walk_to(&format!("[data-visit=\"{key}\"]"), "ArrowDown")
        .await
}

/// Finds somebody's visit in the week that holds a day, and puts the focus on it; its key.
///
/// # Errors
/// When it is not there.
pub async fn find_in_week(page: &Page, day: NaiveDate, name: &str) -> Result<String> {
    show(page, "week", day).await?;
    let key = visit_shown(page, day, name).await?;
    walk_to_visit(page, day, &key).await?;
    Ok(key)
}

/// Cancels the visit that has the focus.
///
/// # Errors
/// When it is not gone afterwards.
pub async fn cancel(page: &Page, key: &str) -> Result<()> {
    page.press(&["Enter"]).await?;
    page.see("@visit-cancel").await?;
    page.press(&["x"]).await?;
    page.focus_on("@visit-cancel-yes").await?;
    page.press(&["Enter"]).await?;
    page.gone(&format!("[data-test=\"calendar\"] [data-visit=\"{key}\"]"))
        .await
}

/// Leaves whatever is open, and waits until nothing is.
///
/// # Errors
/// When something stays open.
pub async fn leave(page: &Page) -> Result<()> {
    for _ in 0..4 {
        let open: Value = page
            .run(
                "return document.querySelector('dialog[open], [data-test=\"drawer\"]') !== null",
                vec![],
            )
            .await?;
        if open == json!(false) {
            return Ok(());
        }
        page.press(&["Escape"]).await?;
    }
    let open = page.count("dialog[open], @drawer").await?;
    ensure!(
        open == 0,
        "Escape leaves {open} things open; {}",
        page.told().await
    );
    Ok(())
}
