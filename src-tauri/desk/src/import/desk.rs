//! What a receptionist does with a table.

use super::places::PlaceNames;
use super::sheet::Sheet;
use super::view::{Import, ImportChange, ImportRead, ImportState};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::session::Capability;

impl Desk {
    /// Reads a table, as a spreadsheet wrote it into a file or the clipboard, and checks each row. Sends nothing to DoorFlow, and keeps
    /// nothing on disk.
    ///
    /// # Errors
    /// `busy` while the rows of another are being booked; `signedOut` while no account is open; `machine` when the store cannot be read.
    pub async fn read_import(&self, bytes: Vec<u8>) -> Result<ImportRead, DeskError> {
        let building = self.building();
        let _turn = building.import.turn.lock().await;
        if self.import_now().running {
            return Err(DeskError::busy("rows are being booked"));
        }
        self.directory_filled().await;
        let places = self.places().await?;
        let names = PlaceNames::of(&places, building.may(Capability::ReadSites));
        let usual = places.usual_doors;
        let today = building.account()?.zone.day_of(building.now());
        let reading = building
            .machine
            .blocking
            .run(move || Sheet::read(&bytes, names, usual, today));
        let sheet = match reading.await.map_err(|_| super::check::closing())? {
            Ok(sheet) => sheet,
            Err(why) => return Ok(ImportRead::Not { why }),
        };
        let (sheet, import) = building.check(sheet, true).await?;
        building.import.begin(sheet, import.clone());
        Ok(ImportRead::Read { import })
    }

    /// The table as it is; one without rows where there is none.
    #[must_use]
    pub fn import_now(&self) -> Import {
        let open = self.building().import.open();
        open.map(|open| open.import).unwrap_or_default()
    }

    /// Changes something of the table, and checks it again.
    ///
    /// # Errors
    /// `busy` while rows are being booked; `notFound` when there is no table, it was left meanwhile, or has no such row; `refused` for a row that DoorFlow has, or may
    /// have; `machine` when the store cannot be read.
    pub async fn change_import(&self, change: ImportChange) -> Result<Import, DeskError> {
        let building = self.building();
        let _turn = building.import.turn.lock().await;
        let Some(mut open) = building.import.open() else {
            return Err(DeskError::not_found("there is no table"));
        };
        if open.import.running {
            return Err(DeskError::busy("rows are being booked"));
        }
        let row = match &change {
            ImportChange::Cell { at, .. }
            | ImportChange::Who { at, .. }
            | ImportChange::LeftOut { at, .. } => open.import.rows.get(*at as usize),
            _ => None,
        };
        if row.is_some_and(|row| !row.state.may_change()) {
            return Err(DeskError::refused("the row was booked"));
        }
        if !open.sheet.change(change) {
            return Err(DeskError::not_found("no such row or column"));
        }
        (open.sheet, open.import) = building.check(open.sheet, false).await?;
        if !building.import.replace(open.clone()) {
            return Err(DeskError::not_found("the table was left"));
        }
        Ok(open.import)
    }

    /// Begins to book every row that can be booked, once all were checked again. How it goes on comes as news.
    ///
    /// # Errors
    /// `busy` while that is being done; `notFound` when there is no table, or it was left meanwhile; `machine` when the store cannot be read.
    pub async fn book_import(&self) -> Result<Import, DeskError> {
        let building = self.building();
        let _turn = building.import.turn.lock().await;
        let Some(mut open) = building.import.open() else {
            return Err(DeskError::not_found("there is no table"));
        };
        if open.import.running {
            return Err(DeskError::busy("rows are being booked"));
        }
        (open.sheet, open.import) = building.check(open.sheet, true).await?;
        for (row, shown) in open.sheet.rows.iter_mut().zip(&mut open.import.rows) {
            row.waits = shown.state == ImportState::Ready;
            if row.waits {
                shown.state = ImportState::Waiting;
            }
        }
        open.import.running = open.sheet.rows.iter().any(|row| row.waits);
        if !building.import.replace(open.clone()) {
            return Err(DeskError::not_found("the table was left"));
        }
        if open.import.running {
            building.import.start();
        }
        Ok(open.import)
    }

    /// Books no more rows after the one that is on its way; the others can be booked later.
    pub fn stop_import(&self) {
        self.building().import.halt();
    }

    /// Leaves the table. What is in the outbox goes on.
    pub fn leave_import(&self) {
        self.building().import.leave();
    }
}

impl ImportState {
    /// Whether a row may be changed: nothing of it is in DoorFlow, or may be.
    fn may_change(self) -> bool {
        matches!(
            self,
            Self::Ready
                | Self::Mend
                | Self::Choose
                | Self::Same
                | Self::Already
                | Self::LeftOut
                | Self::Refused
                | Self::NotBooked
        )
    }
}
