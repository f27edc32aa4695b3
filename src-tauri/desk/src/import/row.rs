//! What one row says.

use chrono::NaiveDate;

use super::columns::ImportField as F;
use super::days::{DateOrder, Reading, day_of};
use super::hours::{Unit, end_after, hour_of, hours_of, length_in};
use super::names;
use super::sheet::{Row, Sheet};
use crate::booking::{Draft, Field, Newcomer, Place, Problem, ProblemCode, TimeOfDay};
use crate::zone::AccountZone;

/// A row as it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Who it is, as typed.
    pub(crate) who: Newcomer,
    pub(crate) system_id: String,
    pub(crate) organisation: String,
    /// When and where; nobody is chosen in it. What could not be understood stands in it as it was written.
    pub(crate) draft: Draft,
    /// The places as the page shows them.
    pub(crate) places: String,
    /// What the rules of booking cannot know.
    pub(crate) problems: Vec<Problem>,
}

/// The days and times as they are found, each as a draft has it.
#[derive(Default)]
struct When {
    date: Option<String>,
    last_date: Option<String>,
    from: Option<String>,
    to: Option<String>,
    problems: Vec<Problem>,
}

/// What stands in the cells that days are read from.
struct Reader {
    order: Option<DateOrder>,
    today: NaiveDate,
    zone: AccountZone,
}

impl Reader {
    /// A day as a draft has it, and the time beside it, if there is one. What is no day stays as it is.
    fn day(&self, text: &str, field: Field, when: &mut When) -> (String, Option<String>) {
        let Some(day) = day_of(text, self.today) else {
            return (text.to_owned(), None);
        };
        if let Reading::Instant(instant) = day.reading {
            let moment = self.zone.moment(instant);
            let time = self.zone.wall(instant).format("%H:%M").to_string();
            return (moment.date.to_string(), Some(time));
        }
        let rest = (!day.rest.is_empty()).then(|| time(&day.rest));
        let Some(date) = day.reading.day(self.order) else {
            when.problems.push(Problem {
                field,
                code: ProblemCode::EitherDay,
                subject: text.to_owned(),
            });
            return (text.to_owned(), rest);
        };
        (date.to_string(), rest)
    }
}

/// Understands a row; each cell that says nothing says what counts for all.
pub(super) fn understand(sheet: &Sheet, row: &Row, today: NaiveDate, zone: AccountZone) -> Typed {
    let cell = |field| sheet.cell(row, field).trim();
    let reader = Reader {
        order: sheet.order,
        today,
        zone,
    };
    let mut when = When::default();
    read_start(&reader, &cell, &mut when);
    read_end(&reader, &cell, &mut when);
    let for_all = &sheet.for_all;
    if when.date.is_none() && !for_all.date.trim().is_empty() {
        let (date, rest) = reader.day(&for_all.date, Field::Date, &mut when);
        when.date = Some(date);
        when.from = when.from.or(rest);
    }
    let or_all = |found: Option<String>, all: &str| found.unwrap_or_else(|| time(all));
    let (date, from) = (
        when.date.unwrap_or_default(),
        or_all(when.from, &for_all.from),
    );
    let to = when
        .to
        .or_else(|| end_by_length(&from, cell(F::Duration), sheet.length_unit()));
    let mut problems = when.problems;
    let (place, places) = read_places(sheet, &cell, &mut problems);
    let who = read_who(&cell);
    if !who.email.is_empty() && who.has_bad_email() {
        problems.push(Problem {
            field: Field::Who,
            code: ProblemCode::BadEmail,
            subject: String::new(),
        });
    }
    Typed {
        who,
        system_id: cell(F::SystemId).to_owned(),
        organisation: cell(F::Organisation).to_owned(),
        draft: Draft {
            person_id: None,
            last_date: when
                .last_date
                .filter(|last| *last != date)
                .unwrap_or_default(),
            date,
            from,
            to: or_all(to, &for_all.to),
            place,
            ..Draft::default()
        },
        places,
        problems,
    }
}

