//! A known visitor's day by keyboard alone: booked, made longer and shorter, cancelled and brought back.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::London;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::tasks::Task;
use lobby_tests::harness::{reception, until};
use sandbox::{Control, Reservation, Write};

use crate::AtWork;
use crate::screens::Screens;
use crate::watching::MARTA;

/// The visits that were not there before, once there are so many.
pub(crate) async fn new_visits(
    control: &Control,
    before: &[i64],
    count: usize,
) -> Result<Vec<Reservation>> {
    until(format!("{count} new reservations"), async || {
        let mut new = control.reservations();
        new.retain(|one| !before.contains(&one.id));
        Ok((new.len() == count).then_some(new))
    })
    .await
}

/// The numbers of all visits.
pub(crate) fn numbers(control: &Control) -> Vec<i64> {
    control.reservations().iter().map(|one| one.id).collect()
}

/// Puts the focus on a visit's row on Today.
async fn on_row(page: &Page, visit: i64) -> Result<()> {
    page.press(&["1"]).await?;
    let row = format!("@today-row[data-visit=\"r{visit}\"]");
    page.see(&row).await?;
    page.press(&["Home"]).await?;
    page.walk_to(&row, "ArrowDown").await
}

/// Waits until one visit stands in another's place, ending then; its number.
pub(crate) async fn replaced(
    page: &Page,
    control: &Control,
    before: &[i64],
    end: DateTime<Utc>,
) -> Result<i64> {
    let waited = until("the other times", async || {
        let mut new = control.reservations();
        new.retain(|one| !before.contains(&one.id));
        let [one] = new.as_slice() else {
            return Ok(None);
        };
        Ok((one.end_time == end).then_some(one.id))
    })
    .await;
    match waited {
        Ok(id) => Ok(id),
        Err(error) => Err(error.context(page.told().await)),
    }
}

/// No moment was without a visit: the new one was made before the old one went.
pub(crate) fn without_a_gap(control: &Control, old: i64, new: i64) -> Result<()> {
    let ledger = control.ledger();
    let at = |wanted: &Write| ledger.iter().position(|entry| entry.write == *wanted);
    let (made, gone) = (
        at(&Write::ReservationCreated(new)).context("the new one is made")?,
        at(&Write::ReservationDeleted(old)).context("the old one goes")?,
    );
    ensure!(made < gone, "{old} went before {new} was made");
    Ok(())
}

#[tokio::test]
async fn a_known_visitor_is_booked_changed_cancelled_and_brought_back_by_few_keys() -> Result<()> {
    let here = AtWork::begin(crate::by_day()).await?;
    let (page, control) = (&here.app.page, &here.control);
    let mut screens = Screens::new()?;
    let before = numbers(control);

    let mut task = Task::begin(page, "1: book a known visitor, today, usual doors");
    task.press(&["/"]).await?;
    page.focus_on("@palette-input").await?;
    task.type_text("swi").await?;
    page.see_text("@palette-person[aria-selected=true]", MARTA)
        .await?;
    task.press(&["Enter"]).await?;
    page.see("@plan-item").await?;
    task.press(&["Ctrl+Enter"]).await?;
    let booked = new_visits(control, &before, 1).await?.remove(0);
    page.holds(
        "the window to say that DoorFlow has it",
        "return ['accepted', 'syncing', 'ready'].includes(document.querySelector('[data-test=\"progress-step\"]')?.dataset.state)",
    )
    .await?;
    task.done(8)?;
    reception::doors_ready(page).await?;
    reception::leave(page).await?;

    on_row(page, booked.id).await?;
    let mut task = Task::begin(page, "4: extend a visit");
    task.press(&["e"]).await?;
    page.focus_on("@book-to").await?;
    page.see("@plan-item").await?;
    task.press(&["Enter"]).await?;
    let longer = replaced(
        page,
        control,
        &before,
        booked.end_time + TimeDelta::minutes(30),
    )
    .await?;
    task.done(3)?;
    without_a_gap(control, booked.id, longer)?;
    reception::leave(page).await?;

    on_row(page, longer).await?;
    let mut task = Task::begin(page, "4: shorten a visit");
    task.press(&["Shift+e"]).await?;
    page.focus_on("@book-to").await?;
    page.see("@plan-item").await?;
    task.press(&["Enter"]).await?;
    let shorter = replaced(page, control, &before, booked.end_time).await?;
    task.done(3)?;
    without_a_gap(control, longer, shorter)?;
    reception::leave(page).await?;

    on_row(page, shorter).await?;
    let mut task = Task::begin(page, "5: cancel a visit");
    task.press(&["x"]).await?;
    page.focus_on("@visit-cancel-yes").await?;
    task.press(&["Enter"]).await?;
    page.see_text("@undoing", "Cancelled: Marta").await?;
    new_visits(control, &before, 0).await?;
    task.done(2)?;
    screens.look(page, "cancelled").await?;
    let mut task = Task::begin(page, "5: bring a cancelled visit back");
    task.press(&["Ctrl+z"]).await?;
    let back = new_visits(control, &before, 1).await?.remove(0);
    page.see_text("@undoing", "Booked again").await?;
    task.done(2)?;
    ensure!(
        (back.start_time, back.end_time, &back.channel_ids)
            == (booked.start_time, booked.end_time, &booked.channel_ids),
        "{back:?} is as {booked:?} was"
    );
    page.see_text("@visit-drawer", MARTA).await?;
    screens.look(page, "brought-back").await?;

    // On the calendar the arrows move it: what they ask for stands in the fields, and Enter does it.
    reception::leave(page).await?;
    let day = back.start_time.with_timezone(&London).date_naive();
    reception::show(page, "day", day).await?;
    let key = reception::visit_shown(page, day, MARTA).await?;
    reception::walk_to_visit(page, day, &key).await?;
    page.press(&["Alt+Shift+ArrowDown"]).await?;
    page.focus_on("@book-to").await?;
    page.see("@plan-item").await?;
    page.press(&["Alt+Shift+ArrowDown"]).await?;
    let later = back.end_time + TimeDelta::minutes(30);
    let shown = later.with_timezone(&London).format("%H:%M").to_string();
    page.holds(
        "the later end in its field",
        &format!("return document.querySelector('[data-test=\"book-to\"]').value === '{shown}'"),
    )
    .await?;
    page.see_text("@plan-item", &shown).await?;
    page.press(&["Enter"]).await?;
    replaced(page, control, &before, later).await?;
    here.app.quit().await?;
    screens.told()
}
