//! What the program leaves on the disk: nothing that names a person or lets anybody in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use desk::outbox::StepState;
use desk::session::{Keychain as _, KeychainError};
use memchr::memmem;
use rusqlite::Connection;
use sandbox::Sandbox;
use tokio::runtime::Runtime;

use crate::reception::{LINH_NAME, Office, Reception, building, draft, fresh, signed_in};

/// A shorter text stands in a file of some hundred kilobytes by chance, or in another word.
const SHORTEST: usize = 6;

/// Every file in a folder and below it.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// Which of these texts stand in a folder's files, as UTF-8 or as UTF-16 of either order.
fn found_in(folder: &Path, texts: &BTreeSet<String>) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for file in files_in(folder)? {
        let content = std::fs::read(&file)?;
        for text in texts {
            let forms: [Vec<u8>; 3] = [
                text.as_bytes().to_vec(),
                text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            ];
            if forms
                .iter()
                .any(|form| memmem::find(&content, form).is_some())
            {
                found.push((file.clone(), text.clone()));
            }
        }
    }
    Ok(found)
}

/// What no file may hold: the names and every text of everybody in the building, and all that is in the keychain.
fn secrets_of(sandbox: &Sandbox, office: &Office) -> Result<BTreeSet<String>> {
    let mut texts = BTreeSet::new();
    for person in sandbox.control().people() {
        texts.insert(format!("{} {}", person.first_name, person.last_name));
        texts.extend([person.first_name, person.last_name]);
        texts.extend(person.texts.into_iter().flatten());
    }
    for entry in office.keychain.entries() {
        let secret = office.keychain.read(&entry)?.context("its secret")?;
        texts.insert(secret.to_string());
    }
    // A bare number is an id, and ids may be kept.
    texts.retain(|text| text.len() >= SHORTEST && !text.bytes().all(|byte| byte.is_ascii_digit()));
    Ok(texts)
}

/// Writes what the cache holds into a file that is not encrypted.
fn in_plain(office: &Office, copy: &Path) -> Result<()> {
    let entries = office.keychain.entries();
    let entry = entries.iter().find(|entry| entry.starts_with("store-key:"));
    let key = office.keychain.read(entry.context("a key is kept")?)?;
    let key = key.context("the key")?;
    let cache = Connection::open(office.folder().join("lobby.db"))?;
    cache.execute_batch(&format!("PRAGMA key = \"x'{}'\"", *key))?;
    cache.execute(
        "ATTACH DATABASE ?1 AS copy KEY ''",
        [copy.to_str().context("a path")?],
    )?;
    Ok(cache.query_row("SELECT sqlcipher_export('copy')", [], |_| Ok(()))?)
}

#[test]
fn no_file_names_a_person_or_holds_a_token() -> Result<()> {
    let street = Runtime::new()?;
    let sandbox = street.block_on(building())?;
    let office = Office::at(&sandbox)?;
    let program = Runtime::new()?;
    let secrets = program.block_on(async {
        let (desk, ears) = office.start().await?;
        desk.sign_in().await?;
        signed_in(&desk).await?;
        fresh(&desk).await?;
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
        let cache = office.folder().join("lobby.db");
        ensure!(!cache.exists(), "nothing is kept that has no key");
    }
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
