//! A sign-in by a configuration that has changed since the start.

use anyhow::{Result, ensure};
use desk::session::{SessionState, SignOutReason};

use crate::ears::until;
use crate::reception::{Office, building, fresh, signed_in};

#[tokio::test]
async fn a_sign_in_goes_by_what_lobby_toml_says_by_then() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    let fewer = ["account.person", "account.reservation", "account.sync"];
    sandbox.control().register_scopes(&fewer);
    let (desk, _ears) = office.start().await?;
    desk.sign_in().await?;
    until("the refusal", async || {
        let reason = Some(SignOutReason::ScopeRefused);
        Ok((desk.session() == SessionState::SignedOut { reason }).then_some(()))
    })
    .await?;
    office.configure_also(&format!("scopes = {fewer:?}\n"))?;
    desk.sign_in().await?;
    let state = signed_in(&desk).await?;
    ensure!(
        matches!(&state, SessionState::SignedIn { missing, .. } if !missing.is_empty()),
        "{state:?}"
    );
    assert_eq!(desk.setup().scopes, fewer);
    desk.sign_out().await?;

    // What cannot be read leaves what there is, and is told of.
    let sound = std::fs::read_to_string(office.folder().join("lobby.toml"))?;
    office.configure(&format!("{sound}client_id = \n"))?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    let setup = desk.setup();
    ensure!(setup.trouble.contains("lobby.toml"), "{}", setup.trouble);
    assert_eq!(setup.scopes, fewer);
    desk.sign_out().await?;
    office.configure(&sound)?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    assert_eq!(desk.setup().trouble, "");
    Ok(())
}

#[tokio::test]
async fn a_sign_in_goes_to_the_doorflow_that_lobby_toml_names_by_then() -> Result<()> {
    let (one, two) = (building().await?, building().await?);
    let office = Office::at(&one)?;
    let (desk, _ears) = office.start().await?;
    office.move_to(&two)?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let asked = one.control().requests();
    ensure!(asked.is_empty(), "{asked:?}");
    ensure!(two.hello().url.ends_with(&desk.setup().api_host));
    Ok(())
}
