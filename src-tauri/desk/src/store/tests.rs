use super::*;

mod leaving;

const NAME: &str = "Marta Kowalczyk-Ostrowska";

struct Place {
    folder: tempfile::TempDir,
    path: PathBuf,
    key: StoreKey,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            path: folder.path().join("lobby.db"),
            key: StoreKey::random().unwrap(),
            folder,
        }
    }

    async fn open(&self) -> Store {
        let store = Store::in_memory().unwrap();
        store
            .move_to(self.path.clone(), self.key.clone())
            .await
            .expect("a store");
        store
    }

    /// The names of the files, sorted, and whether any holds `what`.
    fn files(&self, what: &str) -> (Vec<String>, bool) {
        let mut names = Vec::new();
        let mut found = false;
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            names.push(entry.file_name().into_string().unwrap());
            let content = std::fs::read(entry.path()).unwrap();
            found |= memchr::memmem::find(&content, what.as_bytes()).is_some();
        }
        names.sort();
        (names, found)
    }
}

fn fact(store: &Store) -> Option<String> {
    store.run_here(|c| facts::read(c, "who")).unwrap()
}

fn keep(store: &Store) {
    store.run_here(|c| facts::write(c, "who", NAME)).unwrap();
}

#[tokio::test]
async fn what_is_kept_is_read_again_with_the_same_key_and_with_nothing_else() {
    let place = Place::new();
    let store = place.open().await;
    keep(&store);
    let (_, in_plain) = place.files(NAME);
    assert!(!in_plain, "not in the write-ahead log");
    drop(store);
    let (_, in_plain) = place.files(NAME);
    assert!(!in_plain, "not in the database");
    assert_eq!(fact(&place.open().await).as_deref(), Some(NAME));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = place.path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "its owner's alone");
    }

    let other = Place {
        key: StoreKey::random().unwrap(),
        ..place
    };
    let store = other.open().await;
    assert_eq!(fact(&store), None, "begun anew");
    let (names, _) = other.files(NAME);
    assert!(
        names.contains(&"lobby.db.damaged".to_owned()),
        "what the key does not open is set aside: {names:?}"
    );
    keep(&store);
    assert_eq!(fact(&store).as_deref(), Some(NAME));
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_begun_anew() {
    let place = Place::new();
    std::fs::write(&place.path, b"this is no database".repeat(400)).unwrap();
    keep(&place.open().await);
    let (names, _) = place.files(NAME);
    assert!(names.contains(&"lobby.db.damaged".to_owned()), "{names:?}");
}

async fn facts_of(store: &Store) -> Result<i64, StoreError> {
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let all = "SELECT count(*) FROM facts";
    store.run(move |c| c.query_row(all, [], count)).await
}

/// A store whose file has turned out to be damaged since it was opened.
async fn suspect_store(place: &Place) -> Store {
    let store = place.open().await;
    store
        .run_here(|connection| {
            for number in 0..2000 {
                facts::write(connection, &format!("fact {number}"), NAME)?;
            }
            Ok(())
        })
        .unwrap();
    drop(store);
    // Every page but the first is spoilt: it opens as ever.
    let mut bytes = std::fs::read(&place.path).unwrap();
    bytes.iter_mut().skip(8192).for_each(|byte| *byte ^= 0x55);
    std::fs::write(&place.path, bytes).unwrap();
    let store = place.open().await;
    assert!(!store.is_suspect(), "nobody has looked");
    assert!(facts_of(&store).await.is_err());
    assert!(store.is_suspect());
    store
}

#[tokio::test]
async fn a_damaged_file_that_cannot_be_set_aside_leaves_a_store_that_works() {
    let place = Place::new();
    let store = suspect_store(&place).await;
    let in_the_way = place.path.with_extension("db.damaged").join("something");
    std::fs::create_dir_all(in_the_way).unwrap();
    let key = StoreKey::parse(&place.key.text()).unwrap();
    assert!(store.move_to(place.path.clone(), key).await.is_err());
    assert_eq!(facts_of(&store).await.unwrap(), 0);
}

#[tokio::test]
async fn that_it_was_begun_anew_is_answered_until_it_is_kept_that_it_was() {
    let place = Place::new();
    drop(place.open().await);
    let other = Place {
        key: StoreKey::random().unwrap(),
        ..place
    };
    let open = async || {
        let store = Store::in_memory().unwrap();
        let anew = store.move_to(other.path.clone(), other.key.clone()).await;
        (store, anew.unwrap())
    };
    assert!(open().await.1, "of another key");
    // The program ended before that was kept.
    let (store, anew) = open().await;
    assert!(anew, "it is still to be told");
    store.anew_is_kept(other.path.clone()).await.unwrap();
    let (store, anew) = open().await;
    assert!(!anew, "once");

    std::fs::write(&other.path, b"this is no database".repeat(400)).unwrap();
    drop(store);
    let (store, anew) = open().await;
    assert!(anew, "damaged");
    store.begin_anew(Some(other.path.clone())).await.unwrap();
    assert_eq!(other.files(NAME).0, Vec::<String>::new());
    assert!(
        !open().await.1,
        "what somebody left by signing out is not lost"
    );
}

