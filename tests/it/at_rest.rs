//! What the program leaves on the disk: nothing that names a person or lets anybody in.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use desk::outbox::StepState;
use desk::session::{Keychain as _, KeychainError, SessionState, SignOutReason};
use desk::{Code, Desk, News};
use lobby_tests::harness::traces::{found_in, texts_of_everybody};
use sandbox::{Fault, Sandbox};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use tracing::Subscriber;

use crate::ears::until;
use crate::outbox_file::closed;
use crate::reception::{
    LINH, LINH_NAME, Office, RESERVATIONS, Reception, building, draft, fresh, signed_in,
};
use crate::restart::House;

/// What no file may hold: every text of everybody in the building, and all that is in the keychain.
fn secrets_of(sandbox: &Sandbox, office: &Office) -> Result<BTreeSet<String>> {
    let mut texts = texts_of_everybody(&sandbox.control());
    for entry in office.keychain.entries() {
        let secret = office.keychain.read(&entry)?.context("its secret")?;
        texts.insert(secret.to_string());
    }
    Ok(texts)
}

/// Writes what the cache holds into a file that is not encrypted.
fn in_plain(office: &Office, copy: &Path) -> Result<()> {
    let cache = office.store()?;
    cache.execute(
        "ATTACH DATABASE ?1 AS copy KEY ''",
        [copy.to_str().context("a path")?],
    )?;
    Ok(cache.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?)
}

/// The program's log in the profile, with every word that it has for anybody.
fn log(office: &Office) -> Result<impl Subscriber + Send + Sync + 'static> {
    let file = File::create(office.folder().join("lobby.log"))?;
    Ok(tracing_subscriber::fmt()
        .with_env_filter("off,desk=trace,doorflow=trace")
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .finish())
}

#[test]
fn no_file_names_a_person_or_holds_a_token() -> Result<()> {
    let street = Runtime::new()?;
    let sandbox = street.block_on(building())?;
    let office = Office::at(&sandbox)?;
    // On one thread, where the log is listened to.
    let program = Builder::new_current_thread().enable_all().build()?;
    let logging = tracing::subscriber::set_default(log(&office)?);
    let secrets = program.block_on(async {
        let (desk, ears) = office.start().await?;
        desk.sign_in().await?;
        signed_in(&desk).await?;
        fresh(&desk).await?;
        ensure!(desk.find_people("nguyen", 0, 5).total > 0);
        desk.person(LINH).await?;
        // What DoorFlow says names people too: a record that cannot be read, a refusal, a failure.
        let control = sandbox.control();
        let record = json!([{ "id": LINH_NAME, "first_name": [LINH_NAME] }]);
        control.fail_next(Fault::answer("GET", "/api/3/people", 200, record));
        desk.refresh();
        until("word of the record", async || {
            let read = std::fs::read_to_string(office.folder().join("lobby.log"))?;
            Ok(read.contains("records left out").then_some(()))
        })
        .await?;
        let said = json!({ "error": LINH_NAME, "errors": { "person_id": [LINH_NAME] } });
        for (status, state) in [(422, StepState::Rejected), (500, StepState::Unknown)] {
            control.fail_next(Fault::answer("POST", RESERVATIONS, status, said.clone()));
            let booking = desk.book(&draft(&desk)?).await?.booking;
            ears.booking(booking, &[state]).await?;
        }
        let booking = desk.book(&draft(&desk)?).await?.booking;
        ears.booking(booking, &[StepState::Accepted, StepState::Syncing])
            .await?;
        let secrets = secrets_of(&sandbox, &office)?;
        ensure!(
            secrets.contains(LINH_NAME) && secrets.len() > 200,
            "{secrets:?}"
        );
        assert_eq!(
            found_in(office.folder(), &secrets)?,
            [],
            "while the program runs"
        );
        Ok(secrets)
    })?;
    program.shutdown_timeout(Duration::from_secs(5));
    assert_eq!(found_in(office.folder(), &secrets)?, [], "when it is over");
    let written = std::fs::read_to_string(office.folder().join("lobby.log"))?;
    ensure!(
        written.contains("accepted") && written.contains("refused with 422"),
        "the log was there to be searched: {written}"
    );
    // A log that names somebody is found.
    tracing::info!(target: "desk", name = LINH_NAME, "a slip");
    drop(logging);
    let found = found_in(office.folder(), &secrets)?;
    let log = office.folder().join("lobby.log");
    ensure!(found.contains(&(log, LINH_NAME.to_owned())), "{found:?}");

    // The same search finds everybody where nothing is encrypted.
    let elsewhere = tempfile::tempdir()?;
    in_plain(&office, &elsewhere.path().join("plain.db"))?;
    let found = found_in(elsewhere.path(), &secrets)?;
    ensure!(
        found.iter().any(|(_, text)| text == "Nguyễn") && found.len() > 100,
        "{found:?}"
    );
    let wide: Vec<u8> = LINH_NAME
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let folder = elsewhere.path().join("below");
    std::fs::create_dir(&folder)?;
    std::fs::write(folder.join("wide"), wide)?;
    let found = found_in(&folder, &secrets)?;
    ensure!(found.iter().any(|(_, text)| text == LINH_NAME), "{found:?}");
    Ok(())
}

