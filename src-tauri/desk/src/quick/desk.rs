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
use crate::directory::Answer;
use crate::error::DeskError;
use crate::import::DateOrder;
use crate::store::names::{self, Kind};
use crate::store::{StoreError, channels};
use crate::zone::AccountZone;

/// So many people are offered as the visitor.
const OFFERED: usize = 5;

/// What there is to say of a text without waiting for anything.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AtOnce {
    /// The people who match it.
    pub answer: Answer,
    /// What it says of a booking; absent while no account is open.
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
        Ok(understood(text, order, zone, &spots, &building))
    }

    /// As [`Desk::find_people`] from the first, and as [`Desk::quick_add`], where neither has to wait: so that a page can draw what is typed and
    /// what it means in one picture. Nothing before the directory is filled, and before the names of the places have been read: these are kept as
    /// of the first text that asks for them in the other way.
    #[must_use]
    pub fn find_at_once(&self, text: &str, limit: u32) -> Option<AtOnce> {
        let building = self.building();
        if !*building.filled.borrow() {
            return None;
        }
        let quick = match building.known_account() {
            None => None,
            Some(_) if !may_be_booking(text) => Some(nothing_in(text)),
            Some(account) => {
                let spots = lock(&building.spots).spots.clone()?;
                let order = order_here();
                Some(understood(text, order, account.zone, &spots, &building))
            }
        };
        let answer = self.find_people(text, 0, limit);
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

fn understood(
    text: &str,
    order: DateOrder,
    zone: AccountZone,
    spots: &Spots,
    building: &Building,
) -> QuickAdd {
    let now = building.now();
    let by = Here {
        now,
        zone,
        order,
        spots,
    };
    let directory = building.directory();
    understand(text, by, &|name| directory.find(name, 0, OFFERED, now))
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
