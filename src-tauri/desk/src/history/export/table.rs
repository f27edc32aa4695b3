//! Visits as a table: CSV as spreadsheets open it without a question.

use std::borrow::Cow;

use crate::error::DeskError;
use crate::history::line::HistoryLine;
use crate::wall::Moment;
use crate::zone::AccountZone;

/// What makes a spreadsheet take the text for UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What makes a spreadsheet run a cell, at its beginning; some take the full-width forms for the others.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

const HEADERS: [&str; 16] = [
    "Start",
    "Start UTC offset",
    "End",
    "End UTC offset",
    "Visitor",
    "Department or job title",
    "Host",
    "Doors",
    "State",
    "Arrived",
    "Arrived UTC offset",
    "By hand",
    "Left",
    "Left UTC offset",
    "Turned away",
    "Last reason",
];

/// The table, its times on the account's clock.
pub(super) fn of(zone: AccountZone, lines: &[HistoryLine]) -> Result<String, DeskError> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let wrong = |_| DeskError::machine("the table could not be made");
    table.write_record(HEADERS).map_err(wrong)?;
    for line in lines {
        let visit = &line.visit;
        let [start, end] = [&visit.start, &visit.end].map(|moment| told(zone, Some(moment)));
        let [arrived, left] = [&line.arrived, &line.left].map(|at| told(zone, at.as_ref()));
        let doors = visit.place_names().join("; ");
        let by_hand = if line.by_hand { "yes" } else { "" };
        let rejected = line.rejected.to_string();
        let cells = [
            start.0.as_str(),
            &start.1,
            &end.0,
            &end.1,
            &visit.name,
            &visit.line,
            &visit.host,
            &doors,
            super::state_name(line),
            &arrived.0,
            &arrived.1,
            by_hand,
            &left.0,
            &left.1,
            &rejected,
            &line.said,
        ];
        table
            .write_record(cells.map(|cell| defused(cell).into_owned()))
            .map_err(wrong)?;
    }
    let bytes = table
        .into_inner()
        .map_err(|_| DeskError::machine("the table could not be made"))?;
    String::from_utf8(bytes).map_err(|_| DeskError::machine("the table could not be made"))
}

/// `2026-11-28 09:00` and `UTC+00:00`.
fn told(zone: AccountZone, moment: Option<&Moment>) -> (String, String) {
    let Some(moment) = moment else {
        return <(String, String)>::default();
    };
    let wall = zone.wall(moment.utc);
    let minutes = (wall - moment.utc.naive_utc()).num_minutes();
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    (
        wall.format("%Y-%m-%d %H:%M").to_string(),
        format!("UTC{sign}{hours:02}:{minutes:02}"),
    )
}

/// A cell that no spreadsheet takes for a formula.
fn defused(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(FORMULA) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{line, london};
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let text = text.strip_prefix(BYTE_ORDER_MARK).expect("UTF-8 with BOM");
        csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn times_are_the_accounts_and_say_how_far_from_utc_they_are() {
        let over_the_change = line(
            "Linh",
            "Front door",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
        );
        let text = of(london(), &[over_the_change]).unwrap();
        assert!(text.lines().count() == 2 && text.ends_with("\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        let row = rows(&text).remove(0);
        assert_eq!(
            row[..10],
            [
                "2026-10-25 01:30",
                "UTC+01:00",
                "2026-10-25 01:30",
                "UTC+00:00",
                "Linh",
                "Acme",
                "Marta",
                "Front door",
                "Came and left",
                "2026-10-25 01:30"
            ]
        );
        let kathmandu = AccountZone::parse("Asia/Kathmandu").unwrap();
        let moment = kathmandu.moment(super::super::tests::at("2026-11-28T09:00:00Z"));
        assert_eq!(told(kathmandu, Some(&moment)).1, "UTC+05:45");
        let st_johns = AccountZone::parse("America/St_Johns").unwrap();
        assert_eq!(told(st_johns, Some(&moment)).1, "UTC-03:30");
    }

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for begin in FORMULA {
            let cell = format!("{begin}cmd|' /C calc'!A0");
            assert_eq!(defused(&cell), format!("'{cell}"));
        }
        assert_eq!(defused("Ana =1"), "Ana =1");
    }

    proptest! {
        #[test]
        fn whatever_names_are_each_cell_is_read_back_and_runs_nothing(
            name in "[=+@＝－\\-\t\r\n]{0,2}[\"',;\\PC]{0,20}",
            door in "[=@\r\n]{0,1}\\PC{0,20}",
        ) {
            let visit = line(&name, &door, "2026-11-28T09:00:00Z", "2026-11-28T10:00:00Z");
            let rows = rows(&of(london(), &[visit]).unwrap());
            prop_assert_eq!(rows.len(), 1);
            prop_assert!(rows[0].iter().all(|cell| !cell.starts_with(FORMULA)));
            let plain = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
            let defused = name.starts_with(FORMULA);
            prop_assert_eq!(if defused { plain(&rows[0][4]) } else { rows[0][4].clone() }, name);
        }
    }
}