#[tokio::test]
async fn an_index_that_is_older_than_its_table_is_damage_too() {
    let place = Place::new();
    let store = place.open().await;
    let page = store
        .run_here(|c| {
            c.execute_batch(
                "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT); CREATE INDEX things_by_name ON things (name);
                 INSERT INTO things VALUES (1, 'before');",
            )?;
            let of = "SELECT rootpage FROM sqlite_master WHERE name = 'things_by_name'";
            c.query_row(of, [], |row| row.get::<_, u32>(0))
        })
        .unwrap();
    store.settle_down().await.unwrap();
    let before = std::fs::read(&place.path).unwrap();
    store
        .run_here(|c| c.execute("UPDATE things SET name = 'after'", []))
        .unwrap();
    store.settle_down().await.unwrap();
    drop(store);
    let mut after = std::fs::read(&place.path).unwrap();
    let size = 4096;
    let from = (page as usize - 1) * size;
    assert_ne!(after[from..from + size], before[from..from + size]);
    after[from..from + size].copy_from_slice(&before[from..from + size]);
    std::fs::write(&place.path, after).unwrap();

    let store = place.open().await;
    let gone = store.run(|c| c.execute("DELETE FROM things WHERE id = 1", []));
    assert!(gone.await.is_err_and(|error| error.is_damage()));
    assert!(store.is_suspect());
    let key = StoreKey::parse(&place.key.text()).unwrap();
    assert!(store.move_to(place.path.clone(), key).await.unwrap());
    assert_eq!(facts_of(&store).await.unwrap(), 0, "begun anew");
}

#[tokio::test]
async fn a_file_that_turns_out_to_be_damaged_later_is_set_aside_when_it_is_opened_again() {
    let place = Place::new();
    let store = suspect_store(&place).await;
    let key = StoreKey::parse(&place.key.text()).unwrap();
    assert!(store.move_to(place.path.clone(), key).await.unwrap());
    assert_eq!(facts_of(&store).await.unwrap(), 0, "begun anew");
    let (names, _) = place.files(NAME);
    assert!(names.contains(&"lobby.db.damaged".to_owned()), "{names:?}");
    // It goes when all that is as old goes.
    let now = Utc::now();
    let hour = chrono::TimeDelta::hours(1);
    store
        .remove_old_copies(place.path.clone(), now - hour)
        .await
        .unwrap();
    assert!(place.files(NAME).0.contains(&"lobby.db.damaged".to_owned()));
    store
        .remove_old_copies(place.path.clone(), now + hour)
        .await
        .unwrap();
    assert!(!place.files(NAME).0.contains(&"lobby.db.damaged".to_owned()));
}

#[tokio::test]
async fn a_file_that_is_not_encrypted_is_removed_with_its_copies() {
    let place = Place::new();
    for name in ["lobby.db", "lobby.v1.db"] {
        let plain = Connection::open(place.folder.path().join(name)).unwrap();
        plain.execute_batch("CREATE TABLE people (name)").unwrap();
        plain
            .execute("INSERT INTO people VALUES (?1)", [NAME])
            .unwrap();
    }
    std::fs::write(place.folder.path().join("outbox.db"), "another's").unwrap();
    assert!(place.files(NAME).1, "the search finds what is plain");
    drop(place.open().await);
    assert_eq!(
        place.files(NAME),
        (vec!["lobby.db".to_owned(), "outbox.db".to_owned()], false)
    );
}

#[tokio::test]
async fn the_copy_from_before_a_migration_is_encrypted_too_and_can_be_read() {
    let place = Place::new();
    let store = place.open().await;
    keep(&store);
    drop(store);
    let known = migrate::MIGRATIONS.len();
    let mut connection = open(&place.path, &place.key).unwrap();
    let mut more = migrate::MIGRATIONS.to_vec();
    more.push("DELETE FROM facts");
    migrate::migrate(&mut connection, Some((&place.path, &place.key)), &more).unwrap();
    drop(connection);
    let copy = files::copy_of(&place.path, known);
    assert!(copy.exists());
    assert!(!place.files(NAME).1, "no file holds it in plain");
    let read = Store::in_memory().unwrap();
    read.move_to(copy, place.key.clone()).await.unwrap();
    assert_eq!(
        fact(&read).as_deref(),
        Some(NAME),
        "the copy is what was there before"
    );
}

