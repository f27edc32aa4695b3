//! What is kept of a sign-in, where, and for how long.

use anyhow::{Context, Result, ensure};
use desk::profile::Profile;
use desk::session::{Keychain, OsKeychain};
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::tap::Tap;
use lobby_tests::harness::traces::{found_in, texts_of_everybody};
use lobby_tests::harness::until;
use lobby_tests::harness::{reception, sign_in};

use sandbox::Fault;
use serde_json::json;
use url::Url;

use crate::screens::Screens;
use crate::{building, screen, signed_in};

#[tokio::test]
async fn a_restart_signs_in_from_the_keychain_alone() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let tap = Tap::on(&building.hello().url).await?;
    let machine = Machine::of(building.hello())?.by_way_of(&tap.url);
    signed_in(&machine).await?.quit().await?;

    let entry = entry_of(&machine, &building.hello().client_id, &tap.url)?;
    let kept = OsKeychain
        .read(&entry)?
        .context("the keychain holds the sign-in")?;
    ensure!(
        tap.tokens().contains(kept.as_str()),
        "what the keychain holds is a token that DoorFlow gave"
    );

    // Again, and nobody is asked anything.
    let app = machine.launch().await?;
    reception::at_work(&app.page).await?;
    ensure!(machine.has_opened_nothing()?, "no browser was opened");
    // A refresh token is good for one use: with the first request, which a start does not hurry to make, another takes its place.
    let replaced = async || Ok(OsKeychain.read(&entry)?.filter(|now| **now != *kept));
    until("another refresh token in the keychain", replaced).await?;
    app.quit().await?;

    // The keychain's owner takes the entry away: the desk asks to be signed in.
    OsKeychain.delete(&entry)?;
    let app = machine.launch().await?;
    app.page.see("@connect").await?;
    ensure!(
        app.page.count("@status").await? == 0,
        "nothing of the building is shown"
    );
    app.quit().await?;

    let tokens = tap.tokens();
    ensure!(
        tokens.len() >= 4,
        "two sign-ins and a refresh gave tokens: {}",
        tokens.len()
    );
    let mut secrets = texts_of_everybody(&building.control());
    ensure!(secrets.len() > 200, "there is somebody in the building");
    secrets.extend(tokens);
    secrets.insert(building.hello().client_secret.clone());
    let profile = machine.profile();
    for written in ["lobby.db", "outbox.db", "lobby.log", "page"] {
        ensure!(profile.join(written).exists(), "{written} is looked into");
    }
    assert_eq!(found_in(&profile, &secrets)?, []);
    assert_eq!(found_in(&machine.log(), &secrets)?, []);
    Ok(())
}

#[tokio::test]
async fn an_account_that_cannot_be_read_is_told_of_and_the_sign_in_given_up() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let machine = Machine::of(building.hello())?;
    let mut screens = Screens::new()?;
    let refused = Fault::answer(
        "GET",
        "/api/3/account",
        403,
        json!({ "error": "forbidden" }),
    );
    building.control().fail_next(refused.times(1000));
    let app = machine.launch().await?;
    let page = &app.page;
    reception::connect(page).await?;
    sign_in::consent(&machine.opened().await?).await?;
    page.see("@finishing-trouble").await?;
    screens.look(page, "sign-in-unfinished").await?;
    page.tab_to("@cancel-sign-in").await?;
    page.press(&["Enter"]).await?;
    page.see("@connect").await?;
    app.quit().await?;
    screens.told()
}

/// The name of the sign-in's entry in the keychain.
fn entry_of(machine: &Machine, client_id: &str, api: &str) -> Result<String> {
    let tag = Profile::at(&machine.profile())?.tag();
    let api = Url::parse(api)?;
    Ok(format!("refresh-token:{tag}:{client_id}@{api}"))
}
