//! History as a file: the visits that a question finds, as a table or as a calendar. `table` and `calendar` are pure, `save` is the disk.

mod calendar;
mod save;
mod table;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ask::span;
use super::found::Item;
use super::line::{HistoryAsk, HistoryLine, HistoryState};
use crate::building::Building;
use crate::desk::Desk;
use crate::error::{Code, DeskError};
use crate::wall::Moment;

/// How many visits get their names at once.
const AT_A_TIME: usize = 500;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportForm {
    /// A table for spreadsheets.
    Csv,
    /// iCalendar, RFC 5545.
    Calendar,
}

impl ExportForm {
    /// How the names of such files end, without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Calendar => "ics",
        }
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// How many visits.
    #[ts(type = "number")]
    pub visits: usize,
    /// How many were left out: a calendar has only those that DoorFlow had, since its programs know an event by a number that lasts.
    #[ts(type = "number")]
    pub left_out: usize,
    /// What was over before then is not kept on this computer, nor in the file.
    pub kept_from: Moment,
    /// The name of the file, without its folder.
    pub file: String,
}

impl Desk {
    /// Writes all visits that are asked for into a file that `choose` names, given a name to offer; `None` where it names none. The file
    /// has what is known once it is chosen, of the account that was open when it was asked for. What was there before is kept where it
    /// cannot be written.
    ///
    /// # Errors
    /// `badInput` where the last day is before the first; `signedOut` while no account is open, or where it is another one once the file
    /// is chosen: then nothing is written; `machine` when the store cannot be read or the file not be written.
    pub async fn export_history<C>(
        &self,
        ask: HistoryAsk,
        form: ExportForm,
        choose: impl FnOnce(String) -> C,
    ) -> Result<Option<Exported>, DeskError>
    where
        C: Future<Output = Option<PathBuf>>,
    {
        let building = self.building();
        let account = building.account()?;
        span(account.zone, &ask)?;
        let Some(path) = choose(offered(&ask, form)).await else {
            return Ok(None);
        };
        // However long the dialog stood open.
        self.still_open(&building, &account.id)?;
        let found = building.find_history(&account.zone, &ask).await?;
        let (items, left_out): (Vec<&Item>, Vec<&Item>) = found
            .shown(&ask.states)
            .partition(|item| form == ExportForm::Csv || item.entry.is_none());
        let left_out = left_out.len();
        let mut lines = Vec::with_capacity(items.len());
        for part in items.chunks(AT_A_TIME) {
            let part = part.iter().copied().cloned().collect();
            lines.extend(building.history_lines(&account.zone, part).await?);
        }
        self.still_open(&building, &account.id)?;
        let now = building.now();
        let kept_from = account.zone.moment(building.kept_from());
        let write = move || {
            let visits = lines.len();
            let text = match form {
                ExportForm::Csv => table::of(account.zone, &lines)?,
                ExportForm::Calendar => calendar::Calendar {
                    account: &account.id,
                    name: &account.line.name,
                    zone: account.zone,
                    now,
                }
                .of(&lines),
            };
            let file = save::write(path, form.ending(), text.as_bytes())?;
            Ok(Exported {
                visits,
                left_out,
                kept_from,
                file,
            })
        };
        let written = building.machine.blocking.run(write).await;
        let written = written.map_err(|_| DeskError::machine("the program ends"))?;
        written.map(Some)
    }

    /// Sees that an account is still the one that the desk has open.
    fn still_open(&self, building: &Arc<Building>, account: &str) -> Result<(), DeskError> {
        let open = self.building();
        if Arc::ptr_eq(&open, building) && open.account()?.id == account {
            return Ok(());
        }
        Err(DeskError {
            code: Code::SignedOut,
            detail: "another account is open than the one that was asked".to_owned(),
            problems: Vec::new(),
        })
    }
}

/// `Visits 2026-11-22 to 2026-11-28.csv`.
fn offered(ask: &HistoryAsk, form: ExportForm) -> String {
    let days = match (ask.first, ask.last) {
        (Some(first), Some(last)) if first == last => format!(" {first}"),
        (Some(first), Some(last)) => format!(" {first} to {last}"),
        (Some(first), None) => format!(" from {first}"),
        (None, Some(last)) => format!(" to {last}"),
        (None, None) => String::new(),
    };
    format!("Visits{days}.{}", form.ending())
}

/// How a visit went, as files say it.
fn state_name(line: &HistoryLine) -> &'static str {
    match line.state {
        HistoryState::Expected => "Expected",
        HistoryState::UnderWay => "Under way",
        HistoryState::Here => "Here",
        HistoryState::Left => "Came and left",
        HistoryState::NoShow => "No-show",
        HistoryState::Rejected => "Rejected",
        HistoryState::Over => "Over, not known",
        HistoryState::Cancelled => "Cancelled",
        HistoryState::Moved => "Moved",
        HistoryState::Pending => "Being booked",
        HistoryState::NotBooked => "Not booked",
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::booking::VisitKind;
    use crate::visits::{Readiness, Visit, VisitDoor, VisitState};
    use crate::zone::AccountZone;

    pub(super) fn london() -> AccountZone {
        AccountZone::parse("Europe/London").unwrap()
    }

    pub(super) fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Somebody's visit at one door, who came and left.
    pub(super) fn line(name: &str, door: &str, start: &str, end: &str) -> HistoryLine {
        let moment = |text| london().moment(at(text));
        HistoryLine {
            visit: Visit {
                key: "r17".to_owned(),
                kind: VisitKind::Reservation,
                person_id: 12.into(),
                name: name.to_owned(),
                initials: String::new(),
                line: "Acme".to_owned(),
                host: "Marta".to_owned(),
                start: moment(start),
                end: moment(end),
                doors: vec![VisitDoor {
                    id: 1340.into(),
                    name: door.to_owned(),
                    readiness: Readiness::Ready,
                }],
                groups: Vec::new(),
                state: VisitState::Over,
                readiness: Readiness::Ready,
                attendance: None,
            },
            state: HistoryState::Left,
            arrived: Some(moment(start)),
            by_hand: true,
            left: Some(moment(end)),
            rejected: 0,
            said: String::new(),
        }
    }

    #[test]
    fn a_file_is_offered_under_its_days() {
        let ask = |first: &str, last: &str| HistoryAsk {
            first: first.parse().ok(),
            last: last.parse().ok(),
            ..HistoryAsk::default()
        };
        let name = |first, last| offered(&ask(first, last), ExportForm::Csv);
        assert_eq!(
            name("2026-11-22", "2026-11-28"),
            "Visits 2026-11-22 to 2026-11-28.csv"
        );
        assert_eq!(name("2026-11-28", "2026-11-28"), "Visits 2026-11-28.csv");
        assert_eq!(
            offered(&ask("", "2026-11-28"), ExportForm::Calendar),
            "Visits to 2026-11-28.ics"
        );
        assert_eq!(offered(&ask("", ""), ExportForm::Calendar), "Visits.ics");
    }
}
