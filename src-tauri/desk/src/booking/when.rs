//! When: from the drawer's days and times to instants.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::rules::{Findings, stamp};
use super::time_of_day::{TimeOfDay, parse_date, parse_time};
use super::{Draft, Field, Note, NoteCode, Place, Problem, ProblemCode};
use crate::zone::{AccountZone, Local};

/// The most days that one booking by doors may hold: each is a reservation of its own.
pub const MAX_DAYS: usize = 60;

/// One stretch of time to be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// From.
    pub(super) start: DateTime<Utc>,
    /// To.
    pub(super) end: DateTime<Utc>,
}

/// The four fields, as far as they can be read.
struct Asked {
    date: Option<NaiveDate>,
    last_date: Option<NaiveDate>,
    from: Option<TimeOfDay>,
    to: Option<TimeOfDay>,
}

/// Reads the fields; what cannot be read is a problem at its field.
fn read(draft: &Draft, found: &mut Findings) -> Asked {
    let mut check = |field, code, right: bool| {
        if !right {
            found.problem(field, code, "");
        }
    };
    let date = parse_date(&draft.date);
    check(Field::Date, ProblemCode::BadDate, date.is_some());
    let last_date = if draft.last_date.trim().is_empty() {
        date
    } else {
        let last_date = parse_date(&draft.last_date);
        check(Field::LastDate, ProblemCode::BadDate, last_date.is_some());
        last_date
    };
    // A visit cannot start at the end of a day.
    let from = parse_time(&draft.from).filter(|time| *time < TimeOfDay::END_OF_DAY);
    check(Field::From, ProblemCode::BadTime, from.is_some());
    // No visit ends as its day begins: written as an end, midnight is the end of the day.
    let to = parse_time(&draft.to).map(|time| {
        if time == TimeOfDay::MIDNIGHT {
            TimeOfDay::END_OF_DAY
        } else {
            time
        }
    });
    check(Field::To, ProblemCode::BadTime, to.is_some());
    if let (Some(date), Some(last_date)) = (date, last_date) {
        check(
            Field::LastDate,
            ProblemCode::LastDateBeforeFirst,
            date <= last_date,
        );
    }
    Asked {
        date,
        last_date,
        from,
        to,
    }
}

/// The same hours on each day from the first to the last, each within its day of the account.
///
/// A reservation has to end no later than midnight, which is the instant at which the next day starts: an end at 24:00 is that
/// instant, in DoorFlow's terms still the same day.
pub(super) fn by_day(
    draft: &Draft,
    zone: AccountZone,
    now: DateTime<Utc>,
    found: &mut Findings,
) -> Vec<Slot> {
    let asked = read(draft, found);
    let days: Vec<NaiveDate> = match (asked.date, asked.last_date) {
        (Some(first), Some(last)) => first
            .iter_days()
            .take_while(|day| *day <= last)
            .take(MAX_DAYS + 1)
            .collect(),
        (Some(first), None) => vec![first],
        (None, _) => Vec::new(),
    };
    if days.len() > MAX_DAYS {
        found.problem(
            Field::LastDate,
            ProblemCode::TooManyDays,
            &MAX_DAYS.to_string(),
        );
    }
    let mut slots = Vec::new();
    for &day in days.iter().take(MAX_DAYS) {
        let over = zone.end_of_day(day) <= now;
        if over {
            found.problem(Field::Date, ProblemCode::InThePast, "");
        }
        let Some(slot) = stretch(&asked, (day, day), zone, found) else {
            compare_readings(&asked, ProblemCode::PastMidnight, found);
            continue;
        };
        if slot.end <= slot.start {
            found.problem(Field::To, backwards(&asked, ProblemCode::PastMidnight), "");
            continue;
        }
        if slot.end - slot.start < Duration::minutes(1) || asked.from == asked.to {
            found.problem(Field::To, ProblemCode::TooShort, "");
        } else if slot.end - slot.start >= Duration::hours(24) {
            found.problem(Field::To, ProblemCode::TooLong, "");
        }
        if slot.end <= now && !over {
            found.problem(Field::To, ProblemCode::InThePast, "");
        }
        slots.push(slot);
    }
    if days.is_empty() {
        compare_readings(&asked, ProblemCode::PastMidnight, found);
    }
    slots
}

