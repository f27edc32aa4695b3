//! What each column holds: by its header, in several languages, or by what is in it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::days::looks_like_day;
use super::headers::{field_called, field_exactly};
use super::hours::{looks_like_hour, looks_like_hours};
use super::table::Line;
use crate::directory::same_name;

/// What a column, and so a cell, can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportField {
    /// First and last name in one.
    Name,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// E-mail.
    Email,
    /// Mobile, or another number under which they can be called.
    Mobile,
    /// The customer's own id of the person.
    SystemId,
    /// The company that they come from.
    Organisation,
    /// The first day, with a time in it or without.
    Date,
    /// The last day.
    LastDate,
    /// The start, with a day in it or without; or start and end in one.
    From,
    /// The end, with a day in it or without.
    To,
    /// How long it lasts.
    Duration,
    /// Doors or groups, by their names.
    Places,
    /// The site that the doors belong to.
    Site,
}

use ImportField as F;

/// How many rows from the top the header is looked for in: titles stand above some.
const TOP: usize = 10;
/// How many rows say what is in a column.
const SAMPLE: usize = 60;

/// What a table's columns are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// The line that names them, by its place; none where there is no such line.
    pub(super) header: Option<usize>,
    /// What each holds, if that is known.
    pub(super) fields: Vec<Option<F>>,
}

/// Tells what the columns are; `is_place` knows the names of doors and groups.
pub(super) fn columns_of(lines: &[Line], is_place: &dyn Fn(&str) -> bool) -> Columns {
    let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let header = header_of(lines, is_place);
    let mut fields = vec![None; width];
    if let Some(header) = header {
        for (at, cell) in lines[header].cells.iter().enumerate() {
            let field = field_called(cell);
            if !fields.contains(&field) {
                fields[at] = field;
            }
        }
    }
    let rows = &lines[header.map_or(0, |at| at + 1)..];
    by_content(rows, header.is_some(), &mut fields, is_place);
    Columns { header, fields }
}

/// The line that names the columns: the one, near the top, in which the most cells are names of fields. A line that could be somebody's
/// row is none: one of a guest called so, or with a place or a word that other rows have as well.
fn header_of(lines: &[Line], is_place: &dyn Fn(&str) -> bool) -> Option<usize> {
    let again = |at: usize, column: usize, cell: &str| {
        let others = lines.iter().take(SAMPLE).enumerate();
        let others = others.filter(|(other, _)| *other != at);
        let mut others = others.filter_map(|(_, line)| line.cells.get(column));
        others.any(|other| same_name(other, cell))
    };
    let names = |(at, line): (usize, &Line)| {
        let data = |cell: &String| cell.contains('@') || looks_like_day(cell);
        if line.cells.iter().any(data) {
            return (0, 0);
        }
        let cells = line.cells.iter().enumerate();
        let named = cells.filter(|(column, cell)| {
            field_called(cell).is_some() && !is_place(cell) && !again(at, *column, cell)
        });
        let (exactly, all): (Vec<_>, Vec<_>) =
            named.partition(|(_, cell)| field_exactly(cell).is_some());
        (exactly.len(), exactly.len() + all.len())
    };
    let tops: Vec<(usize, usize)> = lines.iter().enumerate().take(TOP).map(names).collect();
    let most = tops.iter().map(|(_, all)| *all).max()?;
    let at = tops.iter().position(|(_, all)| *all == most)?;
    let (exactly, all) = tops[at];
    (exactly >= 1 && (all >= 2 || at == 0)).then_some(at)
}

/// Fills in what the headers did not say. With a header, only what no column was named as; a column whose name says something else is
/// left alone.
fn by_content(
    rows: &[Line],
    named: bool,
    fields: &mut [Option<F>],
    is_place: &dyn Fn(&str) -> bool,
) {
    let cells = |at: usize| {
        let all = rows
            .iter()
            .take(SAMPLE)
            .filter_map(move |row| row.cells.get(at));
        all.filter(|cell| !cell.is_empty())
    };
    let mostly = |at: usize, is: &dyn Fn(&str) -> bool| {
        let (mut all, mut such) = (0_usize, 0_usize);
        for cell in cells(at) {
            all += 1;
            such += usize::from(is(cell));
        }
        all > 0 && such * 10 >= all * 7
    };
    let mut give = |wanted: &[F], is: &dyn Fn(&str) -> bool| {
        for field in wanted {
            let free = |at: &usize| fields[*at].is_none() && mostly(*at, is);
            if !fields.contains(&Some(*field))
                && let Some(at) = (0..fields.len()).find(free)
            {
                fields[at] = Some(*field);
            }
        }
    };
    give(&[F::Email], &looks_like_email);
    if named {
        return;
    }
    give(&[F::Date], &looks_like_day);
    give(&[F::From], &looks_like_hours);
    give(&[F::From, F::To], &looks_like_hour);
    give(&[F::Mobile], &looks_like_phone);
    give(&[F::Places], is_place);
    let text = |text: &str| text.chars().any(char::is_alphabetic);
    let two_words = |cell: &str| text(cell) && cell.split_whitespace().count() > 1;
    let word = |cell: &str| text(cell) && cell.split_whitespace().count() == 1;
    // Two columns of single words side by side, before any column of several, are first and last names.
    let first = (0..fields.len()).find(|at| fields[*at].is_none() && mostly(*at, &text));
    if let Some(at) = first {
        let beside = fields.get(at + 1).is_some_and(Option::is_none) && mostly(at + 1, &word);
        if mostly(at, &word) && beside {
            fields[at] = Some(F::FirstName);
            fields[at + 1] = Some(F::LastName);
        } else if mostly(at, &two_words) || mostly(at, &|cell| cell.contains(',')) {
            fields[at] = Some(F::Name);
        }
    }
    let rest = (0..fields.len()).find(|at| fields[*at].is_none() && mostly(*at, &text));
    if let (Some(at), true) = (rest, first != rest) {
        fields[at] = Some(F::Organisation);
    }
}