#[tokio::test]
async fn what_this_computer_could_not_do_is_in_the_log_once() -> Result<()> {
    let reception = Reception::open().await?;
    let _logging = tracing::subscriber::set_default(log(&reception.office)?);
    let file = reception.office.folder().join("lobby.toml");
    std::fs::remove_file(&file)?;
    std::fs::create_dir(&file)?;
    let error = reception.desk.limit_guests(5).await.err();
    let error = error.context("a folder is no file")?;
    assert_eq!(error.code, Code::Machine);
    let log = std::fs::read_to_string(reception.office.folder().join("lobby.log"))?;
    assert_eq!(log.matches(&error.detail).count(), 1, "{log}");
    Ok(())
}

#[tokio::test]
async fn without_a_keychain_the_desk_works_and_leaves_no_cache() -> Result<()> {
    for how in [KeychainError::Absent, KeychainError::Locked] {
        let sandbox = building().await?;
        let office = Office::at(&sandbox)?;
        office.keychain.fail(Some(how.clone()));
        let (desk, _ears) = office.start().await?;
        let trouble = desk.setup().trouble;
        ensure!(
            trouble.contains(&how.to_string()) && trouble.contains("nothing outlasts this run"),
            "the sign-in screen says so: {trouble:?}"
        );
        desk.sign_in().await?;
        signed_in(&desk).await?;
        fresh(&desk).await?;
        ensure!(desk.find_people("nguyen", 0, 5).total > 0);
        ensure!(
            desk.status().await?.in_memory,
            "and the frame, for as long as it is so"
        );
        let cache = office.folder().join("lobby.db");
        ensure!(!cache.exists(), "nothing is kept that has no key");
    }
    Ok(())
}

#[tokio::test]
async fn a_keychain_that_is_unlocked_late_opens_the_store_with_the_sign_in() -> Result<()> {
    let reception = Reception::open().await?;
    let office = &reception.office;
    reception.desk.close();
    reception.sandbox.stop().await;
    office.keychain.hang();
    let (desk, _ears) = office.start().await?;
    let closed = Some(SignOutReason::KeychainClosed);
    assert_eq!(desk.session(), SessionState::SignedOut { reason: closed });
    ensure!(desk.setup().trouble.contains("nothing outlasts this run"));
    office.keychain.release();
    signed_in(&desk).await?;
    ensure!(
        !desk.status().await?.in_memory,
        "the key is had with the sign-in"
    );
    assert_eq!(desk.setup().trouble, "");
    let today = desk.clock()?.now.date.to_string();
    let agenda = desk.agenda(&today, &today).await?;
    ensure!(!agenda.visits.is_empty(), "what was read before is here");
    desk.directory_filled().await;
    ensure!(desk.find_people("nguyen", 0, 5).total > 0);
    Ok(())
}