/// One stretch from the first day's start to the last day's end, however long.
pub(super) fn at_a_stretch(
    draft: &Draft,
    zone: AccountZone,
    now: DateTime<Utc>,
    found: &mut Findings,
) -> Vec<Slot> {
    let asked = read(draft, found);
    let (Some(first), Some(last)) = (asked.date, asked.last_date) else {
        return Vec::new();
    };
    if last < first {
        return Vec::new();
    }
    let over = zone.end_of_day(last) <= now;
    if over {
        let field = if first == last {
            Field::Date
        } else {
            Field::LastDate
        };
        found.problem(field, ProblemCode::InThePast, "");
    }
    let slot = stretch(&asked, (first, last), zone, found);
    match slot {
        Some(slot) if slot.start < slot.end => {
            if slot.end - slot.start < Duration::minutes(1)
                || (first == last && asked.from == asked.to)
            {
                found.problem(Field::To, ProblemCode::TooShort, "");
            }
            if slot.end <= now && !over {
                found.problem(Field::To, ProblemCode::InThePast, "");
            }
            vec![slot]
        }
        Some(_) => {
            found.problem(
                Field::To,
                backwards(&asked, ProblemCode::EndsBeforeStart),
                "",
            );
            Vec::new()
        }
        None => {
            if first == last {
                compare_readings(&asked, ProblemCode::EndsBeforeStart, found);
            }
            Vec::new()
        }
    }
}

/// What is wrong with the times of a draft for one visit, or is to be known of them, whoever comes.
pub(crate) fn times_amiss(
    draft: &Draft,
    zone: AccountZone,
    now: DateTime<Utc>,
) -> (Vec<Problem>, Vec<Note>) {
    let mut found = Findings::default();
    match draft.place {
        Place::Doors { .. } => by_day(draft, zone, now, &mut found),
        Place::Groups { .. } => at_a_stretch(draft, zone, now, &mut found),
    };
    (found.problems, found.notes)
}

/// The instants of a start on one day and an end on another, or a problem at the field whose time that day does not have.
///
/// Where the clocks go back, the start is the first of the two and the end the second: nobody stands before a shut door for it.
fn stretch(
    asked: &Asked,
    (first, last): (NaiveDate, NaiveDate),
    zone: AccountZone,
    found: &mut Findings,
) -> Option<Slot> {
    let named = |day: NaiveDate, time: TimeOfDay| format!("{day} {time}");
    let start = asked.from.and_then(|from| {
        match from
            .on_the_clock()
            .map_or(Local::Skipped, |time| zone.resolve(first, time))
        {
            Local::One(instant) => Some(instant),
            Local::Twice(instant, _) => {
                found.note(NoteCode::StartsAtFirst, &named(first, from));
                Some(instant)
            }
            Local::Skipped => {
                found.problem(Field::From, ProblemCode::TimeSkipped, &named(first, from));
                None
            }
        }
    });
    let end = asked.to.and_then(|to| {
        match to.on_the_clock().map_or_else(
            || Local::One(zone.end_of_day(last)),
            |time| zone.resolve(last, time),
        ) {
            Local::One(instant) => Some(instant),
            Local::Twice(_, instant) => {
                found.note(NoteCode::EndsAtSecond, &named(last, to));
                Some(instant)
            }
            Local::Skipped => {
                found.problem(Field::To, ProblemCode::TimeSkipped, &named(last, to));
                None
            }
        }
    });
    Some(Slot {
        start: start?,
        end: end?,
    })
}

/// What is wrong with an end that is not after its start.
fn backwards(asked: &Asked, earlier: ProblemCode) -> ProblemCode {
    if asked.from == asked.to {
        ProblemCode::TooShort
    } else {
        earlier
    }
}

/// The same, as far as it can be said of two times whose instants are not known.
fn compare_readings(asked: &Asked, earlier: ProblemCode, found: &mut Findings) {
    let (Some(from), Some(to)) = (asked.from, asked.to) else {
        return;
    };
    match from.seconds_until(to) {
        ..0 => found.problem(Field::To, earlier, ""),
        0..60 => found.problem(Field::To, ProblemCode::TooShort, ""),
        60.. => {}
    }
}

/// A time that is taken, as people read it: `2026-10-25 09:00–10:00`, both days where they differ.
pub(super) fn range(zone: AccountZone, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
    let until = zone.moment(end);
    if zone.day_of(start) == until.date {
        format!("{}–{}", stamp(zone, start), until.time)
    } else {
        format!("{}–{}", stamp(zone, start), stamp(zone, end))
    }
}
