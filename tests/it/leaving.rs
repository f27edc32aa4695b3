//! Signing out, and another account at the same desk.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use desk::outbox::StepState;
use desk::session::{KeychainError, SessionState, SignOutReason};
use desk::{Code, Desk, Freshness, News};
use rusqlite::Connection;
use sandbox::{Fault, Options};
use serde_json::json;

use crate::ears::until;
use crate::reception::{
    LINH, RESERVATIONS, Reception, building, building_with, draft, fresh, signed_in, visits_of,
};

/// Waits until nobody is signed in, for this reason.
async fn signed_out_as(desk: &Desk, wanted: SignOutReason) -> Result<()> {
    until("the sign-out", async || {
        let state = desk.session();
        let reason = Some(wanted);
        Ok((state == SessionState::SignedOut { reason }).then_some(()))
    })
    .await
}

/// Waits until nobody is signed in; answers why.
async fn signed_out(desk: &Desk) -> Result<Option<SignOutReason>> {
    until("the sign-out", async || {
        Ok(match desk.session() {
            SessionState::SignedOut { reason } => Some(reason),
            _ => None,
        })
    })
    .await
}

/// Whether a key opens a file.
fn opens(file: &Path, key: &str) -> bool {
    let read = || {
        let cache = Connection::open(file)?;
        cache.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))?;
        cache.query_row("SELECT count(*) FROM people", [], |row| {
            row.get::<_, i64>(0)
        })
    };
    read().is_ok()
}

/// Nothing that came from DoorFlow is here any more.
async fn assert_empty(desk: &Desk) -> Result<()> {
    assert_eq!(desk.find_people("", 0, 5).people, 0);
    let places = desk.places().await?;
    assert_eq!(
        (places.doors, places.groups, places.sites),
        (vec![], vec![], vec![])
    );
    let today = desk.agenda("2020-01-01", "2020-01-02").await;
    assert_eq!(
        today.err().map(|error| error.code),
        Some(Code::SignedOut),
        "there is no calendar without an account"
    );
    Ok(())
}

#[tokio::test]
async fn signing_out_leaves_nothing_here_and_no_sign_in_at_doorflow() -> Result<()> {
    let reception = Reception::open().await?;
    let (desk, office) = (&reception.desk, &reception.office);
    ensure!(!office.keychain.entries().is_empty(), "a sign-in is kept");
    let (cache, key) = (office.folder().join("lobby.db"), office.store_key()?);
    let copies = ["lobby.db.damaged", "lobby.v1.db"].map(|name| office.folder().join(name));
    for copy in &copies {
        std::fs::copy(&cache, copy)?;
    }
    desk.sign_out().await?;
    ensure!(copies.iter().all(|copy| !copy.exists()), "nor is a copy");
    let new_key = office.store_key()?;
    ensure!(new_key != key, "what was kept elsewhere is closed for good");
    ensure!(opens(&cache, &new_key) && !opens(&cache, &key));
    ensure!(office.folder().join("outbox.db").exists());
    signed_out_as(desk, SignOutReason::SignedOutHere).await?;
    assert_empty(desk).await?;
    let left = office.keychain.entries();
    ensure!(
        left.iter().all(|entry| entry.starts_with("store-key:")),
        "no sign-in is kept: {left:?}"
    );
    assert_eq!(reception.asked("POST /oauth/revoke"), 1);
    let freshness = desk.status().await?.freshness;
    assert_eq!(freshness, Freshness::Never, "nothing is as fresh as that");

    // The next start finds nobody either, and has nothing to show.
    desk.close();
    let (again, _ears) = office.start().await?;
    assert_eq!(signed_out(&again).await?, None);
    assert_empty(&again).await?;
    assert_eq!(office.browser_opened(), 1);

    // Whoever comes next begins anew.
    again.sign_in().await?;
    signed_in(&again).await?;
    fresh(&again).await?;
    ensure!(again.find_people("", 0, 1).people > 0);
    Ok(())
}

