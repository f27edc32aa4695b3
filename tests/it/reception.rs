//! A desk beside a sandbox: one profile, one keychain, and a browser that consents.

use std::fmt::Display;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::{Days, NaiveDate, TimeDelta, Timelike as _, Utc};
use chrono_tz::Europe::London;
use desk::booking::{Draft, Place};
use desk::outbox::Limits;
use desk::profile::Profile;
use desk::session::{Keychain as _, MemoryKeychain, OpenBrowser, SessionState};
use desk::{Clock, Desk, DeskSetup, Freshness, Machine};
use doorflow::{ChannelId, GroupId, PersonId};
use rusqlite::Connection;
use sandbox::{Control, Options, Sandbox};
use tempfile::TempDir;

use crate::ears::{Ears, until};

/// The people of every building whom nobody has booked.
pub(crate) const LINH: PersonId = PersonId(12_001);
/// Her name, as the building has it.
pub(crate) const LINH_NAME: &str = "Linh Nguyễn";
/// Another of them.
pub(crate) const MARTA: PersonId = PersonId(12_002);
/// A door that is online.
pub(crate) const FRONT_DOOR: i64 = 1340;
/// Another.
pub(crate) const TURNSTILE: i64 = 1341;
/// A door that cannot be reached until somebody brings it back.
pub(crate) const LOADING_BAY: i64 = 1346;
/// The group of visitors who stay for days.
pub(crate) const VISITORS: i64 = 15;
/// The kind of address that reservations are made at.
pub(crate) const RESERVATIONS: &str = "/api/3/reservations";

/// A building that consents to every sign-in, small enough to be read at once. Its day does not end while a test counts from it.
///
/// # Errors
/// When no port is free.
pub(crate) async fn building() -> Result<Sandbox> {
    let clock = sandbox::Clock::system();
    if clock.now().with_timezone(&London).hour() == 23 {
        clock.advance(TimeDelta::hours(-2));
    }
    building_with(Options {
        people: 60,
        clock,
        ..Options::default()
    })
    .await
}

/// A building of one's own making; it consents all the same.
///
/// # Errors
/// When no port is free.
pub(crate) async fn building_with(options: Options) -> Result<Sandbox> {
    Ok(sandbox::start(Options {
        auto_approve: true,
        ..options
    })
    .await?)
}

/// What stays when the program ends: the profile's folder, the keychain, and the browser.
pub(crate) struct Office {
    folder: TempDir,
    pub(crate) keychain: MemoryKeychain,
    opened: Arc<AtomicUsize>,
    /// How long the desk's outbox waits, from its next start on.
    pub(crate) limits: Limits,
    /// The computer's clock, from the next start on.
    pub(crate) clock: Clock,
}

impl Office {
    /// An office whose desk is set up for a building, as the public client; its computer goes by the building's time.
    ///
    /// # Errors
    /// When the disk or the ports are full.
    pub(crate) fn at(sandbox: &Sandbox) -> Result<Self> {
        let ahead = sandbox.control().now() - Utc::now();
        // What is asked for takes a moment: a clock that was left alone is the system's.
        let ahead = TimeDelta::minutes(ahead.num_minutes()).num_milliseconds();
        let office = Self {
            folder: tempfile::tempdir()?,
            keychain: MemoryKeychain::default(),
            opened: Arc::default(),
            limits: Limits::default(),
            clock: Clock::Set(Arc::new(AtomicI64::new(ahead))),
        };
        office.move_to(sandbox)?;
        Ok(office)
    }

    /// Sets the desk up for another building, from its next start on.
    ///
    /// # Errors
    /// When the disk or the ports are full.
    pub(crate) fn move_to(&self, sandbox: &Sandbox) -> Result<()> {
        let text = format!(
            "{}client_id = \"{}\"\nredirect_uri = \"{}\"\n",
            addresses(sandbox),
            sandbox::PUBLIC_CLIENT_ID,
            free_redirect()?,
        );
        self.configure(&text)
    }

    /// Writes the person's configuration.
    ///
    /// # Errors
    /// When the disk is full.
    pub(crate) fn configure(&self, text: &str) -> Result<()> {
        Ok(std::fs::write(self.folder.path().join("lobby.toml"), text)?)
    }

    /// Adds to the person's configuration.
    ///
    /// # Errors
    /// When the disk is full.
    pub(crate) fn configure_also(&self, text: &str) -> Result<()> {
        let path = self.folder.path().join("lobby.toml");
        let before = std::fs::read_to_string(&path)?;
        Ok(std::fs::write(path, format!("{before}{text}"))?)
    }

    /// The profile's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The key of what is kept here, as it stands in the keychain.
    ///
    /// # Errors
    /// When none is kept.
    pub(crate) fn store_key(&self) -> Result<String> {
        let entries = self.keychain.entries();
        let entry = entries.iter().find(|entry| entry.starts_with("store-key:"));
        let key = self.keychain.read(entry.context("a key is kept")?)?;
        Ok(key.context("the key")?.to_string())
    }

