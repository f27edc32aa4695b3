//! Books the rows of a table, one after the other, each as a single booking is made.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use super::judge::Judged;
use super::newcomers::Coming;
use super::row::Typed;
use super::sheet::Sheet;
use super::view::{Import, ImportRow, ImportState};
use super::who::Who;
use crate::building::{Building, lock};
use crate::error::DeskError;
use crate::news::News;
use crate::outbox::Prints;
use crate::store::outbox::EntryRow;

/// The table that somebody is at, and the booking of it.
#[derive(Default)]
pub(crate) struct Importing {
    open: Mutex<Option<Open>>,
    /// One change after the other: each is made to what came of the one before.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Counts the tables, so that what was found out about one is not told of the next.
    count: AtomicU64,
    /// There are rows to book.
    go: Notify,
    /// Nothing more is to be booked after what is on its way.
    stop: Notify,
    stopped: AtomicBool,
}

/// A table with what is shown of it.
#[derive(Clone)]
pub(super) struct Open {
    count: u64,
    pub(super) sheet: Sheet,
    pub(super) import: Import,
}

impl Importing {
    /// The table as it is.
    pub(super) fn open(&self) -> Option<Open> {
        lock(&self.open).clone()
    }

    /// Puts a new table in the place of the one before.
    pub(super) fn begin(&self, sheet: Sheet, import: Import) {
        let count = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        let open = Open {
            count,
            sheet,
            import,
        };
        *lock(&self.open) = Some(open);
    }

    /// Keeps what a table has become, unless it was left or is being booked meanwhile. Answers whether it did.
    pub(super) fn replace(&self, next: Open) -> bool {
        let mut open = lock(&self.open);
        let stands = open
            .as_ref()
            .is_some_and(|open| open.count == next.count && !open.import.running);
        if stands {
            *open = Some(next);
        }
        stands
    }

    /// Leaves the table. What is in the outbox goes on.
    pub(crate) fn leave(&self) {
        *lock(&self.open) = None;
        self.halt();
    }

    /// Books no more rows after the one that is on its way.
    pub(super) fn halt(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.stop.notify_one();
    }

    /// Begins to book these rows.
    pub(super) fn start(&self) {
        self.stopped.store(false, Ordering::SeqCst);
        self.go.notify_one();
    }

    /// How many rows are still to be booked by a run that is under way.
    pub(crate) fn rows_to_come(&self) -> u32 {
        let rows = lock(&self.open)
            .as_ref()
            .filter(|open| open.import.running)
            .map_or(0, |open| {
                open.sheet.rows.iter().filter(|row| row.waits).count()
            });
        u32::try_from(rows).unwrap_or(u32::MAX)
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Open) -> T) -> Option<T> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.as_mut().map(work)
    }
}

/// Books what is to be booked, and follows what became of it, for as long as somebody is signed in.
pub(crate) async fn keep_importing(building: Arc<Building>) {
    let mut moves = building.outbox.moves();
    // A sign-in that ended took the run with it.
    building.end_import();
    loop {
        tokio::select! {
            biased;
            () = building.import.go.notified() => {
                if let Err(error) = book_all(&building).await {
                    tracing::warn!(%error, "the import stopped");
                }
                building.end_import();
            }
            gone = moves.changed() => if gone.is_err() {
                return;
            },
        }
        if let Err(error) = building.follow_import().await {
            tracing::warn!(%error, "what became of the import could not be read");
        }
    }
}

/// What became of the try to book a row.
enum Tried {
    /// It is in the outbox.
    Committed(i64),
    /// Its visitor is being made for another row: later.
    Later,
    /// It is not to be booked after all.
    Not,
}

/// Books every row that waits. One is through before the next is committed: DoorFlow gets them one by one anyway, somebody new who is
/// in several rows is made once, and whoever stops knows that the rest is not on its way.
async fn book_all(building: &Arc<Building>) -> Result<(), DeskError> {
    let mut moves = building.outbox.moves();
    let mut later: HashSet<usize> = HashSet::new();
    loop {
        moves.borrow_and_update();
        if building.import.stopped.load(Ordering::SeqCst) {
            return Ok(());
        }
        let waiting = building.import.with(|open| {
            let rows = open.sheet.rows.iter().enumerate();
            rows.filter(|(_, row)| row.waits)
                .map(|(at, _)| at)
                .collect::<Vec<_>>()
        });
        let waiting = waiting.unwrap_or_default();
        let next = waiting.iter().copied().find(|at| !later.contains(at));
        let Some(at) = next else {
            if waiting.is_empty() {
                return Ok(());
            }
            // All that are left wait for somebody who is being made.
            tokio::select! {
                _ = moves.changed() => {}
                () = building.import.stop.notified() => {}
            }
            later.clear();
            continue;
        };
        match building.book_row(at).await? {
            Tried::Committed(booking) => {
                building.set_waits(at, false);
                building.through(booking).await?;
            }
            Tried::Later => {
                later.insert(at);
            }
            Tried::Not => building.set_waits(at, false),
        }
    }
}

