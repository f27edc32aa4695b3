//! What follows once DoorFlow has done what a write asks: the outbox knows first, then the calendar, then the doors.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::describing::describe_made;
use super::moving::is_replaced;
use super::{EntryKind, Reason};
use crate::booking::{VisitKind, key_of};
use crate::building::{Building, VisitId, lock};
use crate::session::Capability;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::{self, VisitRow};
use crate::store::{StoreError, about, marks};
use crate::sync;
use crate::visits::ask::Key;
use crate::visits::build::Told;
use crate::zone::AccountZone;

impl Building {
    /// Keeps that a booking became this visit.
    pub(super) async fn accept(&self, entry: EntryRow, row: VisitRow) -> Result<(), StoreError> {
        let difference = difference(&entry, &row);
        let reason = if difference.is_some() {
            Reason::Differs
        } else {
            Reason::None
        };
        let detail = difference.unwrap_or_default();
        self.outbox.say(entry.id, Vec::new(), detail);
        self.done(entry, row, reason).await
    }

    /// Keeps that the visit which this write takes back is gone.
    pub(super) async fn cancelled(&self, entry: EntryRow) -> Result<(), StoreError> {
        let Some(id) = entry.visit_id else {
            return Ok(());
        };
        tracing::info!(visit = id, "cancelled");
        let row = entry.visit(id);
        self.done(entry, row, Reason::None).await
    }

    async fn done(&self, entry: EntryRow, row: VisitRow, reason: Reason) -> Result<(), StoreError> {
        let visit = (row.kind, row.id);
        let entry = EntryRow {
            visit_id: Some(row.id),
            told: self.may(Capability::Sync).then_some(Told::NotYet),
            kept: false,
            alike: Vec::new(),
            next_look: None,
            ..entry.into_state(EntryState::Accepted, reason, self.now())
        };
        let (account, booking, now) = (self.account_id(), entry.booking, self.now());
        let beside = match entry.what {
            EntryKind::Cancel => self.beside(&entry).await?,
            _ => Vec::new(),
        };
        let describes = entry.what == EntryKind::Book && self.describes();
        let (done, made) = (entry.clone(), row.clone());
        self.outbox
            .store
            .run(move |c| {
                table::update(c, &done)?;
                if done.what == EntryKind::Replace {
                    is_replaced(c, &account, &done, now)?;
                }
                table::add(c, &account, beside)?;
                if describes {
                    describe_made(c, &account, &done, &made, now)?;
                }
                Ok(())
            })
            .await?;
        let kept = if entry.what == EntryKind::Book && !entry.became_another() {
            // Whoever has read the outbox before that, and is still to read the calendar, would find it in both.
            drop(self.outbox.gate.write().await);
            // What is shown of it goes by the outbox from now on, and waits for the calendar no longer: that may be busy with a list. The
            // doors still do as before until they are told.
            self.to_be_told(visit);
            let (kept, ()) = tokio::join!(self.finish(entry, row), self.tell_booking(booking));
            kept
        } else {
            // What is gone, and what is another visit than was asked for, is told once the calendar has it so.
            let kept = self.finish(entry, row).await;
            if kept.is_ok() {
                self.to_be_told(visit);
                self.tell_booking(booking).await;
            }
            kept
        };
        if kept.is_err() {
            self.outbox.behind.store(true, Ordering::SeqCst);
        } else {
            self.entries_moved().await;
        }
        // What waits for this booking can go on, and what could not be kept is taken up.
        self.send.notify_one();
        kept
    }

    /// Brings the calendar's store to what DoorFlow is known to have done, and notes that it is there.
    pub(super) async fn finish(&self, entry: EntryRow, row: VisitRow) -> Result<(), StoreError> {
        let visit = (row.kind, row.id);
        match entry.what {
            EntryKind::Book => {
                self.about_to_keep(visit);
                let (person, end) = (row.person_id, row.end);
                let directory = Arc::clone(&self.directory);
                // Read again: it may have been said otherwise while the write was on its way.
                let about = (self.entry(entry.id).await?).and_then(|entry| entry.about);
                let zone = self.known_account().map(|account| account.zone);
                self.store
                    .run(move |c| {
                        // Here, since somebody may be looking at all of it, which takes its time.
                        let mut directory =
                            directory.write().unwrap_or_else(PoisonError::into_inner);
                        directory.booked([row.person_id]);
                        drop(directory);
                        if let Some(about) = about {
                            about::copy(c, &about, &key_of(visit))?;
                            // One that was taken back is there again; whoever moves a visit still has the old one.
                            if let Ok(Key::Visit(old)) = Key::read(&about)
                                && visits::get(c, old.0, old.1)?.is_none_or(|it| it.deactivated)
                            {
                                carry_mark(c, zone, old, visit, row.start)?;
                            }
                        }
                        visits::upsert(c, std::slice::from_ref(&row))
                    })
                    .await?;
                self.comes_again(person, end).await?;
            }
            EntryKind::Person
            | EntryKind::Pin
            | EntryKind::Leave
            | EntryKind::Revoke
            | EntryKind::Describe
            | EntryKind::Verify => {}
            EntryKind::Cancel | EntryKind::Replace => {
                lock(&self.gone).insert(visit);
                // One that was under way stays in DoorFlow, deactivated.
                let stays = visit.0 == VisitKind::GroupReservation
                    && matches!(sync::group_reservation(self, visit.1).await, Ok(Some(_)));
                let new = match entry.after {
                    Some(booked) if entry.what == EntryKind::Replace => self.entry(booked).await?,
                    _ => None,
                };
                let new = new.and_then(|new| Some(((new.kind, new.visit_id?), new.start)));
                let zone = self.known_account().map(|account| account.zone);
                self.store
                    .run(move |c| {
                        if let Some((new, start)) = new {
                            carry_mark(c, zone, visit, new, start)?;
                        }
                        if stays {
                            return Ok(());
                        }
                        visits::remove(c, visit.0, visit.1)
                    })
                    .await?;
            }
        }
        let kept = EntryRow {
            kept: true,
            ..entry
        };
        self.outbox
            .store
            .run(move |c| table::update(c, &kept))
            .await?;
        Ok(())
    }
}

/// Leaves with a visit that another one took the place of what was said of it by hand, where the new one begins on a day on which that still says
/// something. Who was checked out before it begins comes for it anew.
fn carry_mark(
    connection: &Connection,
    zone: Option<AccountZone>,
    old: VisitId,
    new: VisitId,
    start: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let mark = marks::get(connection, old.0, old.1)?;
    let Some(mark) = mark.filter(|mark| mark.left.is_none_or(|left| left >= start)) else {
        return Ok(());
    };
    if let (Some(said), Some(zone)) = (mark.came.max(mark.left), zone)
        && zone.day_of(start) <= zone.day_of(said)
    {
        marks::carry(connection, old, new)?;
    }
    Ok(())
}

/// Where DoorFlow's answer is not what was asked for; times are compared to the second, which is all that DoorFlow promises.
fn difference(entry: &EntryRow, row: &VisitRow) -> Option<String> {
    let mut parts = Vec::new();
    if row.person_id != entry.person_id {
        parts.push("another person");
    }
    if row.start.timestamp() != entry.start.timestamp()
        || row.end.timestamp() != entry.end.timestamp()
    {
        parts.push("other times");
    }
    if row.place_ids != entry.place_ids {
        parts.push("other doors or groups");
    }
    (!parts.is_empty()).then(|| format!("DoorFlow answered with {}.", parts.join(", ")))
}
