//! Every screen in both themes and both sizes: asked by axe-core, and left as a picture in `target/screens/`.

use anyhow::{Context, Result, ensure};
use chrono::Days;
use chrono_tz::Europe::London;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::{axe, sign_in};
use sandbox::{Control, Fault};
use serde_json::json;

use crate::screens::Screens;
use crate::{building, quiet_day, screen};

const RESERVATIONS: &str = "/api/3/reservations";

#[tokio::test]
async fn nothing_keeps_anybody_out() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let mut screens = Screens::new()?;
    first_run(&mut screens, building.hello()).await?;

    let machine = Machine::of(building.hello())?;
    let app = machine.launch().await?;
    let page = &app.page;
    signing_in(&mut screens, &machine, page).await?;
    looking(&mut screens, page).await?;
    newcomer(&mut screens, page).await?;
    booking(&mut screens, page).await?;
    not_settling(&mut screens, page, &building.control()).await?;
    the_rest(&mut screens, page).await?;
    app.quit().await?;
    screens.told()
}

async fn first_run(screens: &mut Screens, sandbox: &sandbox::Hello) -> Result<()> {
    let machine = Machine::bare(sandbox)?;
    let app = machine.launch().await?;
    app.page.see("@setup").await?;
    screens.look(&app.page, "first-run").await?;
    // Its silence says something only if it can speak.
    app.page
        .run(
            "document.querySelector('main').append(document.createElement('button'))",
            vec![],
        )
        .await?;
    let found = axe::check(&app.page, "a button without a name").await;
    ensure!(
        found.is_err_and(|fault| fault.to_string().contains("button-name")),
        "axe-core sees what is wrong"
    );
    app.quit().await
}

async fn signing_in(screens: &mut Screens, machine: &Machine, page: &Page) -> Result<()> {
    page.see("@connect").await?;
    screens.look(page, "sign-in").await?;
    reception::connect(page).await?;
    let address = machine.opened().await?;
    page.see("@paste-instead").await?;
    screens.look(page, "waiting").await?;
    sign_in::consent(&address).await?;
    reception::at_work(page).await
}

async fn looking(screens: &mut Screens, page: &Page) -> Result<()> {
    screens.look(page, "today").await?;
    // Nothing happens in that week, so that its weekend is narrow.
    reception::show(page, "week", quiet_day(London) + Days::new(210)).await?;
    page.holds(
        "each day of an empty week to stand under its name",
        "const left = (test) => String([...document.querySelectorAll(`[data-test=\"${test}\"]`)] \
             .map((node) => Math.round(node.getBoundingClientRect().left))); \
         return left('day-head').split(',').length === 7 && left('day-head') === left('day-column')",
    )
    .await?;
    for view in ["day", "week", "month"] {
        reception::show(page, view, quiet_day(London)).await?;
        screens.look(page, &format!("calendar-{view}")).await?;
    }
    page.press(&["a", "t"]).await?;
    page.there("@view-list[aria-pressed=true]").await?;
    page.see("@list-row, @list-none").await?;
    screens.look(page, "calendar-list").await?;
    page.press(&["w"]).await?;
    page.see("@calendar-grid").await?;
    reception::look_up(page, "swia", "Marta Świątek").await?;
    screens.look(page, "palette").await?;
    page.press(&["ArrowRight"]).await?;
    page.see("@person-drawer").await?;
    page.see("@person-read").await?;
    screens.look(page, "person").await?;
    reception::leave(page).await
}

async fn newcomer(screens: &mut Screens, page: &Page) -> Result<()> {
    page.press(&["c"]).await?;
    page.focus_on("@person-picker").await?;
    page.type_text("Zenobia Quillfeather").await?;
    page.see("@person-new").await?;
    screens.look(page, "newcomer-offered").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@book-reach").await?;
    page.see("@plan-item").await?;
    screens.look(page, "newcomer").await?;
    reception::leave(page).await
}

