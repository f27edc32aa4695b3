//! From a text to cells.

use csv::{ReaderBuilder, Trim};

use super::NotRead;

/// The most bytes that a file may have.
pub(super) const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The most rows that a table may have.
pub(super) const MAX_ROWS: usize = 5000;
/// The most columns that a table may have.
const MAX_COLUMNS: usize = 64;
/// The most characters that a cell may hold.
const MAX_CELL: usize = 1000;
/// How many rows say by what they are divided.
const SAMPLE: usize = 30;

/// What divides the cells of a row.
const DIVIDERS: [u8; 4] = [b'\t', b';', b',', b'|'];

/// One row that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number as a spreadsheet counts, from 1.
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

/// Cells as they were written, without the blanks around them, and without rows that hold nothing.
pub(super) fn lines_of(text: &str) -> Result<Vec<Line>, NotRead> {
    let (told, text) = divider_told(text);
    // A quotation mark without its fellow would take all that follows it into one cell.
    let quoted = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 0;
    let divider = told.unwrap_or_else(|| divider_of(text, quoted));
    let mut lines: Vec<Line> = Vec::new();
    let mut number = u32::from(told.is_some());
    for record in records(text, divider, quoted) {
        number += 1 + record
            .position()
            .map_or(0, |at| passed_over(text, at.byte()));
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() > MAX_COLUMNS {
            return Err(NotRead::TooManyColumns);
        }
        if record.iter().any(|cell| cell.chars().count() > MAX_CELL) {
            return Err(NotRead::CellTooLong);
        }
        if lines.len() > MAX_ROWS {
            return Err(NotRead::TooManyRows);
        }
        let cells = record.iter().map(str::to_owned).collect();
        lines.push(Line { number, cells });
    }
    if lines.is_empty() {
        return Err(NotRead::Empty);
    }
    Ok(lines)
}

/// The divider that the text names itself, as some spreadsheets write it in a line before all others.
fn divider_told(text: &str) -> (Option<u8>, &str) {
    let told = text
        .split_once('\n')
        .and_then(|(first, rest)| match first.trim_end().as_bytes() {
            [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', divider] if divider.is_ascii() => {
                Some((*divider, rest))
            }
            _ => None,
        });
    told.map_or((None, text), |(divider, rest)| (Some(divider), rest))
}

/// The divider that makes the most rows alike.
fn divider_of(text: &str, quoted: bool) -> u8 {
    let score = |divider: u8| {
        let counts: Vec<usize> = records(text, divider, quoted)
            .take(SAMPLE)
            .map(|record| record.len())
            .collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == most).count();
        // One that divides nothing says nothing, however alike that makes the rows.
        if most < 2 { 0 } else { alike * 100 + most }
    };
    let scores = DIVIDERS.map(score);
    let best = scores.iter().copied().max().unwrap_or(0);
    let at = scores.iter().position(|score| *score == best).unwrap_or(0);
    DIVIDERS[at]
}

/// How many lines without anything in them stand at a place: the library passes over them, a spreadsheet counts them.
fn passed_over(text: &str, at: u64) -> u32 {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let (before, rest) = text.as_bytes().split_at_checked(at).unwrap_or_default();
    let mut last = before.last().copied().unwrap_or_default();
    let mut lines = 0;
    for byte in rest.iter().copied() {
        match byte {
            // The other half of an end of line.
            b'\n' if last == b'\r' => {}
            b'\n' | b'\r' => lines += 1,
            _ => break,
        }
        last = byte;
    }
    lines
}

/// The rows of a text. The library passes over lines that are empty, and fails at nothing that is text.
fn records(text: &str, divider: u8, quoted: bool) -> impl Iterator<Item = csv::StringRecord> + '_ {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(divider)
        .quoting(quoted)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
        .into_records()
        .filter_map(Result::ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let lines = lines_of(text).unwrap();
        lines.into_iter().map(|line| line.cells).collect()
    }

    #[test]
    fn rows_are_divided_by_whatever_divides_them() {
        for text in [
            "a\tb c\td\n1\t2, x\t3\n",
            "a;b c;d\r\n1;2, x;3\r\n",
            "a,b c,d\n1,\"2, x\",3\n",
            "a|b c|d\n1|2, x|3",
            "sep=;\na;b c;d\n1;2, x;3\n",
            " a ; b c ;d\n\n1;2, x; 3 \n;;\n",
        ] {
            assert_eq!(
                cells(text),
                [["a", "b c", "d"], ["1", "2, x", "3"]],
                "{text}"
            );
        }
        assert_eq!(cells("Ana Kos\nBen Low"), [["Ana Kos"], ["Ben Low"]]);
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let numbers = |text| -> Vec<u32> {
            let lines = lines_of(text).unwrap();
            lines.iter().map(|line| line.number).collect()
        };
        assert_eq!(numbers("a,b\n\n1,2\n,\n3,4\n"), [1, 3, 5]);
        assert_eq!(numbers("a,\"b\nc\"\n1,2\n"), [1, 2], "a cell of two lines");
        assert_eq!(numbers("sep=,\na,b\n"), [2]);
    }

    #[test]
    fn a_quotation_mark_alone_takes_nothing_with_it() {
        assert_eq!(
            cells("Ana,6\" pipe\nBen,x\nCy,y\n"),
            [["Ana", "6\" pipe"], ["Ben", "x"], ["Cy", "y"]]
        );
        assert_eq!(cells("a,\"b \"\"c\"\"\"\n"), [["a", "b \"c\""]]);
        assert_eq!(cells("a,\"b\nc,d\ne,f\n").len(), 3);
    }

    #[test]
    fn what_is_too_much_is_said_and_nothing_of_it_is_kept() {
        let rows = |count: usize| "a,b\n".repeat(count);
        assert!(lines_of(&rows(MAX_ROWS + 1)).is_ok(), "with a header");
        assert_eq!(lines_of(&rows(MAX_ROWS + 2)), Err(NotRead::TooManyRows));
        assert_eq!(lines_of(&",x".repeat(70)), Err(NotRead::TooManyColumns));
        assert_eq!(lines_of(&"x".repeat(1001)), Err(NotRead::CellTooLong));
        assert_eq!(lines_of(" \n;;\n"), Err(NotRead::Empty));
    }
}
