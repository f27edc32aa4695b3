//! The building: everything that DoorFlow would keep about the account.
//!
//! A [`World`] has no clock. Whatever time brings about is planned as a [`Happening`], and
//! [`World::settle`] lets all of it happen that is due, in order, before anybody looks.

pub(crate) mod admissions;
pub(crate) mod credentials;
pub(crate) mod doors;
pub(crate) mod events;
pub(crate) mod fields;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod table;
pub(crate) mod visits;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use self::admissions::Admission;
use self::credentials::Credential;
use self::doors::Channel;
use self::events::{Event, Pass};
use self::fields::Invalid;
use self::people::Person;
use self::places::{CredentialType, Group, Role, Site};
use self::table::Table;
use self::visits::{GroupReservation, GroupReservationState, Reservation};

/// The whole account.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) rng: ChaCha8Rng,
    pub(crate) name: String,
    /// The account's hashid.
    pub(crate) id: String,
    pub(crate) zone: Tz,
    pub(crate) sites: Vec<Site>,
    pub(crate) groups: Vec<Group>,
    pub(crate) roles: Vec<Role>,
    pub(crate) credential_types: Vec<CredentialType>,
    pub(crate) people: Table<Person>,
    /// The owner of each e-mail address, in lower case.
    pub(crate) emails: HashMap<String, i64>,
    /// The credentials of each person.
    pub(crate) credentials: BTreeMap<i64, Vec<Credential>>,
    pub(crate) credentials_made: u64,
    pub(crate) reservations: Table<Reservation>,
    pub(crate) group_reservations: Table<GroupReservation>,
    pub(crate) channels: Vec<Channel>,
    /// What the doors reported, by when it happened.
    pub(crate) events: Vec<Event>,
    pub(crate) next_event_id: i64,
    pub(crate) admissions: BTreeMap<i64, Admission>,
    /// Whether something changed that no sync has taken to the doors.
    pub(crate) unsynced: bool,
    /// When a sync was last asked for and not refused.
    pub(crate) sync_asked: Option<DateTime<Utc>>,
    /// When a sync last began.
    pub(crate) last_sync: Option<DateTime<Utc>>,
    /// How often a door was told to load, so that each time takes its own while.
    pub(crate) loadings: u64,
    /// Whether the visitors of reservations made over the API come by themselves.
    pub(crate) visitors_come: bool,
    pub(crate) ledger: Vec<LedgerEntry>,
    /// Who is at work in the building now, if it is a request that came over the API.
    author: Author,
    agenda: BTreeMap<(DateTime<Utc>, u64), Happening>,
    planned: u64,
}

/// What time brings about.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    GroupReservationStarts(i64),
    GroupReservationEnds(i64),
    DoorLoads(i64),
    DoorLoaded(i64),
    AdmissionSettles { id: i64, answers: bool },
    Passes(Pass),
}

/// A write that was accepted over the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// When it was accepted.
    pub at: DateTime<Utc>,
    /// What it did.
    pub write: Write,
    /// The sign-in that made it: a number of its own for each time that somebody signed in, which
    /// stays the same when the tokens are renewed.
    pub sign_in: u64,
    /// How the request came to be carried out.
    pub delivery: Delivery,
}

/// How a request came to be carried out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// When it came.
    #[default]
    Prompt,
    /// After its connection had broken.
    Late,
    /// Once more, after it had been carried out already.
    Repeated,
}

/// Whose request it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Author {
    pub(crate) sign_in: u64,
    pub(crate) delivery: Delivery,
}

