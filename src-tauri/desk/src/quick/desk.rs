//! What the reader is given: the clock, the places, the directory.

use std::collections::HashMap;
use std::sync::Arc;

use doorflow::GroupId;
use serde::Serialize;
use ts_rs::TS;

use super::answer::QuickAdd;
use super::locale::order_here;
use super::read::Here;
use super::spots::Spots;
use super::who::{may_be_booking, understand};
use crate::building::{Building, lock};
use crate::desk::Desk;
use crate::directory::{Answer, Directory};
use crate::error::DeskError;
use crate::import::DateOrder;
use crate::store::names::{self, Kind};
use crate::store::{StoreError, channels};

/// So many people are offered as the visitor.
const OFFERED: usize = 5;

/// What there is to say of a text without waiting for anything.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AtOnce {
    /// The people who match it.
    pub answer: Answer,
    /// What it says of a booking; absent where that was not asked for, and while no account is open.
    pub quick: Option<QuickAdd>,
}

/// The places by their names, kept from one keystroke to the next.
#[derive(Debug, Default)]
pub(crate) struct KeptSpots {
    spots: Option<Arc<Spots>>,
    /// Grows with each change: what was read before one is not kept after it.
    changes: u64,
}

impl KeptSpots {
    /// Places have changed.
    pub(crate) fn forget(&mut self) {
        self.changes += 1;
        self.spots = None;
    }
}

impl Desk {
    /// What a line of text says of a booking, with dates as this computer writes them. Nothing is planned or booked.
    ///
    /// # Errors
    /// `signedOut` while no account is open; `machine` when the store cannot be read.
    pub async fn quick_add(&self, text: &str) -> Result<QuickAdd, DeskError> {
        self.quick_add_in(text, order_here()).await
    }

    /// As [`Desk::quick_add`], with the day or the month first.
    ///
    /// # Errors
    /// As there.
    pub async fn quick_add_in(&self, text: &str, order: DateOrder) -> Result<QuickAdd, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        if !may_be_booking(text) {
            return Ok(nothing_in(text));
        }
        let spots = spots(&building).await?;
        let by = Here {
            now: building.now(),
            zone,
            order,
            spots: &spots,
        };
        Ok(understood(text, by, &building.directory()))
    }

    /// As [`Desk::find_people`] from the first, and where it `reads` what is typed as [`Desk::quick_add`], where neither has to wait: so that a page
    /// can draw what is typed and what it means in one picture. Nothing before the directory is filled, nor while somebody writes in it or is waited
    /// for by who will. What may be a booking is not read before the names of the places have been: they are kept as of the first text that asks
    /// for them in the other way.
    #[must_use]
    pub fn find_at_once(&self, text: &str, limit: u32, reads: bool) -> Option<AtOnce> {
        let building = self.building();
        if !*building.filled.borrow() {
            return None;
        }
        let directory = building.directory.try_read().ok()?;
        let now = building.now();
        let quick = match building.known_account() {
            Some(account) if reads && may_be_booking(text) => {
                let spots = lock(&building.spots).spots.clone()?;
                let by = Here {
                    now,
                    zone: account.zone,
                    order: order_here(),
                    spots: &spots,
                };
                Some(understood(text, by, &directory))
            }
            account => account.filter(|_| reads).map(|_| nothing_in(text)),
        };
        let answer = directory.find(text, 0, limit as usize, now);
        Some(AtOnce { answer, quick })
    }
}

/// What is said by a text that is too short for a booking.
fn nothing_in(text: &str) -> QuickAdd {
    QuickAdd {
        text: text.to_owned(),
        ..QuickAdd::default()
    }
}

fn understood(text: &str, by: Here<'_>, directory: &Directory) -> QuickAdd {
    understand(text, by, &|name| directory.find(name, 0, OFFERED, by.now))
}

/// The places by their names.
async fn spots(building: &Building) -> Result<Arc<Spots>, StoreError> {
    let changes = {
        let kept = lock(&building.spots);
        if let Some(spots) = &kept.spots {
            return Ok(Arc::clone(spots));
        }
        kept.changes
    };
    let read = building.store.read(|connection| {
        let sites = names::all(connection, Kind::Sites)?;
        let sites: HashMap<i64, &str> = sites
            .iter()
            .map(|site| (site.id, site.name.as_str()))
            .collect();
        let mut spots = Spots::default();
        for door in channels::all(connection)? {
            let site = door.site_id.and_then(|site| sites.get(&site.0).copied());
            spots.door(door.id, &door.name, site);
        }
        for group in names::all(connection, Kind::Groups)? {
            spots.group(GroupId(group.id), &group.name);
        }
        Ok(spots)
    });
    let spots = Arc::new(read.await?);
    let mut kept = lock(&building.spots);
    if kept.changes == changes {
        kept.spots = Some(Arc::clone(&spots));
    }
    Ok(spots)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::desk::DeskSetup;
    use crate::machine::Machine;
    use crate::outbox::Limits;
    use crate::profile::Profile;
    use crate::session::MemoryKeychain;

    #[test]
    fn nobody_is_waited_for_who_writes_in_the_directory() {
        let folder = tempfile::tempdir().unwrap();
        let setup = DeskSetup {
            profile: Profile::at(folder.path()).unwrap(),
            version: "0.0.0".to_owned(),
            open_browser: Arc::new(|_| Ok(())),
        };
        let machine = Machine::with_keychain(Arc::new(MemoryKeychain::default()));
        let desk = Desk::open_within(setup, machine, Limits::default()).unwrap();
        let building = desk.building();
        building.filled.send_replace(true);
        let found = desk.find_at_once("lin", 8, true);
        assert!(found.is_some_and(|found| found.quick.is_none()));

        let writes = building.directory_mut();
        let asks = thread::spawn(move || desk.find_at_once("lin", 8, true).is_some());
        // It would be there for good, and this with it.
        while !asks.is_finished() {
            thread::yield_now();
        }
        drop(writes);
        assert!(!asks.join().unwrap(), "there are the commands for it");
    }
}