#[tokio::test]
async fn a_second_program_does_not_open_the_same_profile() -> Result<()> {
    let reception = Reception::open().await?;
    let office = &reception.office;
    let refused = office.start().await.err().context("a second one")?;
    ensure!(
        refused
            .to_string()
            .contains("Lobby is already open with this profile"),
        "{refused}"
    );
    reception.desk.close();
    let (again, _ears) = office.start().await?;
    signed_in(&again).await?;
    Ok(())
}

/// Spoils the first page of a table in the cache that the last run has left.
fn spoil(house: &House, table: &str) -> Result<()> {
    let file = house.office.folder().join("lobby.db");
    closed(house, &file)?;
    let cache = house.office.store()?;
    let at = "SELECT rootpage - 1, CAST(page_size AS INTEGER) FROM sqlite_master, pragma_page_size WHERE name = ?1";
    let (before, size): (u32, u32) =
        cache.query_row(at, [table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    drop(cache);
    let mut bytes = std::fs::read(&file)?;
    let (from, size) = (usize::try_from(before * size)?, usize::try_from(size)?);
    let page = bytes.iter_mut().skip(from).take(size);
    page.for_each(|byte| *byte ^= 0x55);
    Ok(std::fs::write(&file, bytes)?)
}

/// A run over a cache in which the page of one table is bad: everything is read again, with nobody asked for anything.
fn read_again_without(table: &str) -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    spoil(&house, table)?;
    house.run(async |desk, _| {
        signed_in(desk).await?;
        let today = desk.clock()?.now.date.to_string();
        until("everybody and all visits to be read again", async || {
            let found = desk.find_people("nguyen", 0, 5).total;
            let visits = desk.agenda(&today, &today).await.map(|it| it.visits);
            let all = found > 0 && visits.is_ok_and(|visits| !visits.is_empty());
            Ok(all.then_some(()))
        })
        .await?;
        fresh(desk).await?;
        let told = desk.status().await?.begun_anew;
        ensure!(told.is_some(), "that the rest is lost is told");
        Ok(())
    })?;
    let aside = house.office.folder().join("lobby.db.damaged");
    ensure!(aside.exists(), "the damaged one is set aside");
    Ok(())
}

#[test]
fn that_a_cache_was_begun_anew_is_told_until_somebody_has_read_it() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let told =
        async |desk: &Desk| -> Result<bool> { Ok(desk.status().await?.begun_anew.is_some()) };
    house.later_run(async |desk, _| {
        ensure!(!told(desk).await?, "nothing is lost");
        Ok(())
    })?;
    house.office.lose_store_key()?;
    house.later_run(async |desk, _| {
        ensure!(told(desk).await?, "its key is gone");
        Ok(())
    })?;
    house.later_run(async |desk, ears| {
        ensure!(told(desk).await?, "nobody has read it");
        let before = ears.so_far();
        desk.begun_anew_seen().await?;
        ensure!(!told(desk).await?);
        until("the page to hear it", async || {
            let told = |news: &News| matches!(news, News::Status { status } if status.begun_anew.is_none());
            Ok(ears.since(before).iter().any(told).then_some(()))
        })
        .await
    })?;
    house.later_run(async |desk, _| {
        ensure!(!told(desk).await?, "once is enough");
        Ok(())
    })
}

#[test]
fn a_cache_with_a_bad_page_of_people_is_read_again() -> Result<()> {
    read_again_without("people")
}

#[test]
fn a_cache_that_does_not_say_whose_it_is_any_more_is_read_again() -> Result<()> {
    read_again_without("facts")
}
