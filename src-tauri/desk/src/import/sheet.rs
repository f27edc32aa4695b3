//! A table in memory: its cells, what its columns are taken for, and what somebody changed of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorflow::{ChannelId, PersonId};

use super::columns::{Columns, ImportField as F, columns_of};
use super::days::{DateOrder, Reading, day_of};
use super::decode::text_of;
use super::headers::counts_minutes;
use super::hours::Unit;
use super::places::PlaceNames;
use super::row::{Typed, understand};
use super::table::{Line, MAX_BYTES, lines_of};
use super::view::{ForAll, ImportChange, ImportColumn, NotRead, WhoChosen};
use super::who::agree;
use crate::directory::Entry;
use crate::zone::AccountZone;

/// Everything of one import. It is kept in memory alone, for as long as somebody is at it.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    lines: Vec<Line>,
    columns: Columns,
    /// The day in the account's zone on which it was read: `tomorrow` is what it was then, also after midnight.
    read_on: NaiveDate,
    /// What somebody chose of the order of day and month.
    chosen_order: Option<DateOrder>,
    /// The order that counts, as of the last check.
    pub(crate) order: Option<DateOrder>,
    pub(crate) for_all: ForAll,
    pub(crate) names: PlaceNames,
    pub(crate) usual: Vec<ChannelId>,
    pub(crate) rows: Vec<Row>,
}

/// One row of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Its place among the lines.
    line: usize,
    edits: BTreeMap<F, String>,
    pub(crate) chosen: Option<WhoChosen>,
    pub(crate) out: bool,
    /// Those of the directory who may be meant, and by what they were looked for.
    pub(crate) found: Option<(Typed, Vec<Entry>)>,
    /// It is to be booked in this run.
    pub(crate) waits: bool,
    /// The booking that it became.
    pub(crate) booking: Option<i64>,
    /// An earlier booking of it that came to nothing, before the row was mended.
    pub(crate) instead_of: Option<i64>,
    /// The person who was made for an earlier row.
    pub(crate) made: Option<PersonId>,
}

impl Row {
    /// Takes somebody who was made for another row to be this one's visitor; under another name, only for one who may be meant.
    pub(super) fn made_before(&mut self, typed: &Typed, person: &Entry) {
        if agree(typed, person) {
            self.made = Some(person.id);
            return;
        }
        let (_, found) = self
            .found
            .get_or_insert_with(|| (typed.clone(), Vec::new()));
        if !found.iter().any(|other| other.id == person.id) {
            found.push(person.clone());
        }
    }
}

impl Sheet {
    /// Reads a table today; `names` are those of the doors and groups, `usual` what is booked where nothing else is said.
    pub(crate) fn read(
        bytes: &[u8],
        names: PlaceNames,
        usual: Vec<ChannelId>,
        today: NaiveDate,
    ) -> Result<Self, NotRead> {
        if bytes.len() > MAX_BYTES {
            return Err(NotRead::TooLarge);
        }
        let lines = lines_of(&text_of(bytes)?)?;
        let columns = columns_of(&lines, &|name| names.knows(name));
        let first = columns.header.map_or(0, |at| at + 1);
        let rows: Vec<Row> = (first..lines.len())
            .map(|line| Row {
                line,
                ..Row::default()
            })
            .collect();
        if rows.is_empty() {
            return Err(NotRead::Empty);
        }
        Ok(Self {
            lines,
            columns,
            read_on: today,
            chosen_order: None,
            order: None,
            for_all: ForAll::default(),
            names,
            usual,
            rows,
        })
    }

    /// Takes over a change; `false` where it is about nothing that there is.
    pub(crate) fn change(&mut self, change: ImportChange) -> bool {
        match change {
            ImportChange::Column { at, field } => {
                let at = at as usize;
                if at >= self.columns.fields.len() {
                    return false;
                }
                // A field has one column.
                for other in &mut self.columns.fields {
                    if field.is_some() && *other == field {
                        *other = None;
                    }
                }
                self.columns.fields[at] = field;
            }
            ImportChange::Order { order } => self.chosen_order = Some(order),
            ImportChange::ForAll { for_all } => self.for_all = for_all,
            ImportChange::Cell { at, field, text } => {
                return self.change_row(at, |row| {
                    // One field holds what others held before.
                    let gives_way: &[F] = match field {
                        F::Name => &[F::FirstName, F::LastName],
                        F::Places => &[F::Site],
                        F::To => &[F::Duration],
                        _ => &[],
                    };
                    for other in gives_way {
                        row.edits.insert(*other, String::new());
                    }
                    row.edits.insert(field, text);
                    if says_who(field) {
                        row.chosen = None;
                        // Another name is another visitor than was made for a row before.
                        row.made = None;
                    }
                });
            }
            ImportChange::Who { at, who } => {
                return self.change_row(at, |row| {
                    row.chosen = Some(who);
                    row.made = None;
                });
            }
            ImportChange::LeftOut { at, out } => return self.change_row(at, |row| row.out = out),
        }
        true
    }