async fn booking(screens: &mut Screens, page: &Page) -> Result<()> {
    reception::look_up(page, "swia", "Marta Świątek").await?;
    reception::fill_in(page, When::QUIET, 1).await?;
    screens.look(page, "book").await?;
    // One that cannot be: problems are drawn too.
    let backwards = When {
        from: "17:00",
        to: "09:00",
        ..When::QUIET
    };
    reception::fill_when(page, backwards).await?;
    page.press(&["Ctrl+Enter"]).await?;
    page.see("@book-problem-to .problem").await?;
    screens.look(page, "book-refused").await?;
    reception::fill_when(page, When::QUIET).await?;
    reception::book(page).await?;
    reception::doors_ready(page).await?;
    screens.look(page, "booked").await?;
    reception::leave(page).await?;

    reception::find_in_week(page, quiet_day(London), "Marta Świątek").await?;
    page.press(&["Enter"]).await?;
    page.see("@visit-drawer").await?;
    page.see("@visit-when").await?;
    screens.look(page, "visit").await?;
    page.press(&["e"]).await?;
    page.focus_on("@book-to").await?;
    page.see("@plan-item").await?;
    screens.look(page, "move").await?;
    page.press(&["Enter"]).await?;
    page.see("[data-test=\"progress-step\"][data-what=\"replace\"][data-state=\"accepted\"]")
        .await?;
    page.see("@visit-when").await?;
    screens.look(page, "moved").await?;
    reception::leave(page).await
}

/// The outbox: with nothing in it, with what was refused, lost and made otherwise, and while it asks.
async fn not_settling(screens: &mut Screens, page: &Page, control: &Control) -> Result<()> {
    page.press(&["u"]).await?;
    page.see("@outbox-empty").await?;
    screens.look(page, "outbox-empty").await?;
    reception::leave(page).await?;
    let post = |status, body| Fault::answer("POST", RESERVATIONS, status, body);
    let other = control.reservations().first().context("a visit")?.clone();
    let otherwise = json!({
        "id": other.id, "person_id": other.person_id, "channel_ids": other.channel_ids,
        "start_time": other.start_time, "end_time": other.end_time,
    });
    for (date, fault, state) in [
        (
            3,
            post(422, json!({ "errors": { "end_time": ["is too late"] } })),
            "rejected",
        ),
        (4, post(201, otherwise), "needsYou"),
        (5, Fault::drop_request("POST", RESERVATIONS), "unknown"),
    ] {
        control.fail_next(fault);
        reception::look_up(page, "swia", "Marta Świątek").await?;
        let day = (quiet_day(London) + Days::new(date)).to_string();
        let when = When {
            date: &day,
            ..When::QUIET
        };
        reception::fill_in(page, when, 1).await?;
        page.press(&["Ctrl+Enter"]).await?;
        // What is refused at once is back at its field.
        page.see("@progress-step, @book-problem-to .problem")
            .await?;
        reception::leave(page).await?;
        page.press(&["u"]).await?;
        page.see(&format!("@outbox-entry[data-state={state}]"))
            .await?;
        reception::leave(page).await?;
    }
    page.press(&["u"]).await?;
    page.see("@outbox-entry[data-reason=differs] @outbox-seen")
        .await?;
    screens.look(page, "outbox").await?;
    page.tab_to("@outbox-give-up").await?;
    page.press(&["Enter"]).await?;
    page.see("@outbox-yes").await?;
    screens.look(page, "outbox-asking").await?;
    page.press(&["Escape"]).await?;
    reception::leave(page).await
}

async fn the_rest(screens: &mut Screens, page: &Page) -> Result<()> {
    page.press(&["3"]).await?;
    page.see("@people-row").await?;
    screens.look(page, "people").await?;
    page.tab_to("@rail-settings").await?;
    page.press(&["Enter"]).await?;
    page.see("@settings").await?;
    page.see("@version").await?;
    screens.look(page, "settings").await?;
    page.tab_to("@show-licences").await?;
    page.press(&["Enter"]).await?;
    page.holds(
        "the licences of the page's font and of a crate's C source",
        "const text = document.querySelector('[data-test=licences-text]')?.textContent ?? '';
         return text.includes('The Inter Project Authors') && text.includes('ZETETIC LLC')",
    )
    .await?;
    screens.look(page, "licences").await?;
    page.press(&["Escape"]).await?;
    page.gone("@licences").await?;
    ensure!(
        page.focused_is("@show-licences").await?,
        "back where it was"
    );
    page.press(&["?"]).await?;
    page.see("@keys").await?;
    screens.look(page, "keys").await?;
    reception::leave(page).await
}
