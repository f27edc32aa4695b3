//! From a desk that knows nothing to a calendar.

use std::sync::Arc;

use anyhow::{Result, ensure};
use desk::profile::Profile;
use desk::session::{Keeping, MemoryKeychain, SessionState, SetupInput};
use desk::{Code, Desk, DeskSetup, Freshness, News, Pulling};
use sandbox::{Fault, Options};
use serde_json::json;

use crate::ears::{Ears, until};
use crate::reception::{
    LINH, LINH_NAME, Office, Reception, addresses, building, building_with, free_redirect, fresh,
    signed_in,
};

/// More people than a page of them holds.
const PEOPLE: usize = 320;

#[tokio::test]
async fn the_first_sign_in_fills_the_directory_and_the_calendar_and_shows_how_far_it_is()
-> Result<()> {
    let sandbox = building_with(Options {
        people: PEOPLE,
        time_zone: chrono_tz::Asia::Kolkata,
        ..Options::default()
    })
    .await?;
    let office = Office::at(&sandbox)?;
    // Nothing but where DoorFlow is: the rest is given by hand, as at the first run.
    office.configure(&addresses(&sandbox))?;
    let (desk, ears) = office.start().await?;
    assert_eq!(desk.session(), SessionState::SignedOut { reason: None });
    ensure!(
        desk.sign_in().await.is_err(),
        "there is no client id to sign in with"
    );

    let setup = desk
        .save_setup(SetupInput {
            client_id: sandbox.hello().client_id.clone(),
            client_secret: sandbox.hello().client_secret.clone(),
            forget_secret: false,
            redirect_uri: free_redirect()?,
        })
        .await?;
    ensure!(setup.has_secret, "the secret was given");
    desk.sign_in().await?;
    let SessionState::SignedIn {
        account,
        missing,
        keeping,
        demo,
    } = signed_in(&desk).await?
    else {
        unreachable!("that is what was waited for");
    };
    assert_eq!(account.name, "Harbour House");
    assert_eq!(account.user, "Riley Quinn");
    assert_eq!(account.zone, "Asia/Kolkata");
    assert_eq!(missing, [], "the receptionist may do everything");
    assert_eq!((keeping, demo), (Keeping::Keychain, false));
    assert_eq!(office.browser_opened(), 1);
    fresh(&desk).await?;

    let shown: Vec<(u32, Option<u32>)> = ears
        .since(0)
        .into_iter()
        .filter_map(|news| match news {
            News::Status { status } => match status.freshness {
                Freshness::Pulling {
                    what: Pulling::People,
                    done,
                    total,
                } => Some((done, total)),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let people = u32::try_from(PEOPLE)?;
    let total = Some(people);
    ensure!(
        !shown.is_empty()
            && shown.is_sorted()
            && shown
                .iter()
                .all(|it| (100..=people).contains(&it.0) && it.1 == total),
        "people who have come move the figure: {shown:?}"
    );

    let found = desk.find_people("nguyen linh", 0, 5);
    assert_eq!(found.people, people);
    let first = found.hits.first().map(|hit| (hit.id, hit.name.as_str()));
    assert_eq!(first, Some((LINH, LINH_NAME)), "accents are left out");

    let today = desk.clock()?.now.date.to_string();
    let agenda = desk.agenda(&today, &today).await?;
    ensure!(!agenda.visits.is_empty(), "the building is never empty");
    ensure!(
        agenda
            .visits
            .iter()
            .all(|visit| !visit.name.is_empty()
                && (!visit.doors.is_empty() || !visit.groups.is_empty())),
        "each has its person and its places: {agenda:#?}"
    );
    let status = desk.status().await?;
    assert_eq!((status.doors_online, status.doors_offline), (14, 1));
    Ok(())
}

#[tokio::test]
async fn the_demo_building_is_signed_in_to_by_the_real_flow_and_has_visits() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let desk = Desk::open_with(
        DeskSetup {
            profile: Profile::at(folder.path())?,
            version: "0.0.0".to_owned(),
            open_browser: Arc::new(|_| Err("the demo opens no browser".to_owned())),
        },
        Arc::new(MemoryKeychain::default()),
    )?;
    let ears = Ears::at(&desk);
    desk.begin(true).await;
    let state = signed_in(&desk).await?;
    ensure!(
        matches!(&state, SessionState::SignedIn { demo: true, missing, .. } if missing.is_empty()),
        "{state:?}"
    );
    ears.hear("the way through the browser", |news| {
        matches!(
            news,
            News::Session {
                session: SessionState::WaitingForBrowser { .. }
            }
        )
        .then_some(())
    })
    .await?;
    fresh(&desk).await?;
    let today = desk.clock()?.now.date.to_string();
    ensure!(!desk.agenda(&today, &today).await?.visits.is_empty());

    desk.sign_out().await?;
    until("the real desk, signed out", async || {
        Ok(matches!(desk.session(), SessionState::SignedOut { .. }).then_some(()))
    })
    .await?;
    assert_eq!(
        desk.find_people("", 0, 1).people,
        0,
        "nothing of the demo is kept"
    );
    Ok(())
}

#[tokio::test]
async fn the_demo_leaves_the_outbox_of_its_profile_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let outbox = folder.path().join("outbox.db");
    let desk = Desk::open_for_demo(
        DeskSetup {
            profile: Profile::at(folder.path())?,
            version: "0.0.0".to_owned(),
            open_browser: Arc::new(|_| Err("the demo opens no browser".to_owned())),
        },
        Arc::new(MemoryKeychain::default()),
    )?;
    desk.begin(true).await;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    ensure!(!outbox.exists(), "another program may have it open");
    desk.sign_out().await?;
    ensure!(outbox.exists(), "the real desk has its own");
    Ok(())
}

#[tokio::test]
async fn a_demo_beside_an_open_desk_stays_and_says_that_there_is_nothing_to_leave_it_for()
-> Result<()> {
    let folder = tempfile::tempdir()?;
    let profile = Profile::at(folder.path())?;
    let beside = profile.hold()?;
    let desk = Desk::open_for_demo(
        DeskSetup {
            profile,
            version: "0.0.0".to_owned(),
            open_browser: Arc::new(|_| Err("the demo opens no browser".to_owned())),
        },
        Arc::new(MemoryKeychain::default()),
    )?;
    desk.begin(true).await;
    let refused = desk.cancel_sign_in().await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::AlreadyOpen));
    signed_in(&desk).await?;
    let refused = desk.sign_out().await.map_err(|error| error.code);
    assert_eq!(refused, Err(Code::AlreadyOpen));
    let state = desk.session();
    ensure!(
        matches!(state, SessionState::SignedIn { demo: true, .. }),
        "{state:?}"
    );
    fresh(&desk).await?;

    drop(beside);
    desk.sign_out().await?;
    until("the real desk, signed out", async || {
        Ok(matches!(desk.session(), SessionState::SignedOut { .. }).then_some(()))
    })
    .await
}

