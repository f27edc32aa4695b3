//! What the reader is given: the clock, the places, the directory.

use std::collections::HashMap;

use doorflow::GroupId;

use super::answer::QuickAdd;
use super::locale::order_here;
use super::read::Here;
use super::spots::Spots;
use super::who::{may_be_booking, understand};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::import::DateOrder;
use crate::store::channels;
use crate::store::names::{self, Kind};

/// So many people are offered as the visitor.
const OFFERED: usize = 5;

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
            return Ok(QuickAdd {
                text: text.to_owned(),
                ..QuickAdd::default()
            });
        }
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
        let spots = read.await?;
        let now = building.now();
        let by = Here {
            now,
            zone,
            order,
            spots: &spots,
        };
        let directory = building.directory();
        Ok(understand(text, by, &|name| {
            directory.find(name, 0, OFFERED, now)
        }))
    }
}
