//! What the page sees of an import, and what it may change of it.

use std::fmt;

use doorflow::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::columns::ImportField;
use super::days::DateOrder;
use crate::booking::{Note, Problem};

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NotRead {
    /// There is nothing in it.
    Empty,
    /// More than 4 MB.
    TooLarge,
    /// More than 5,000 rows.
    TooManyRows,
    /// More than 64 columns.
    TooManyColumns,
    /// A cell of more than 1,000 characters.
    CellTooLong,
    /// A spreadsheet's own file, not a text.
    Workbook,
    /// No text.
    NotText,
}

/// What came of reading a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ImportRead {
    /// It is there, each row checked.
    Read {
        /// The whole of it.
        import: Import,
    },
    /// It could not be read; what was there before is as it was.
    Not {
        /// Why.
        why: NotRead,
    },
}

/// A table of visits to be booked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    /// The columns of the table, as they came.
    pub columns: Vec<ImportColumn>,
    /// Whether the day or the month comes first, where the cells leave that open; `None` until somebody says.
    pub order: Option<DateOrder>,
    /// A day that could be either; `None` where there is none.
    pub either: Option<String>,
    /// What counts where a row says nothing.
    pub for_all: ForAll,
    /// The rows that hold something, in order, without the header.
    pub rows: Vec<ImportRow>,
    /// Rows are being booked, one after the other.
    pub running: bool,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumn {
    /// Its header; the first cell that holds something where there is none.
    pub title: String,
    /// What it is taken for; `None` where nothing of it is used.
    pub field: Option<ImportField>,
}

/// What counts where a row says nothing; each written as in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForAll {
    /// The day.
    pub date: String,
    /// The start.
    pub from: String,
    /// The end.
    pub to: String,
    /// Doors or groups by name.
    pub places: String,
    /// Whether everybody who is new gets a PIN.
    pub pin: bool,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportState {
    /// It can be booked.
    Ready,
    /// Something in it has to be mended first: see its problems.
    Mend,
    /// Several people may be meant, or one whose name is another: somebody has to choose.
    Choose,
    /// An earlier row asks for the same.
    Same,
    /// It was booked before.
    Already,
    /// Somebody left it out.
    LeftOut,
    /// It is to be booked, after those before it.
    Waiting,
    /// It is in the outbox, on its way.
    OnItsWay,
    /// DoorFlow has it.
    Booked,
    /// DoorFlow refused it.
    Refused,
    /// It was sent, and no answer came: Lobby looks for it.
    Checking,
    /// It is known not to have been made.
    NotBooked,
    /// Only a person can decide; the outbox says why.
    NeedsYou,
}

/// Somebody who may be meant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPerson {
    /// The person.
    #[ts(type = "number")]
    pub id: PersonId,
    /// First and last name.
    pub name: String,
    /// What tells them from others of that name: e-mail, department, system id.
    pub line: String,
}

/// One row, as it is understood; what could not be understood stands as it was written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRow {
    /// Its place among the rows, from 0.
    pub at: u32,
    /// Its number in the spreadsheet, from 1.
    pub number: u32,
    /// First and last name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Mobile.
    pub mobile: String,
    /// The company.
    pub organisation: String,
    /// The first day, `YYYY-MM-DD`.
    pub date: String,
    /// The last day, `YYYY-MM-DD`; empty for one day.
    pub last_date: String,
    /// The start, `HH:MM`.
    pub from: String,
    /// The end, `HH:MM`.
    pub to: String,
    /// Doors or groups.
    pub places: String,
    /// Where it stands.
    pub state: ImportState,
    /// The person of the directory; `None` for somebody new, and while nobody is chosen.
    pub person: Option<ImportPerson>,
    /// Those who may be meant, where somebody has to choose or has chosen.
    pub people: Vec<ImportPerson>,
    /// The number of the earlier row that asks for the same.
    pub same_as: Option<u32>,
    /// What stands in the way, each at its field.
    pub problems: Vec<Problem>,
    /// What to know.
    pub notes: Vec<Note>,
    /// DoorFlow's or the network's own words, for support; empty when there are none.
    pub detail: String,
}

/// Logs name nobody.
impl fmt::Debug for ImportRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportRow")
            .field("number", &self.number)
            .field("state", &self.state)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

/// Logs name nobody.
impl fmt::Debug for ImportPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ImportPerson").field(&self.id).finish()
    }
}

/// Who a row is about, as somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum WhoChosen {
    /// This person of the directory.
    Person {
        /// The person.
        #[ts(type = "number")]
        id: PersonId,
    },
    /// Somebody who is not in DoorFlow yet.
    Newcomer,
}

/// One change of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ImportChange {
    /// A column is about something else.
    Column {
        /// Its place, from 0.
        at: u32,
        /// What it is about.
        field: Option<ImportField>,
    },
    /// The day comes first, or the month.
    Order {
        /// Which.
        order: DateOrder,
    },
    /// What counts where a row says nothing.
    ForAll {
        /// All of it.
        for_all: ForAll,
    },
    /// A cell of a row.
    Cell {
        /// The row's place, from 0.
        at: u32,
        /// Which of its cells.
        field: ImportField,
        /// What it says now.
        text: String,
    },
    /// Who a row is about.
    Who {
        /// The row's place, from 0.
        at: u32,
        /// Who.
        who: WhoChosen,
    },
    /// A row is not to be booked, or is again.
    LeftOut {
        /// The row's place, from 0.
        at: u32,
        /// Whether it is left out.
        out: bool,
    },
}