#[tokio::test]
async fn leaving_the_demo_leads_back_to_the_secret_and_the_sign_in_that_are_kept() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    office.configure(&addresses(&sandbox))?;
    let (desk, _ears) = office.start().await?;
    desk.save_setup(SetupInput {
        client_id: sandbox.hello().client_id.clone(),
        client_secret: sandbox.hello().client_secret.clone(),
        forget_secret: false,
        redirect_uri: free_redirect()?,
    })
    .await?;
    look_at_the_demo(&desk).await?;
    ensure!(desk.setup().has_secret, "it was typed before");
    until("the real desk, to which nobody has signed in", async || {
        Ok((desk.session() == SessionState::SignedOut { reason: None }).then_some(()))
    })
    .await?;
    desk.sign_in().await?;
    signed_in(&desk).await?;

    look_at_the_demo(&desk).await?;
    let state = signed_in(&desk).await?;
    ensure!(
        matches!(state, SessionState::SignedIn { demo: false, .. }),
        "nobody has signed out of the real one: {state:?}"
    );
    assert_eq!(office.browser_opened(), 1);
    Ok(())
}

#[tokio::test]
async fn the_demo_is_left_where_its_sign_in_is_given_up() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    let (desk, _ears) = office.start().await?;
    desk.start_demo().await?;
    desk.cancel_sign_in().await?;
    desk.sign_in().await?;
    let state = signed_in(&desk).await?;
    ensure!(
        matches!(state, SessionState::SignedIn { demo: false, .. }),
        "{state:?}"
    );
    Ok(())
}

/// Opens the demo building, and leaves it.
async fn look_at_the_demo(desk: &Desk) -> Result<()> {
    desk.start_demo().await?;
    until("the demo", async || {
        let state = desk.session();
        Ok(matches!(state, SessionState::SignedIn { demo: true, .. }).then_some(()))
    })
    .await?;
    Ok(desk.sign_out().await?)
}

