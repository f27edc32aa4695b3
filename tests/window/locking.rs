//! The desk locks itself: what stands on the screen then, in the real window, and what opens it.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use lobby_tests::harness::page::Page;
use lobby_tests::harness::reception;
use lobby_tests::harness::traces::{found_in, texts_of_everybody};
use sandbox::Clock;
use serde_json::json;

use crate::AtWork;
use crate::screens::Screens;

const PIN: &str = "284619370";

#[tokio::test]
async fn a_locked_desk_shows_nobody_and_is_as_it_was_once_unlocked() -> Result<()> {
    let office = [("LOBBY_LOCK_AFTER_MINUTES", "5")];
    let here = AtWork::begin_with(Clock::system(), &office).await?;
    let page = &here.app.page;
    let mut screens = Screens::new()?;

    // The office wants it: a PIN is asked for, and work goes on meanwhile.
    page.see_text("@choose-pin", "after 5 minutes").await?;
    page.tab_to("@choose-pin button").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@pin-new").await?;
    screens.look(page, "settings-lock").await?;
    page.tab_to("@pin-new").await?;
    page.type_text(PIN).await?;
    page.press(&["Tab"]).await?;
    page.type_text(PIN).await?;
    page.press(&["Enter"]).await?;
    page.gone("@lock-form").await?;
    page.gone("@choose-pin").await?;

    // A booking is half filled in.
    page.click("@rail-today").await?;
    page.see("@today-board, @today-empty").await?;
    page.press(&["c"]).await?;
    page.see("@book-drawer").await?;
    page.focus_on("@book-drawer input").await?;
    page.type_text("swia").await?;
    let field = page.focused().await?;

    assert_eq!(at_once(page).await?, json!(200), "who is called so is said");
    page.press(&["Ctrl+l"]).await?;
    page.focus_on("@lock-pin").await?;
    nothing_is_shown(page, &texts_of_everybody(&here.control)).await?;
    for command in ["agenda", "find_people", "roll_call", "plan"] {
        assert_eq!(refusal(page, command).await?, json!("locked"), "{command}");
    }
    assert_eq!(at_once(page).await?, json!(204), "nor is it said at once");
    screens.look(page, "locked").await?;

    page.type_text("1111").await?;
    page.press(&["Enter"]).await?;
    page.see_text("@lock-said", "That PIN is wrong.").await?;
    // It is selected, and what is typed takes its place.
    page.focus_on("@lock-pin").await?;
    page.type_text(PIN).await?;
    page.press(&["Enter"]).await?;
    page.gone("@lock-screen").await?;
    page.focus_on("@book-drawer input").await?;
    assert_eq!(page.focused().await?, field, "the focus is where it was");
    let typed = page
        .run("return document.activeElement.value", vec![])
        .await?;
    assert_eq!(typed, json!("swia"), "what was typed is there");
    here.app.quit().await?;

    // To start it anew is no way around it.
    let app = here.machine.launch().await?;
    let page = &app.page;
    page.focus_on("@lock-pin").await?;
    ensure!(
        page.count("@status").await? == 0,
        "there is no building yet"
    );
    page.type_text(PIN).await?;
    page.press(&["Enter"]).await?;
    reception::at_work(page).await?;

    // Whoever has forgotten the PIN signs out.
    page.press(&["Ctrl+l"]).await?;
    page.focus_on("@lock-pin").await?;
    page.tab_to("@lock-forgotten").await?;
    page.press(&["Enter"]).await?;
    page.focus_on("@lock-sign-out-yes").await?;
    screens.look(page, "locked-sign-out").await?;
    page.tab_to("@lock-sign-out-yes").await?;
    page.press(&["Enter"]).await?;
    page.see("@connect").await?;
    app.quit().await?;

    let pins = BTreeSet::from([PIN.to_owned()]);
    assert_eq!(found_in(&here.machine.profile(), &pins)?, []);
    assert_eq!(found_in(&here.machine.log(), &pins)?, []);
    screens.told()
}

/// Nobody's name is in what the window shows, nor in what a screen reader or a search is given, and no key leads behind the lock screen.
async fn nothing_is_shown(page: &Page, names: &BTreeSet<String>) -> Result<()> {
    let drawn = page
        .run(
            "const behind = document.querySelector('[data-test=behind]'); \
             return [document.body.innerText, behind.getClientRects().length, behind.querySelector('.frame').getClientRects().length]",
            vec![],
        )
        .await?;
    let text = drawn[0].as_str().unwrap_or_default();
    ensure!(text.contains("Lobby is locked"), "it says so: {text}");
    let shown: Vec<_> = names.iter().filter(|name| text.contains(*name)).collect();
    ensure!(shown.is_empty(), "the window names {shown:?}");
    assert_eq!((&drawn[1], &drawn[2]), (&json!(0), &json!(0)));
    for _ in 0..8 {
        page.press(&["Tab"]).await?;
        let within = page
            .run(
                "const { activeElement } = document; \
                 return activeElement === document.body || activeElement.closest('[data-test=lock-screen]') !== null",
                vec![],
            )
            .await?;
        assert_eq!(within, json!(true), "it is {}", page.focused().await?);
    }
    page.walk_to("@lock-pin", "Tab").await
}

/// The code by which the desk refuses a command that the page's own hand gives it.
async fn refusal(page: &Page, command: &str) -> Result<serde_json::Value> {
    page.run_async(
        "const done = arguments[arguments.length - 1]; \
         window.__TAURI_INTERNALS__.invoke(arguments[0], {}).then(() => done('done'), (error) => done(error.code ?? String(error)))",
        vec![json!(command)],
    )
    .await
}

/// With which status the page is answered that asks for people within a keystroke.
async fn at_once(page: &Page) -> Result<serde_json::Value> {
    page.run(
        "const request = new XMLHttpRequest();
        request.open('GET', 'at-once://localhost/find?text=swia&limit=8&reads=false', false);
        request.send();
        return request.status",
        vec![],
    )
    .await
}
