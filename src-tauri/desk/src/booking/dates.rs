//! A draft that repeats, date by date: each is judged by itself, so that it can be left out by itself.

use chrono::Days;

use super::draft::PlanDate;
use super::repeat::{MAX_DATES, NoRule, Repeat};
use super::rules::{Findings, judge_time, judge_validity};
use super::time_of_day::parse_date;
use super::when::{Slot, at_a_stretch, by_day};
use super::{Draft, Field, Known, Place, Problem, ProblemCode};

/// Every date of a draft that repeats, and the stretches of time of those that are to be booked.
pub(super) fn each_date(
    draft: &Draft,
    repeat: &Repeat,
    known: &Known<'_>,
    found: &mut Findings,
) -> (Vec<PlanDate>, Vec<Slot>) {
    let Some(first) = parse_date(&draft.date) else {
        found.problem(Field::Date, ProblemCode::BadDate, "");
        return (Vec::new(), Vec::new());
    };
    let length = if draft.last_date.trim().is_empty() {
        0
    } else if let Some(last) = parse_date(&draft.last_date) {
        (last - first).num_days()
    } else {
        found.problem(Field::LastDate, ProblemCode::BadDate, "");
        return (Vec::new(), Vec::new());
    };
    let Ok(length) = u64::try_from(length) else {
        found.problem(Field::LastDate, ProblemCode::LastDateBeforeFirst, "");
        return (Vec::new(), Vec::new());
    };
    if length > 0 && matches!(draft.place, Place::Doors { .. }) {
        found.problem(Field::LastDate, ProblemCode::RepeatedStay, "");
        return (Vec::new(), Vec::new());
    }
    let dates = match repeat.dates(first) {
        Ok(dates) => dates,
        Err(why) => {
            say(why, found);
            return (Vec::new(), Vec::new());
        }
    };
    let (mut judged, mut slots, mut amiss) = (Vec::new(), Vec::new(), 0);
    for date in dates {
        let last = date.checked_add_days(Days::new(length)).unwrap_or(date);
        let one = Draft {
            date: date.to_string(),
            last_date: last.to_string(),
            repeat: None,
            others: Vec::new(),
            ..draft.clone()
        };
        let mut own = Findings::default();
        let slot = match draft.place {
            Place::Doors { .. } => by_day(&one, *known.zone, known.now, &mut own),
            Place::Groups { .. } => at_a_stretch(&one, *known.zone, known.now, &mut own),
        };
        let slot = slot.into_iter().next();
        if let Some(slot) = slot {
            judge_validity(known, slot, &mut own);
            judge_time(known, slot, &mut own);
        }
        // What is wrong with the times themselves is said at their fields, once.
        let (problems, everywhere) = own.problems.into_iter().partition(is_of_the_date);
        let everywhere: Vec<Problem> = everywhere;
        let problems: Vec<Problem> = problems;
        for problem in &everywhere {
            found.problem(problem.field, problem.code, &problem.subject);
        }
        let left_out = repeat.leaves_out(date);
        if !left_out && problems.is_empty() && everywhere.is_empty() {
            slots.extend(slot);
        }
        amiss += usize::from(!left_out && !problems.is_empty());
        judged.push(PlanDate {
            date: one.date,
            start: slot.map(|slot| known.zone.moment(slot.start)),
            end: slot.map(|slot| known.zone.moment(slot.end)),
            left_out,
            problems,
            notes: own.notes,
        });
    }
    if amiss > 0 {
        found.problem(Field::Repeat, ProblemCode::DatesAmiss, &amiss.to_string());
    } else if judged.iter().all(|date| date.left_out) {
        found.problem(Field::Repeat, ProblemCode::NoDates, "");
    }
    (judged, slots)
}

/// Whether a problem is of one date, and not of what all of them have in common.
pub(super) fn is_of_the_date(problem: &Problem) -> bool {
    matches!(
        problem.code,
        ProblemCode::TimeSkipped
            | ProblemCode::InThePast
            | ProblemCode::BeforeValidity
            | ProblemCode::AfterValidity
    )
}

fn say(why: NoRule, found: &mut Findings) {
    let limit = MAX_DATES.to_string();
    let (code, subject) = match why {
        NoRule::BadDate => (ProblemCode::BadDate, ""),
        NoRule::Backwards => (ProblemCode::LastDateBeforeFirst, ""),
        NoRule::Nonsense => (ProblemCode::BadRepeat, limit.as_str()),
        NoRule::TooMany => (ProblemCode::TooManyDays, limit.as_str()),
        NoRule::NoDate => (ProblemCode::NoDates, ""),
    };
    found.problem(Field::Repeat, code, subject);
}