    /// Takes the key of what is kept here out of the keychain.
    ///
    /// # Errors
    /// When the keychain is closed.
    pub(crate) fn lose_store_key(&self) -> Result<()> {
        let mut entries = self.keychain.entries();
        entries.retain(|entry| entry.starts_with("store-key:"));
        for entry in entries {
            self.keychain.delete(&entry)?;
        }
        Ok(())
    }

    /// What the desk keeps of DoorFlow, opened under its key.
    ///
    /// # Errors
    /// When there is none, or it cannot be opened.
    pub(crate) fn store(&self) -> Result<Connection> {
        let store = Connection::open(self.folder().join("lobby.db"))?;
        store.execute_batch(&format!("PRAGMA key = \"x'{}'\"", self.store_key()?))?;
        Ok(store)
    }

    /// How often the browser was opened.
    pub(crate) fn browser_opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }

    /// Starts the program, up to where it has looked for a sign-in.
    ///
    /// # Errors
    /// When the desk does not open.
    pub(crate) async fn start(&self) -> Result<(Desk, Ears)> {
        let opened = Arc::clone(&self.opened);
        let browser: OpenBrowser = Arc::new(move |address| {
            opened.fetch_add(1, Ordering::SeqCst);
            // A browser follows each redirect, back to the desk's own listener.
            tokio::spawn(reqwest::get(address.to_owned()));
            Ok(())
        });
        let setup = DeskSetup {
            profile: Profile::at(self.folder.path())?,
            version: "0.0.0".to_owned(),
            open_browser: browser,
        };
        let machine = Machine {
            clock: self.clock.clone(),
            chance: hardly_waiting(),
            ..Machine::with_keychain(Arc::new(self.keychain.clone()))
        };
        let desk = Desk::open_within(setup, machine, self.limits)?;
        let ears = Ears::at(&desk);
        desk.begin(false).await;
        until("the keychain's answer", async || {
            Ok((desk.session() != SessionState::Starting).then_some(()))
        })
        .await?;
        Ok((desk, ears))
    }
}

/// No other desk starts at the same time, so this one need not wait; but no two draws are alike, be it of two desks or over a restart, since
/// newcomers are known by theirs.
fn hardly_waiting() -> Arc<dyn Fn() -> f64 + Send + Sync> {
    static DRAWN: AtomicU32 = AtomicU32::new(0);
    Arc::new(|| f64::from(DRAWN.fetch_add(1, Ordering::Relaxed)) / 2_f64.powi(31))
}

/// Where a building is, as the configuration says it.
pub(crate) fn addresses(sandbox: &Sandbox) -> String {
    let hello = sandbox.hello();
    format!(
        "api_url = \"{}\"\nauth_url = \"{}\"\n",
        hello.url, hello.authorize_url
    )
}

/// A redirect address whose port is free now.
///
/// # Errors
/// When no port is.
pub(crate) fn free_redirect() -> Result<String> {
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    Ok(format!("http://127.0.0.1:{port}/callback"))
}

/// A desk that is signed in and has read its building.
pub(crate) struct Reception {
    pub(crate) sandbox: Sandbox,
    pub(crate) office: Office,
    pub(crate) desk: Desk,
    pub(crate) ears: Ears,
}

impl Reception {
    /// Opens in a small building of its own.
    ///
    /// # Errors
    /// When the desk does not come so far.
    pub(crate) async fn open() -> Result<Self> {
        Self::open_in(building().await?).await
    }

    /// Opens in this building.
    ///
    /// # Errors
    /// When the desk does not come so far.
    pub(crate) async fn open_in(sandbox: Sandbox) -> Result<Self> {
        let reception = Self::signed_in_to(sandbox).await?;
        fresh(&reception.desk).await?;
        Ok(reception)
    }

    /// Opens in this building, with a desk that looks for what is lost within seconds.
    ///
    /// # Errors
    /// When the desk does not come so far.
    pub(crate) async fn open_quick(sandbox: Sandbox) -> Result<Self> {
        Self::open_with_looks(sandbox, [500, 700, 900, 1100, 60_000]).await
    }

    /// The same, where a test has something to do before the first look: a busy computer takes its time.
    ///
    /// # Errors
    /// When the desk does not come so far.
    pub(crate) async fn open_unhurried(sandbox: Sandbox) -> Result<Self> {
        Self::open_with_looks(sandbox, [3000, 3200, 3400, 3600, 60_000]).await
    }

