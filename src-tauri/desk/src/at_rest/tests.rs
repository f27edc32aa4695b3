use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tempfile::TempDir;

use super::*;
use crate::account::Account;
use crate::desk::DeskSetup;
use crate::machine::{Clock, Machine};
use crate::outbox::Limits;
use crate::profile::Profile;
use crate::session::{AccountLine, MemoryKeychain};
use crate::zone::AccountZone;

/// An office's computer. Nobody signs in there, and DoorFlow says only what a test says for it.
struct Office {
    folder: TempDir,
    keychain: Arc<MemoryKeychain>,
    /// Its clock before the true one, in milliseconds.
    ahead: Arc<AtomicI64>,
}

impl Office {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keychain: Arc::default(),
            ahead: Arc::default(),
        }
    }

    /// A run of the program, with the store opened as far as it can be.
    async fn start(&self) -> Desk {
        let setup = DeskSetup {
            profile: Profile::at(self.folder.path()).unwrap(),
            version: "0.0.0".to_owned(),
            open_browser: Arc::new(|_| Ok(())),
        };
        let machine = Machine {
            clock: Clock::Set(Arc::clone(&self.ahead)),
            ..Machine::with_keychain(self.keychain.clone())
        };
        let desk = Desk::open_within(setup, machine, Limits::default()).unwrap();
        desk.building().open_store().await;
        desk
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("lobby.db")
    }

    fn goes_on(&self, step: TimeDelta) {
        let step = step.num_milliseconds();
        self.ahead.fetch_add(step, Ordering::SeqCst);
    }

    /// A run in which the file cannot be opened, and an account is, is ended or killed an hour after the roll call was asked for; answers when
    /// that was, and when it ended.
    async fn works_in_memory(&self, killed: bool) -> [DateTime<Utc>; 2] {
        fs::create_dir(self.file()).unwrap();
        let desk = self.start().await;
        let building = desk.building();
        assert!(building.at_rest.trouble().is_some());
        is_opened(&building).await;
        self.goes_on(TimeDelta::hours(1));
        let asked = building.now();
        let call = desk.roll_call().await.unwrap().unwrap();
        assert!(call.unkept.is_some(), "{call:?}");
        self.goes_on(TimeDelta::hours(1));
        if !killed {
            desk.close();
        }
        fs::remove_dir(self.file()).unwrap();
        [asked, building.now()]
    }
}

fn line() -> AccountLine {
    AccountLine {
        name: "Office".to_owned(),
        user: String::new(),
        zone: "Europe/London".to_owned(),
    }
}

/// The account is known, as after a sign-in.
async fn is_opened(building: &Building) {
    adopt(building, "1".to_owned(), line()).await.unwrap();
    building.set_account(Some(Account {
        id: "1".to_owned(),
        line: line(),
        zone: AccountZone::parse("Europe/London").unwrap(),
        scopes: None,
    }));
}

fn stamped(building: &Building, name: &'static str) -> Option<DateTime<Utc>> {
    let read = |c: &rusqlite::Connection| facts::read_instant(c, name);
    building.store.run_here(read).unwrap()
}

/// Whether that is within a minute of then.
fn is_about(at: Option<DateTime<Utc>>, then: DateTime<Utc>) -> bool {
    at.is_some_and(|at| (at - then).abs() < TimeDelta::minutes(1))
}

#[tokio::test]
async fn what_was_noted_by_hand_is_stamped_as_lost_with_what_a_sign_out_forgets() {
    let office = Office::new();
    let desk = office.start().await;
    let building = desk.building();
    building.forget().await.unwrap();
    let lost = |building: &Building| stamped(building, facts::BEGUN_ANEW);
    assert_eq!(lost(&building), None, "nobody had noted anything");
    is_opened(&building).await;
    building.forget().await.unwrap();
    let at = lost(&building);
    assert!(is_about(at, building.now()), "{at:?}");
    assert_eq!(building.at_rest.begun_anew(), None, "who did it knows");
    desk.close();
    drop((desk, building));
    let building = office.start().await.building();
    assert_eq!(lost(&building), at);
    assert_eq!(building.at_rest.begun_anew(), None);
}

#[tokio::test]
async fn a_run_in_memory_is_dated_by_its_own_end_not_by_the_start_that_finds_it() {
    for killed in [false, true] {
        let office = Office::new();
        let [asked, ended] = office.works_in_memory(killed).await;
        office.goes_on(TimeDelta::days(3));
        let desk = office.start().await;
        let building = desk.building();
        assert_eq!(building.at_rest.trouble(), None);
        let wanted = if killed { asked } else { ended };
        let at = stamped(&building, facts::UNKEPT);
        assert!(is_about(at, wanted), "{at:?}, not {wanted}");
        // DoorFlow says that this computer's clock is right.
        building.heard(Some(building.now()));
        assert!(building.knows_the_time());
        building.correct_stamps().await;
        let at = stamped(&building, facts::UNKEPT);
        assert!(is_about(at, wanted), "{at:?}, not {wanted}");
    }
}

#[tokio::test]
async fn a_run_in_memory_by_a_wrong_clock_is_dated_by_doorflows_once_that_is_known() {
    for wrong in [-40, 40].map(TimeDelta::days) {
        let office = Office::new();
        office.goes_on(wrong);
        let [_, ended] = office.works_in_memory(false).await;
        office.goes_on(TimeDelta::days(3));
        let desk = office.start().await;
        let building = desk.building();
        for _ in 0..3 {
            building.heard(Some(building.machine.clock.now() - wrong));
        }
        building.correct_stamps().await;
        let at = stamped(&building, facts::UNKEPT);
        assert!(is_about(at, ended - wrong), "{at:?}");
    }
}