/// The first day and the start, from whichever cell says them.
fn read_start<'a>(reader: &Reader, cell: &impl Fn(F) -> &'a str, when: &mut When) {
    let date = cell(F::Date);
    if !date.is_empty() {
        let (date, rest) = reader.day(date, Field::Date, when);
        when.date = Some(date);
        when.from = rest;
    }
    let from = cell(F::From);
    if from.is_empty() {
        return;
    }
    if hour_of(from).is_some() {
        when.from = Some(time(from));
    } else if let Some((start, end)) = hours_of(from) {
        when.from = Some(start.to_string());
        when.to = Some(end.to_string());
    } else if day_of(from, reader.today).is_some() {
        let (date, rest) = reader.day(from, Field::From, when);
        when.date.get_or_insert(date);
        when.from = rest.or_else(|| when.from.take());
    } else {
        when.from = Some(from.to_owned());
    }
}

/// The last day and the end.
fn read_end<'a>(reader: &Reader, cell: &impl Fn(F) -> &'a str, when: &mut When) {
    let last = cell(F::LastDate);
    if !last.is_empty() {
        let (date, rest) = reader.day(last, Field::LastDate, when);
        when.last_date = Some(date);
        when.to = rest.or_else(|| when.to.take());
    }
    let to = cell(F::To);
    if to.is_empty() {
        return;
    }
    if hour_of(to).is_none() && day_of(to, reader.today).is_some() {
        let (date, rest) = reader.day(to, Field::To, when);
        when.last_date.get_or_insert(date);
        when.to = rest.or_else(|| when.to.take());
    } else {
        when.to = Some(time(to));
    }
}

/// The end that a start and a length make. A length that cannot be read, or that runs past the day, stays as it is, and is no time: `20` of
/// them alone would be one.
fn end_by_length(from: &str, length: &str, unit: Unit) -> Option<String> {
    if length.is_empty() {
        return None;
    }
    let end = || end_after(hour_of(from)?, length_in(unit, length)?);
    Some(end().map_or_else(|| format!("+{length}"), |end| end.to_string()))
}

fn read_places<'a>(
    sheet: &Sheet,
    cell: &impl Fn(F) -> &'a str,
    problems: &mut Vec<Problem>,
) -> (Place, String) {
    let nowhere = || Place::Doors {
        channel_ids: Vec::new(),
    };
    let texts = [cell(F::Places), sheet.for_all.places.trim()];
    let text = texts.into_iter().find(|text| !text.is_empty());
    let text = text.unwrap_or_default();
    match sheet.names.place(text, cell(F::Site)) {
        Ok(Some(place)) => (place, text.to_owned()),
        Ok(None) => match sheet.names.at_site(&sheet.usual, cell(F::Site)) {
            Ok(channel_ids) => (Place::Doors { channel_ids }, String::new()),
            Err(problem) => {
                problems.push(problem);
                (nowhere(), String::new())
            }
        },
        Err(problem) => {
            problems.push(problem);
            (nowhere(), text.to_owned())
        }
    }
}

fn read_who<'a>(cell: &impl Fn(F) -> &'a str) -> Newcomer {
    let (mut first, mut last) = (cell(F::FirstName).to_owned(), cell(F::LastName).to_owned());
    let name = cell(F::Name);
    if !name.is_empty() && (first.is_empty() || last.is_empty()) {
        (first, last) = names::parted(name);
    } else if first.is_empty() != last.is_empty() {
        // All of a name in the one column of the two.
        (first, last) = names::parted(if first.is_empty() { &last } else { &first });
    }
    Newcomer {
        first_name: first,
        last_name: last,
        email: address(cell(F::Email)).to_lowercase(),
        mobile: cell(F::Mobile).to_owned(),
    }
}

/// The address of `Ana Kos <ana@kos.example>` and of `mailto:ana@kos.example`.
fn address(text: &str) -> &str {
    let text = match (text.rfind('<'), text.rfind('>')) {
        (Some(from), Some(to)) if from < to => &text[from + 1..to],
        _ => text,
    };
    let text = text.trim();
    text.strip_prefix("mailto:").unwrap_or(text)
}

/// A time as a draft has it; what is no time stays as it is.
fn time(text: &str) -> String {
    hour_of(text).map_or_else(
        || text.trim().to_owned(),
        |time: TimeOfDay| time.to_string(),
    )
}
