//! What is known around visits: who and what they name, and what is on its way.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::Connection;

use super::log::Log;
use crate::directory::Entry;
use crate::outbox::{coming, who_are};
use crate::store::about;
use crate::store::channels::{self, ChannelRow};
use crate::store::names::{self, Kind, NameRow};
use crate::store::outbox::{self as table, EntryRow};
use crate::store::visits::VisitRow;

/// What the outbox says; it is read first.
pub(crate) struct Pending {
    /// Who is asked for, and is not known so far.
    pub(crate) people: HashSet<PersonId>,
    /// Who is known already.
    pub(crate) known: HashMap<PersonId, Entry>,
    /// The visits of which it is asked who came.
    pub(crate) watched: Vec<VisitRow>,
    /// Now.
    pub(crate) now: DateTime<Utc>,
    /// The visits, and the writes, whose hosts are asked for: by the keys of what was noted of them.
    pub(crate) noted: Vec<String>,
    coming: Vec<(PersonId, String)>,
    open: Vec<EntryRow>,
}

impl Pending {
    /// Reads it of these people, for an account.
    pub(crate) fn read(
        outbox: &Connection,
        account: &str,
        people: HashSet<PersonId>,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            coming: coming(outbox, &people)?,
            open: table::open(outbox, account)?,
            people,
            known: HashMap::new(),
            watched: Vec::new(),
            now: DateTime::default(),
            noted: Vec::new(),
        })
    }
}

/// What is known around some visits.
pub(crate) struct Around {
    /// The writes that are not finally settled.
    pub(crate) open: Vec<EntryRow>,
    /// The people whom the visits name, as far as they are known.
    pub(crate) people: HashMap<PersonId, Entry>,
    /// Every door.
    pub(crate) channels: Vec<ChannelRow>,
    /// Every group.
    pub(crate) groups: Vec<NameRow>,
    /// Who came and went.
    pub(crate) log: Log,
    /// The hosts that were noted, by the page's keys of their visits.
    pub(crate) hosts: HashMap<String, String>,
}

impl Around {
    /// Reads the rest of it.
    pub(crate) fn read(store: &Connection, pending: Pending) -> rusqlite::Result<Self> {
        let mut people = pending.known;
        people.extend(who_are(store, pending.people, pending.coming)?);
        let carried = pending.open.iter().filter_map(|it| it.about.as_deref());
        let noted = pending.noted.iter().map(String::as_str);
        let mut hosts = about::hosts(store, noted.chain(carried))?;
        for entry in &pending.open {
            let host = entry.about.as_ref().and_then(|about| hosts.get(about));
            if let Some(host) = host.cloned() {
                // What was made a moment ago is not in the store yet.
                if let Some(key) = entry.visit_key() {
                    hosts.entry(key).or_insert_with(|| host.clone());
                }
                hosts.insert(format!("b{}", entry.id), host);
            }
        }
        Ok(Self {
            hosts,
            open: pending.open,
            people,
            channels: channels::all(store)?,
            groups: names::all(store, Kind::Groups)?,
            log: Log::read(store, &pending.watched, pending.now)?,
        })
    }
}