impl Building {
    /// Tries to book one row, by what is known at this moment.
    async fn book_row(&self, at: usize) -> Result<Tried, DeskError> {
        let Some(sheet) = self.import.with(|open| open.sheet.clone()) else {
            return Ok(Tried::Not);
        };
        let Some((typed, judged)) = self.check_row(&sheet, at).await? else {
            return Ok(Tried::Not);
        };
        let mut judged = judged;
        if judged.who == Who::New {
            match self.newcomer_of_row(&sheet, at, &typed).await? {
                Some(Coming::Made(person)) => {
                    let mut sheet = sheet.clone();
                    sheet.rows[at].made_before(&typed, &person);
                    self.import.with(|open| {
                        if let Some(row) = open.sheet.rows.get_mut(at) {
                            row.made_before(&typed, &person);
                        }
                    });
                    let Some((_, again)) = self.check_row(&sheet, at).await? else {
                        return Ok(Tried::Not);
                    };
                    judged = again;
                }
                Some(Coming::UnderWay) => return Ok(Tried::Later),
                Some(Coming::Stuck) => {
                    self.show_row(at, |row| row.state = ImportState::NeedsYou);
                    return Ok(Tried::Not);
                }
                None => {}
            }
        }
        if judged.state != ImportState::Ready {
            self.show_row(at, |row| {
                row.state = judged.state;
                row.problems = judged.planned.plan.problems;
            });
            return Ok(Tried::Not);
        }
        let committed = self.commit_row(&sheet, at, &typed, judged).await?;
        let Some(first) = committed.as_ref().and_then(|entries| entries.first()) else {
            self.show_row(at, |row| row.state = ImportState::Already);
            return Ok(Tried::Not);
        };
        let booking = first.booking;
        self.import.with(|open| {
            if let Some(row) = open.sheet.rows.get_mut(at) {
                row.booking = Some(booking);
                row.instead_of = None;
            }
        });
        self.show_row(at, |row| row.state = ImportState::OnItsWay);
        Ok(Tried::Committed(booking))
    }

    async fn commit_row(
        &self,
        sheet: &Sheet,
        at: usize,
        typed: &Typed,
        judged: Judged,
    ) -> Result<Option<Vec<EntryRow>>, DeskError> {
        let printer = self.printer().await?;
        let (writes, visits): (Vec<_>, Vec<_>) = judged.writes.into_iter().unzip();
        let entries = self.asked(writes).await?;
        let mut prints = Prints {
            visits,
            person: Vec::new(),
            instead_of: sheet.rows[at].instead_of,
        };
        if judged.who == Who::New {
            prints.person = printer.newcomer(typed);
            let pin = sheet.for_all.pin;
            self.commit_newcomer(entries, typed.who.clone(), pin.into(), prints)
                .await
        } else {
            self.commit_once(entries, prints).await
        }
    }

    /// Waits until a booking is settled, or has to wait for something that no other row waits for, or somebody stops.
    async fn through(&self, booking: i64) -> Result<(), DeskError> {
        let mut moves = self.outbox.moves();
        loop {
            moves.borrow_and_update();
            self.follow_import().await?;
            let bookings = self.bookings(vec![booking]).await?;
            let entries = bookings.get(&booking).map_or(&[][..], Vec::as_slice);
            let (state, _) = super::outcome::outcome(entries);
            if state != ImportState::OnItsWay || self.import.stopped.load(Ordering::SeqCst) {
                return Ok(());
            }
            tokio::select! {
                _ = moves.changed() => {}
                () = self.import.stop.notified() => {}
            }
        }
    }

    /// Tells the page what has become of rows whose booking is not settled.
    async fn follow_import(&self) -> Result<(), DeskError> {
        self.follow_stuck().await?;
        let open = self.import.with(|open| {
            let rows = open.sheet.rows.iter().enumerate();
            let rows = rows.filter_map(|(at, row)| Some((at, row.booking?)));
            let unsettled = rows.filter(|(at, _)| {
                !matches!(
                    open.import.rows.get(*at).map(|row| row.state),
                    Some(ImportState::Booked)
                )
            });
            unsettled.collect::<Vec<_>>()
        });
        let open = open.unwrap_or_default();
        if open.is_empty() {
            return Ok(());
        }
        let bookings = self
            .bookings(open.iter().map(|(_, it)| *it).collect())
            .await?;
        for (at, booking) in open {
            let entries = bookings.get(&booking).map_or(&[][..], Vec::as_slice);
            if entries.is_empty() {
                // Somebody gave it up: it is as if it had not been.
                self.import.with(|open| {
                    if let Some(row) = open.sheet.rows.get_mut(at) {
                        row.booking = None;
                    }
                });
                self.show_row(at, |row| row.state = ImportState::Ready);
            } else {
                self.show_row(at, |row| self.tell_outcome(row, entries));
            }
        }
        Ok(())
    }

    fn set_waits(&self, at: usize, waits: bool) {
        self.import.with(|open| {
            if let Some(row) = open.sheet.rows.get_mut(at) {
                row.waits = waits;
            }
        });
    }

    /// Changes what is shown of a row, and tells the page where that makes a difference.
    pub(super) fn show_row(&self, at: usize, change: impl FnOnce(&mut ImportRow)) {
        let told = self.import.with(|open| {
            let row = open.import.rows.get_mut(at)?;
            let before = row.clone();
            change(row);
            (*row != before).then(|| (row.clone(), open.import.running))
        });
        if let Some(Some((row, running))) = told {
            self.tell(News::Import {
                rows: vec![row],
                running,
            });
        }
    }

    /// The run is over: what still waited can be booked another time.
    fn end_import(&self) {
        let told = self.import.with(|open| {
            open.import.running = false;
            let mut left = Vec::new();
            for (row, shown) in open.sheet.rows.iter_mut().zip(&mut open.import.rows) {
                row.waits = false;
                if shown.state == ImportState::Waiting {
                    shown.state = ImportState::Ready;
                    left.push(shown.clone());
                }
            }
            left
        });
        if let Some(rows) = told {
            self.tell(News::Import {
                rows,
                running: false,
            });
        }
    }
}