#[tokio::test]
async fn another_accounts_people_and_visits_never_show() -> Result<()> {
    let reception = Reception::open().await?;
    let stranger = reception.control().add_person("Only", "Here");
    reception.refresh().await?;
    assert_eq!(reception.desk.find_people("only here", 0, 5).total, 1);

    let other = building_with(Options {
        seed: 8,
        people: 20,
        ..Options::default()
    })
    .await?;
    reception.office.move_to(&other)?;
    reception.desk.close();
    // The sign-in of the one is none in the other.
    let (desk, _ears) = reception.office.start().await?;
    assert_eq!(signed_out(&desk).await?, None);
    desk.sign_in().await?;
    signed_in(&desk).await?;
    desk.directory_filled().await;
    let shown = desk.find_people("only here", 0, 5);
    assert_eq!(shown.total, 0, "not even before the first read: {shown:?}");
    fresh(&desk).await?;
    assert_eq!(desk.find_people("", 0, 1).people, 20);
    ensure!(desk.person(doorflow::PersonId(stranger)).await.is_err());
    let theirs: Vec<i64> = other
        .control()
        .reservations()
        .iter()
        .map(|r| r.id)
        .collect();
    let today = desk.clock()?.now.date.to_string();
    let agenda = desk.agenda(&today, &today).await?;
    for visit in agenda.visits {
        let id = visit.key.trim_start_matches(['r', 'g']).parse()?;
        ensure!(
            visit.key.starts_with('g') || theirs.contains(&id),
            "{visit:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_account_that_signed_in_while_the_store_could_not_be_opened_is_not_taken_for_the_one_before()
-> Result<()> {
    let reception = Reception::open().await?;
    let _ = reception.control().add_person("Only", "Here");
    reception.refresh().await?;
    reception.desk.close();
    let other = building_with(Options {
        seed: 8,
        people: 20,
        ..Options::default()
    })
    .await?;
    let office = &reception.office;
    office.move_to(&other)?;
    // A folder in its place is no file that could be opened: the store is in memory.
    let (cache, elsewhere) = (
        office.folder().join("lobby.db"),
        office.folder().join("elsewhere.db"),
    );
    std::fs::rename(&cache, &elsewhere)?;
    std::fs::create_dir(&cache)?;
    let (desk, _ears) = office.start().await?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    ensure!(desk.status().await?.in_memory);
    desk.close();
    std::fs::remove_dir(&cache)?;
    std::fs::rename(&elsewhere, &cache)?;
    let doubt = office.folder().join("lobby.doubt");
    ensure!(doubt.exists(), "the file is still the other account's");

    for start in 1..=2 {
        let (desk, _ears) = office.start().await?;
        signed_in(&desk).await?;
        desk.directory_filled().await;
        let shown = desk.find_people("only here", 0, 5);
        assert_eq!(shown.total, 0, "start {start}: {shown:?}");
        fresh(&desk).await?;
        assert_eq!(desk.find_people("", 0, 1).people, 20);
        ensure!(!doubt.exists(), "DoorFlow has said who it is");
        desk.close();
    }
    Ok(())
}

#[tokio::test]
async fn another_account_that_signs_in_once_the_keychain_is_unlocked_sees_nothing_of_the_one_before()
-> Result<()> {
    let reception = Reception::open().await?;
    let _ = reception.control().add_person("Only", "Here");
    reception.refresh().await?;
    reception.desk.close();
    let other = building_with(Options {
        seed: 8,
        people: 20,
        ..Options::default()
    })
    .await?;
    let office = &reception.office;
    office.move_to(&other)?;
    office.keychain.fail(Some(KeychainError::Locked));
    let (desk, _ears) = office.start().await?;
    ensure!(desk.status().await?.in_memory);
    office.keychain.fail(None);
    desk.sign_in().await?;
    signed_in(&desk).await?;
    ensure!(!desk.status().await?.in_memory);
    desk.directory_filled().await;
    assert_eq!(desk.find_people("only here", 0, 5).total, 0);
    fresh(&desk).await?;
    assert_eq!(desk.find_people("", 0, 1).people, 20);
    Ok(())
}

/// Books what DoorFlow does not take for an hour, so that it stays on this desk's disk.
async fn book_for_later(reception: &Reception) -> Result<()> {
    let body = json!({ "error": "rate_limited", "retry_in": 3600 });
    let fault = Fault::answer("POST", RESERVATIONS, 429, body);
    reception.control().fail_next(fault);
    let booking = reception.desk.book(&draft(&reception.desk)?).await?.booking;
    reception
        .ears
        .hear("the wait", |news| match news {
            News::Booking { receipt } if receipt.booking == booking => receipt
                .steps
                .iter()
                .all(|step| step.state == StepState::Queued && !step.detail.is_empty())
                .then_some(()),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn what_was_to_be_booked_is_booked_when_the_same_account_signs_in_again() -> Result<()> {
    let reception = Reception::open().await?;
    book_for_later(&reception).await?;
    reception.desk.sign_out().await?;
    signed_out(&reception.desk).await?;
    let before = reception.ears.so_far();
    reception.desk.sign_in().await?;
    reception
        .ears
        .after(before, "the booking", |news| match news {
            News::Booking { receipt } => {
                (receipt.steps[0].state == StepState::Accepted).then_some(())
            }
            _ => None,
        })
        .await?;
    let mut made = reception.control().reservations();
    made.retain(|reservation| reservation.person_id == LINH.0);
    assert_eq!(made.len(), 1, "{made:?}");
    Ok(())
}

#[tokio::test]
async fn what_was_to_be_booked_in_one_account_waits_for_it_and_is_not_booked_in_another()
-> Result<()> {
    let sandbox = building().await?;
    let reception = Reception::open_in(sandbox).await?;
    book_for_later(&reception).await?;
    reception.desk.sign_out().await?;
    signed_out(&reception.desk).await?;

    let other = building_with(Options {
        seed: 8,
        people: 20,
        ..Options::default()
    })
    .await?;
    reception.office.move_to(&other)?;
    reception.desk.close();
    let (desk, ears) = reception.office.start().await?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    let tomorrow = draft(&desk)?.date;
    assert_eq!(
        visits_of(&desk, LINH, &tomorrow, &tomorrow).await?,
        [],
        "not on this account's calendar"
    );
    assert_eq!(desk.status().await?.outbox, 0);
    let own = desk.book(&draft(&desk)?).await?.booking;
    ears.booking(own, &[StepState::Accepted]).await?;
    let requests = other.control().requests();
    assert_eq!(
        requests.get("POST /api/3/reservations"),
        Some(&1),
        "the one that was asked for here"
    );
    desk.sign_out().await?;
    desk.close();

    // Back in its own account, it is sent at last.
    reception.office.move_to(&reception.sandbox)?;
    let (desk, _ears) = reception.office.start().await?;
    desk.sign_in().await?;
    until("the booking", async || {
        let mut made = reception.control().reservations();
        made.retain(|reservation| reservation.person_id == LINH.0);
        Ok((made.len() == 1).then_some(()))
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_removed_is_said_and_keeps_nobody_signed_in() -> Result<()> {
    let reception = Reception::open().await?;
    let (desk, office) = (&reception.desk, &reception.office);
    let key = office.store_key()?;
    // No program removes a folder as it removes a file.
    std::fs::create_dir(office.folder().join("lobby.v1.db"))?;
    let refused = desk.sign_out().await.err().context("it is said")?;
    ensure!(
        refused.code == Code::Machine && refused.detail.contains("lobby.v1.db"),
        "{refused:?}"
    );
    signed_out_as(desk, SignOutReason::FilesLeft).await?;
    assert_empty(desk).await?;
    ensure!(office.store_key()? != key, "nobody can read what is left");
    Ok(())
}
