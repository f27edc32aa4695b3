//! Visits out of a spreadsheet: from bytes to cells, from cells to drafts, from drafts to bookings.
//!
//! - `decode`, `table`, `columns` and `headers` make cells of bytes, and say what they are about; `days`, `hours`, `names`, `places` read them; `row`
//!   makes a draft of them. All of this is pure, and fails at nothing.
//! - `who`, `ids` and `judge` say what would come of each row, by the rules of single bookings; they are pure too, and `check` brings the facts.
//! - `run` books the rows, `newcomers` sees that nobody is made twice, and `print` makes what they are known again by.

mod check;
mod columns;
mod days;
mod decode;
mod desk;
mod headers;
mod hours;
mod ids;
mod judge;
mod names;
mod newcomers;
mod outcome;
mod places;
mod print;
mod row;
mod run;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod view;
mod who;

pub use columns::ImportField;
pub use days::DateOrder;
pub(crate) use days::{day_of, month_called};
pub(crate) use hours::length_of;
pub(crate) use run::{Importing, keep_importing};
pub use view::{
    ForAll, Import, ImportChange, ImportColumn, ImportPerson, ImportRead, ImportRow, ImportState,
    NotRead, WhoChosen,
};