/// What an accepted write did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are the ids that their names say")]
pub enum Write {
    /// A person was added.
    PersonCreated(i64),
    /// A person was changed.
    PersonUpdated(i64),
    /// A person was taken away.
    PersonDeleted(i64),
    /// A person was given a credential.
    CredentialCreated {
        person_id: i64,
        credential_id: String,
    },
    /// A credential was taken away.
    CredentialDeleted {
        person_id: i64,
        credential_id: String,
    },
    /// A reservation was made.
    ReservationCreated(i64),
    /// A reservation was cancelled.
    ReservationDeleted(i64),
    /// A group reservation was made.
    GroupReservationCreated(i64),
    /// A group reservation was cancelled or ended early.
    GroupReservationDeleted(i64),
    /// A door was asked to let a person in.
    AdmissionRequested {
        id: i64,
        channel_id: i64,
        person_id: i64,
    },
    /// The doors were told to load what changed.
    SyncRequested,
}

/// Why the building does not do what it is asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotFound,
    BadRequest(String),
    Invalid(Invalid),
    /// The person already has this credential of that type.
    Conflict(Credential),
    AccessDenied(&'static str),
    /// Seconds to wait.
    RateLimited {
        retry_in: i64,
    },
}

impl Refusal {
    pub(crate) fn missing_wrapper(name: &str) -> Self {
        Self::BadRequest(format!("param is missing or the value is empty: {name}"))
    }
}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl World {
    /// An account with nobody and nothing in it.
    pub(crate) fn empty(seed: u64, zone: Tz) -> Self {
        Self {
            seed,
            rng: ChaCha8Rng::seed_from_u64(seed),
            name: "Harbour House".to_owned(),
            id: credentials::hashid(seed, "account", 1),
            zone,
            sites: Vec::new(),
            groups: Vec::new(),
            roles: Vec::new(),
            credential_types: Vec::new(),
            people: Table::starting_at(12_001),
            emails: HashMap::new(),
            credentials: BTreeMap::new(),
            credentials_made: 0,
            reservations: Table::starting_at(78_901),
            group_reservations: Table::starting_at(451),
            channels: Vec::new(),
            events: Vec::new(),
            next_event_id: 123_450_001,
            admissions: BTreeMap::new(),
            unsynced: false,
            sync_asked: None,
            last_sync: None,
            loadings: 0,
            visitors_come: false,
            ledger: Vec::new(),
            author: Author::default(),
            agenda: BTreeMap::new(),
            planned: 0,
        }
    }

    pub(crate) fn plan(&mut self, at: DateTime<Utc>, happening: Happening) {
        self.planned += 1;
        self.agenda.insert((at, self.planned), happening);
    }

    /// Lets everything happen that is due by `now`.
    pub(crate) fn settle(&mut self, now: DateTime<Utc>) {
        while let Some(entry) = self.agenda.first_entry() {
            let (at, _) = *entry.key();
            if at > now {
                break;
            }
            let happening = entry.remove();
            self.date(at);
            match happening {
                Happening::GroupReservationStarts(id) => self.start_group_reservation(id, at),
                Happening::GroupReservationEnds(id) => self.end_group_reservation(id, at),
                Happening::DoorLoads(id) => self.begin_loading(id),
                Happening::DoorLoaded(id) => self.finish_loading(id, at),
                Happening::AdmissionSettles { id, answers } => {
                    self.settle_admission(id, answers, at);
                }
                Happening::Passes(pass) => self.run_pass(&pass, at),
            }
        }
        self.date(now);
    }

    fn date(&mut self, now: DateTime<Utc>) {
        self.people.date(now);
        self.reservations.date(now);
        self.group_reservations.date(now);
    }

    /// Says whose request comes next.
    pub(crate) fn open_for(&mut self, author: Author) {
        self.author = author;
        self.people.open();
        self.reservations.open();
        self.group_reservations.open();
    }

    pub(crate) fn record(&mut self, at: DateTime<Utc>, write: Write) {
        let Author { sign_in, delivery } = self.author;
        self.people.written();
        self.reservations.written();
        self.group_reservations.written();
        self.ledger.push(LedgerEntry {
            at,
            write,
            sign_in,
            delivery,
        });
    }
}

/// Mixes two numbers into one that looks random and is always the same (`SplitMix64`).
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let mut mixed = a ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