    fn change_row(&mut self, at: u32, change: impl FnOnce(&mut Row)) -> bool {
        let row = self.rows.get_mut(at as usize);
        row.map(|row| {
            // What came of it was of the row as it was.
            row.instead_of = row.booking.take().or(row.instead_of);
            change(row);
        })
        .is_some()
    }

    /// What a row says of a field: as it was mended, or as it came.
    pub(super) fn cell<'a>(&'a self, row: &'a Row, field: F) -> &'a str {
        if let Some(text) = row.edits.get(&field) {
            return text;
        }
        let column = self.columns.fields.iter().position(|it| *it == Some(field));
        column
            .and_then(|at| self.lines[row.line].cells.get(at))
            .map_or("", String::as_str)
    }

    /// What a number alone counts among the lengths, as the header says.
    pub(super) fn length_unit(&self) -> Unit {
        let fields = &self.columns.fields;
        let column = fields.iter().position(|it| *it == Some(F::Duration));
        let header = self.columns.header.zip(column);
        let header = header.and_then(|(line, at)| self.lines[line].cells.get(at));
        match header {
            Some(header) if counts_minutes(header) => Unit::Minutes,
            _ => Unit::Hours,
        }
    }

    /// A row's number in the spreadsheet.
    pub(crate) fn number(&self, row: &Row) -> u32 {
        self.lines[row.line].number
    }

    /// What each row says.
    pub(crate) fn typed(&mut self, zone: AccountZone) -> Vec<Typed> {
        self.order = self.told_order();
        let understood = |row| self.typed_row(row, zone);
        self.rows.iter().map(understood).collect()
    }

    /// What one row says.
    pub(crate) fn typed_row(&self, row: &Row, zone: AccountZone) -> Typed {
        understand(self, row, self.read_on, zone)
    }

    /// Which comes first, the day or the month: as somebody chose, or as all cells agree that leave no choice.
    fn told_order(&self) -> Option<DateOrder> {
        if self.chosen_order.is_some() {
            return self.chosen_order;
        }
        let mut told = self.readings().filter_map(|(_, reading)| match reading {
            Reading::Only(order, _) => Some(order),
            _ => None,
        });
        let first = told.next()?;
        told.all(|other| other == first).then_some(first)
    }

    /// A day of which either number could be the month.
    pub(crate) fn either(&self) -> Option<String> {
        let either = |(text, reading): (&str, Reading)| {
            matches!(reading, Reading::Either(..)).then(|| text.to_owned())
        };
        self.readings().find_map(either)
    }

    fn readings(&self) -> impl Iterator<Item = (&str, Reading)> {
        let cells = self.rows.iter().flat_map(|row| {
            [F::Date, F::LastDate, F::From, F::To].map(|field| self.cell(row, field))
        });
        cells
            .chain([self.for_all.date.as_str()])
            .filter_map(|text| Some((text, day_of(text, self.read_on)?.reading)))
    }

    /// The columns, as the page shows them.
    pub(crate) fn columns(&self) -> Vec<ImportColumn> {
        let fields = self.columns.fields.iter().enumerate();
        fields
            .map(|(at, field)| {
                let header = self
                    .columns
                    .header
                    .and_then(|line| self.lines[line].cells.get(at));
                let mut cells = self
                    .rows
                    .iter()
                    .filter_map(|row| self.lines[row.line].cells.get(at));
                let title = header
                    .filter(|title| !title.is_empty())
                    .or_else(|| cells.find(|cell| !cell.is_empty()));
                ImportColumn {
                    title: title.cloned().unwrap_or_default(),
                    field: *field,
                }
            })
            .collect()
    }
}

/// Whether a field tells who somebody is.
fn says_who(field: F) -> bool {
    matches!(
        field,
        F::Name | F::FirstName | F::LastName | F::Email | F::Mobile | F::SystemId
    )
}