#[tokio::test]
async fn a_setup_that_is_saved_for_another_doorflow_sends_nothing_to_the_one_before() -> Result<()>
{
    let (one, two) = (building().await?, building().await?);
    let office = Office::at(&one)?;
    let (desk, _ears) = office.start().await?;
    office.configure(&addresses(&two))?;
    let hello = two.hello();
    let setup = desk
        .save_setup(SetupInput {
            client_id: hello.client_id.clone(),
            client_secret: hello.client_secret.clone(),
            forget_secret: false,
            redirect_uri: free_redirect()?,
        })
        .await?;
    ensure!(setup.has_secret && hello.url.ends_with(&setup.api_host));
    desk.sign_in().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let asked = one.control().requests();
    ensure!(asked.is_empty(), "{asked:?}");
    Ok(())
}

#[tokio::test]
async fn a_sign_in_whose_account_cannot_be_read_says_why_and_can_be_given_up() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    let (desk, _ears) = office.start().await?;
    let refused = json!({ "error": "insufficient_scope" });
    for _ in 0..3 {
        let fault = Fault::answer("GET", "/api/3/account", 403, refused.clone());
        sandbox.control().fail_next(fault);
    }
    desk.sign_in().await?;
    until("why it is not finished", async || {
        let trouble = Some(Code::Forbidden);
        Ok((desk.session() == SessionState::Finishing { trouble }).then_some(()))
    })
    .await?;
    desk.cancel_sign_in().await?;
    until("the sign-out", async || {
        Ok(matches!(desk.session(), SessionState::SignedOut { .. }).then_some(()))
    })
    .await?;
    let kept = office.keychain.entries();
    ensure!(
        !kept.iter().any(|entry| entry.starts_with("refresh-token:")),
        "nothing of it is kept: {kept:?}"
    );
    Ok(())
}

#[tokio::test]
async fn an_access_token_that_expires_is_renewed_and_nobody_notices() -> Result<()> {
    let reception = Reception::open().await?;
    reception.control().expire_access_tokens();
    let renewed = reception.asked("POST /oauth/token");
    let person = reception.desk.person(LINH).await?;
    ensure!(person.read.is_some(), "read afresh: {person:?}");
    assert_eq!(reception.asked("POST /oauth/token"), renewed + 1);

    reception.control().expire_access_tokens();
    reception.refresh().await?;
    assert_eq!(reception.asked("POST /oauth/token"), renewed + 2);
    assert_eq!(reception.office.browser_opened(), 1);
    Ok(())
}

#[tokio::test]
async fn a_store_that_cannot_be_opened_is_told_of_and_keeps_nobody_out() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // A folder where the database should be: no more a database than a full or forbidden disk gives.
    std::fs::create_dir_all(folder.path().join("lobby.db"))?;
    let setup = DeskSetup {
        profile: Profile::at(folder.path())?,
        version: "0".to_owned(),
        open_browser: Arc::new(|_| Ok(())),
    };
    let desk = Desk::open_with(setup, Arc::new(MemoryKeychain::default()))?;
    desk.begin(false).await;
    let trouble = desk.setup().trouble;
    ensure!(
        trouble.contains("lobby.db"),
        "the sign-in screen says what is amiss: {trouble:?}"
    );
    desk.start_demo().await?;
    signed_in(&desk).await?;
    Ok(())
}

#[tokio::test]
async fn the_sign_in_of_an_earlier_client_ends_once_another_client_is_signed_in() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    let (desk, _ears) = office.start().await?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    desk.end().await;
    let of_the_first = |entry: &String| entry.contains(sandbox::PUBLIC_CLIENT_ID);
    ensure!(office.keychain.entries().iter().any(of_the_first));

    let hello = sandbox.hello();
    let client = format!("client_id = \"{}\"\n", hello.client_id);
    office.configure(&format!("{}{client}", addresses(&sandbox)))?;
    let (desk, _ears) = office.start().await?;
    assert_eq!(desk.session(), SessionState::SignedOut { reason: None });
    desk.save_setup(SetupInput {
        client_id: hello.client_id.clone(),
        client_secret: hello.client_secret.clone(),
        forget_secret: false,
        redirect_uri: free_redirect()?,
    })
    .await?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    until("the first sign-in to be forgotten and ended", async || {
        let kept = office.keychain.entries().iter().any(of_the_first);
        let revoked = sandbox.control().requests();
        Ok((!kept && revoked.contains_key("POST /oauth/revoke")).then_some(()))
    })
    .await
}