fn looks_like_email(cell: &str) -> bool {
    cell.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn looks_like_phone(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let signs = |c: char| c.is_ascii_digit() || " +-()/.".contains(c);
    (6..=16).contains(&digits) && cell.chars().all(signs)
}

#[cfg(test)]
mod tests {
    use super::super::table::lines_of;
    use super::*;

    fn fields(text: &str) -> (Option<usize>, Vec<Option<F>>) {
        let lines = lines_of(text).unwrap();
        let Columns { header, fields } = columns_of(&lines, &|name| name.contains("Door"));
        (header, fields)
    }

    #[test]
    fn headers_are_known_in_several_languages() {
        for (text, expected) in [
            (
                "First name,Surname,E-mail,Mobile,Company,Date,From,To,Doors",
                vec![
                    F::FirstName,
                    F::LastName,
                    F::Email,
                    F::Mobile,
                    F::Organisation,
                    F::Date,
                    F::From,
                    F::To,
                    F::Places,
                ],
            ),
            (
                "Vorname;Nachname;E-Mail-Adresse;Handy;Firma;Datum;Von;Bis;Türen",
                vec![
                    F::FirstName,
                    F::LastName,
                    F::Email,
                    F::Mobile,
                    F::Organisation,
                    F::Date,
                    F::From,
                    F::To,
                    F::Places,
                ],
            ),
            (
                "Prénom;Nom;Courriel;Téléphone;Société;Date de visite;De;À;Portes",
                vec![
                    F::FirstName,
                    F::LastName,
                    F::Email,
                    F::Mobile,
                    F::Organisation,
                    F::Date,
                    F::From,
                    F::To,
                    F::Places,
                ],
            ),
            (
                "Nombre;Apellidos;Correo electrónico;Teléfono móvil;Empresa;Fecha;Desde;Hasta;Puertas",
                vec![
                    F::FirstName,
                    F::LastName,
                    F::Email,
                    F::Mobile,
                    F::Organisation,
                    F::Date,
                    F::From,
                    F::To,
                    F::Places,
                ],
            ),
            (
                "Visitor’s full name,Guest e-mail (work),Start date,End date,Start time,Duration (h),Site,Group",
                vec![
                    F::Name,
                    F::Email,
                    F::Date,
                    F::LastDate,
                    F::From,
                    F::Duration,
                    F::Site,
                    F::Places,
                ],
            ),
        ] {
            let expected: Vec<_> = expected.into_iter().map(Some).collect();
            assert_eq!(fields(&format!("{text}\n")), (Some(0), expected), "{text}");
        }
    }

    #[test]
    fn a_title_above_the_header_is_none() {
        let (header, fields) =
            fields("Guests of the day,,\n,,\nName,E-mail,Table\nAna Kos,a@k.ex,4\n");
        assert_eq!(header, Some(1), "lines that hold nothing are not counted");
        assert_eq!(fields, [Some(F::Name), Some(F::Email), None]);
    }

    #[test]
    fn without_a_header_the_cells_say_what_they_are() {
        let (header, found) = fields(
            "Ana,Kos,Kos & Sons,a@k.ex,+44 20 7946 0018,2026-11-30,09:00,17:00,Front Door\n\
             Ben,Low,Low Ltd,b@l.ex,020 7946 0019,2026-11-30,9.30,17:00,Back Door\n",
        );
        assert_eq!(header, None);
        let expected = [
            F::FirstName,
            F::LastName,
            F::Organisation,
            F::Email,
            F::Mobile,
            F::Date,
            F::From,
            F::To,
            F::Places,
        ];
        assert_eq!(found, expected.map(Some));
        let (header, found) = fields("Ana Kos\tAcme\t9:00-17:00\nBen Low\tAcme\t9:00-12:00\n");
        assert_eq!(header, None);
        assert_eq!(found, [F::Name, F::Organisation, F::From].map(Some));
        for text in [
            "Guest One,Company House\nBen Low,Acme\n",
            "Ana Kos,Entrance\nBen Low,Entrance\n",
            "Ana Kos,Back Door\n",
        ] {
            assert_eq!(fields(text).0, None, "somebody’s row: {text}");
        }
        assert_eq!(fields("Guest,Table\nBen Low,4\n").0, Some(0));
        assert_eq!(fields("Ana Kos\nBen Low\n"), (None, vec![Some(F::Name)]));
    }
}