    /// Opens in this building, with a desk that looks for what is lost after so many milliseconds.
    async fn open_with_looks(sandbox: Sandbox, looks: [u64; 5]) -> Result<Self> {
        let mut office = Office::at(&sandbox)?;
        office.limits = Limits {
            looks: looks.map(Duration::from_millis),
        };
        let reception = Self::signed_in_at(sandbox, office).await?;
        fresh(&reception.desk).await?;
        Ok(reception)
    }

    /// Signs in to this building, and waits for no more than that.
    ///
    /// # Errors
    /// When the desk does not come so far.
    pub(crate) async fn signed_in_to(sandbox: Sandbox) -> Result<Self> {
        let office = Office::at(&sandbox)?;
        Self::signed_in_at(sandbox, office).await
    }

    /// Signs in at an office of one's own making, and waits for no more than that.
    ///
    /// # Errors
    /// When the desk does not come so far.
    pub(crate) async fn signed_in_at(sandbox: Sandbox, office: Office) -> Result<Self> {
        let (desk, ears) = office.start().await?;
        desk.sign_in().await?;
        signed_in(&desk).await?;
        Ok(Self {
            sandbox,
            office,
            desk,
            ears,
        })
    }

    /// A hand in the building.
    pub(crate) fn control(&self) -> Control {
        self.sandbox.control()
    }

    /// How often an endpoint was asked so far.
    pub(crate) fn asked(&self, endpoint: &str) -> u64 {
        let requests = self.control().requests();
        requests.get(endpoint).copied().unwrap_or(0)
    }

    /// Reads everything again, and waits until that is done.
    ///
    /// # Errors
    /// When it is not done in time.
    pub(crate) async fn refresh(&self) -> Result<()> {
        // A whole read begins with the groups, and only when the one before it is done; or begins anew, once, when its token has run out.
        for _ in 0..3 {
            let before = self.asked("GET /api/3/groups");
            self.desk.refresh();
            until("another whole read", async || {
                Ok((self.asked("GET /api/3/groups") > before).then_some(()))
            })
            .await?;
        }
        fresh(&self.desk).await
    }

    /// [`draft`] of this desk.
    ///
    /// # Errors
    /// When no account is open.
    pub(crate) fn draft(&self) -> Result<Draft> {
        draft(&self.desk)
    }

    /// So many days from today, on the account's calendar.
    ///
    /// # Errors
    /// When no account is open.
    pub(crate) fn day(&self, from_today: u64) -> Result<NaiveDate> {
        day(&self.desk, from_today)
    }
}

fn day(desk: &Desk, from_today: u64) -> Result<NaiveDate> {
    let today = desk.clock()?.now.date;
    today
        .checked_add_days(Days::new(from_today))
        .context("the end of all days")
}

/// Linh, at two doors, tomorrow from 09:00 to 17:00 on the account's clock.
///
/// # Errors
/// When no account is open.
pub(crate) fn draft(desk: &Desk) -> Result<Draft> {
    let day = day(desk, 1)?.to_string();
    Ok(Draft {
        person_id: Some(LINH),
        date: day.clone(),
        last_date: day,
        from: "09:00".to_owned(),
        to: "17:00".to_owned(),
        place: doors(&[FRONT_DOOR, TURNSTILE]),
        ..Draft::default()
    })
}

/// Waits until somebody is signed in.
///
/// # Errors
/// When that is not so in time.
pub(crate) async fn signed_in(desk: &Desk) -> Result<SessionState> {
    until("a sign-in", async || {
        let state = desk.session();
        Ok(matches!(state, SessionState::SignedIn { .. }).then_some(state))
    })
    .await
}

/// Waits until everything has been read. On a later run it waits for nothing: what an earlier one has read is known from the start, before
/// DoorFlow is asked and before anybody is signed in.
///
/// # Errors
/// When that is not so in time.
pub(crate) async fn fresh(desk: &Desk) -> Result<()> {
    until("fresh data", async || {
        let freshness = desk.status().await?.freshness;
        Ok(matches!(freshness, Freshness::Fresh { .. }).then_some(()))
    })
    .await
}

/// These doors.
pub(crate) fn doors(ids: &[i64]) -> Place {
    Place::Doors {
        channel_ids: ids.iter().copied().map(ChannelId).collect(),
    }
}

/// These groups.
pub(crate) fn groups(ids: &[i64]) -> Place {
    Place::Groups {
        group_ids: ids.iter().copied().map(GroupId).collect(),
    }
}

/// The keys, in order, of what is on these days for one person.
///
/// # Errors
/// When the desk cannot say.
pub(crate) async fn visits_of(
    desk: &Desk,
    person: PersonId,
    first: impl Display,
    last: impl Display,
) -> Result<Vec<desk::visits::Visit>> {
    let agenda = desk.agenda(&first.to_string(), &last.to_string()).await?;
    let mut visits = agenda.visits;
    visits.retain(|visit| visit.person_id == person);
    Ok(visits)
}
