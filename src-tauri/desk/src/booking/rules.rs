//! From a draft to what will be asked of DoorFlow.

use chrono::{DateTime, Utc};

use super::dates::each_date;
use super::when::{Slot, at_a_stretch, by_day, range};
use super::{
    Draft, Field, Known, Note, NoteCode, Place, Plan, PlanItem, Planned, Problem, ProblemCode,
    Rule, Write, place,
};
use crate::zone::AccountZone;

/// Problems and notes as they are found, each once.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<Note>,
}

impl Findings {
    pub(super) fn problem(&mut self, field: Field, code: ProblemCode, subject: &str) {
        let problem = Problem {
            field,
            code,
            subject: subject.to_owned(),
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    pub(super) fn note(&mut self, code: NoteCode, subject: &str) {
        let note = Note {
            code,
            subject: subject.to_owned(),
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Judges a draft: every problem at its field, all at once and in the order of the fields, and what to know besides.
///
/// The plan's items are there whenever the draft's days, times and places are right, so that the drawer can show them before
/// somebody is chosen. Times in a subject are of the account's zone: `2026-10-25 01:30`.
#[must_use]
pub fn plan(draft: &Draft, known: &Known<'_>) -> Planned {
    let mut found = Findings::default();
    judge_person(draft, known, &mut found);
    let (dates, slots) = match (&draft.repeat, &draft.place) {
        (Some(repeat), _) => each_date(draft, repeat, known, &mut found),
        (None, place) => {
            let slots = match place {
                Place::Doors { .. } => by_day(draft, *known.zone, known.now, &mut found),
                Place::Groups { .. } => at_a_stretch(draft, *known.zone, known.now, &mut found),
            };
            for slot in &slots {
                judge_validity(known, *slot, &mut found);
                judge_time(known, *slot, &mut found);
            }
            (Vec::new(), slots)
        }
    };
    let chosen = place::look_up(&draft.place, known, &mut found);
    if !known.may.sync {
        found.note(NoteCode::CannotSync, "");
    }

    let Findings {
        mut problems,
        notes,
    } = found;
    problems.sort_by_key(|problem| problem.field as u8);
    let shown = |problem: &Problem| matches!(problem.field, Field::Who | Field::Repeat);
    let items = if problems.iter().all(shown) {
        let item = |slot: &Slot| PlanItem {
            kind: chosen.kind,
            start: known.zone.moment(slot.start),
            end: known.zone.moment(slot.end),
            places: chosen.names.clone(),
            who: None,
        };
        slots.iter().map(item).collect()
    } else {
        Vec::new()
    };
    let writes = match (draft.person_id, problems.is_empty()) {
        (Some(person_id), true) => {
            let write = |slot: &Slot| Write {
                kind: chosen.kind,
                person_id,
                start: slot.start,
                end: slot.end,
                channel_ids: chosen.channel_ids.clone(),
                group_ids: chosen.group_ids.clone(),
            };
            slots.iter().map(write).collect()
        }
        _ => Vec::new(),
    };
    let rule = Rule::of(draft, slots.len() * (1 + draft.companions().len()));
    Planned {
        plan: Plan {
            items,
            dates,
            visitors: Vec::new(),
            problems,
            notes,
        },
        writes,
        rule,
    }
}

/// Who: somebody known, whom DoorFlow lets in.
fn judge_person(draft: &Draft, known: &Known<'_>, found: &mut Findings) {
    let Some(asked) = draft.person_id else {
        found.problem(Field::Who, ProblemCode::NoPerson, "");
        return;
    };
    let Some(person) = known.person.filter(|person| person.id == asked) else {
        found.problem(Field::Who, ProblemCode::UnknownPerson, "");
        return;
    };
    if !person.enabled {
        found.problem(Field::Who, ProblemCode::PersonDisabled, &person.name);
    }
}

/// Whether DoorFlow lets the person in for all of a time.
pub(super) fn judge_validity(known: &Known<'_>, slot: Slot, found: &mut Findings) {
    let Some(person) = known.person else {
        return;
    };
    if let Some(from) = person.valid_from.filter(|from| slot.start < *from) {
        found.problem(
            Field::Who,
            ProblemCode::BeforeValidity,
            &stamp(*known.zone, from),
        );
    }
    if let Some(to) = person.valid_to.filter(|to| slot.end > *to) {
        found.problem(
            Field::Who,
            ProblemCode::AfterValidity,
            &stamp(*known.zone, to),
        );
    }
}

/// What to know of a time that can be booked.
pub(super) fn judge_time(known: &Known<'_>, slot: Slot, found: &mut Findings) {
    if slot.start < known.now && known.now < slot.end {
        found.note(NoteCode::AlreadyBegun, &stamp(*known.zone, slot.start));
    }
    for busy in known.others {
        if slot.start < busy.end && busy.start < slot.end {
            found.note(
                NoteCode::Overlaps,
                &range(*known.zone, busy.start, busy.end),
            );
        }
    }
}

/// An instant as a subject names it: the day and what the wall shows.
pub(super) fn stamp(zone: AccountZone, instant: DateTime<Utc>) -> String {
    let moment = zone.moment(instant);
    format!("{} {}", moment.date, moment.time)
}