#[test]
fn a_failed_piece_of_work_leaves_nothing() {
    let store = Store::in_memory().unwrap();
    let failed: Result<(), _> = store.run_here(|c| {
        facts::write(c, "a", "b")?;
        Err(rusqlite::Error::QueryReturnedNoRows)
    });
    assert!(failed.is_err());
    assert_eq!(
        store.run_here(|c| facts::read(c, "a")).unwrap(),
        None,
        "it was rolled back"
    );
}

#[tokio::test]
async fn a_full_disk_is_told_of_and_nothing_is_half_written() {
    let place = Place::new();
    let store = place.open().await;
    store
        .lock()
        .pragma_update(None, "max_page_count", 1)
        .unwrap();
    let failed = store.run_here(|c| {
        keep_much(c)?;
        facts::write(c, "who", NAME)
    });
    assert!(matches!(failed, Err(StoreError::Full)), "{failed:?}");
    assert_eq!(fact(&store), None);
    let told = crate::DeskError::from(StoreError::Full);
    assert_eq!(told.code, crate::Code::Machine);
}

fn keep_much(connection: &Connection) -> rusqlite::Result<()> {
    let much = "x".repeat(200_000);
    facts::write(connection, "much", &much)
}

#[tokio::test]
async fn whoever_reads_does_not_wait_for_whoever_writes() {
    let place = Place::new();
    let store = place.open().await;
    keep(&store);
    let ((begun, begins), (go_on, goes_on)) = (
        tokio::sync::oneshot::channel(),
        std::sync::mpsc::channel::<()>(),
    );
    let writer = store.clone();
    let writing = tokio::spawn(async move {
        let write = move |c: &Connection| {
            facts::write(c, "who", "somebody else")?;
            begun.send(()).expect("it is waited for");
            goes_on.recv().expect("the other has read");
            Ok(())
        };
        writer.run(write).await
    });
    begins.await.expect("a transaction");
    let read = async || store.read(|c| facts::read(c, "who")).await.expect("a fact");
    assert_eq!(read().await.as_deref(), Some(NAME), "as it was committed");
    go_on.send(()).expect("it waits");
    writing.await.expect("no panic").expect("a store");
    assert_eq!(read().await.as_deref(), Some("somebody else"));
    let refused = store.read(|c| facts::write(c, "who", "x")).await;
    assert!(refused.is_err(), "what reads cannot write");
    store
        .begin_anew(Some(place.path.clone()))
        .await
        .expect("anew");
    assert_eq!(read().await, None, "nothing is read from what was left");
}

#[tokio::test]
async fn two_stores_are_read_at_one_go_one_after_the_other() {
    let place = Place::new();
    let store = place.open().await;
    keep(&store);
    let other = Store::outbox_in_memory().unwrap();
    let both = store
        .read_after(&other, outbox::changes, |c, changes| {
            Ok((changes, facts::read(c, "who")?))
        })
        .await
        .expect("both");
    assert_eq!(both, (0, Some(NAME.to_owned())));
    let failed = store
        .read_after(&other, |c| facts::read(c, "who"), |_, who| Ok(who))
        .await;
    assert!(
        failed.is_err(),
        "where the first cannot be read, neither is"
    );
}

#[test]
fn the_last_visit_is_the_one_under_way_or_before_else_the_next() {
    use crate::booking::VisitKind;
    use doorflow::PersonId;
    let store = Store::in_memory().unwrap();
    let row = |id, person, start| visits::VisitRow {
        kind: VisitKind::Reservation,
        id,
        person_id: PersonId(person),
        start: instant(start),
        end: instant(start + 10),
        place_ids: vec![1],
        deactivated: false,
        created_at: None,
    };
    let rows = [
        row(1, 7, 10),
        row(2, 7, 30),
        row(3, 7, 50),
        row(4, 8, 90),
        row(5, 8, 70),
    ];
    store.run_here(|c| visits::upsert(c, &rows)).unwrap();
    let last = |person, now| {
        let last = store.run_here(|c| visits::last_of(c, PersonId(person), instant(now)));
        last.unwrap().map(|(_, id)| id)
    };
    assert_eq!(last(7, 45), Some(2));
    assert_eq!(last(7, 50), Some(3));
    assert_eq!(last(8, 45), Some(5), "none was: the next");
    assert_eq!(last(9, 45), None);
}
