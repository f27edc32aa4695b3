//! What would come of each row, by what is known at one moment. Pure.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::ids::Ids;
use super::print::Printer;
use super::row::Typed;
use super::sheet::{Row, Sheet};
use super::view::{ImportPerson, ImportRow, ImportState};
use super::who::{Who, names_agree, who_is};
use crate::booking::book::{busy, newcomer_facts, person_facts};
use crate::booking::{
    Busy, DoorFacts, Draft, Field, GroupFacts, Known, May, NOBODY_YET, Planned, Problem,
    ProblemCode, Write, plan,
};
use crate::directory::Entry;
use crate::session::Capability;
use crate::store::outbox::EntryRow;
use crate::store::people::PersonRow;
use crate::store::visits::VisitRow;
use crate::zone::AccountZone;

/// All that the judgement of rows goes by.
pub(super) struct Facts {
    pub(super) now: DateTime<Utc>,
    pub(super) zone: AccountZone,
    pub(super) may: May,
    /// Whether people may be made.
    pub(super) may_make_people: bool,
    pub(super) doors: Vec<DoorFacts>,
    pub(super) groups: Vec<GroupFacts>,
    pub(super) people: HashMap<PersonId, PersonRow>,
    /// Their visits, as DoorFlow has them.
    pub(super) visits: Vec<VisitRow>,
    /// What is not finally settled.
    pub(super) entries: Vec<EntryRow>,
    pub(super) printer: Printer,
    /// Prints of visits that were asked for before and stand.
    pub(super) asked: HashSet<String>,
}

/// What would come of a row.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) state: ImportState,
    pub(super) who: Who,
    pub(super) planned: Planned,
    /// What is still to be booked of it, each with its print.
    pub(super) writes: Vec<(Write, String)>,
    pub(super) same_as: Option<u32>,
}

/// Judges rows in order. What one asks for is taken for those after it.
pub(super) struct Judge<'a> {
    facts: &'a Facts,
    /// The number of the row that asks for each visit, by whom it is for and by its print.
    claimed: HashMap<String, u32>,
    /// When people are taken by the rows before.
    taken: HashMap<PersonId, Vec<Busy>>,
    /// The names of those whom the rows before make, by e-mail.
    addresses: HashMap<String, String>,
    /// By which system ids all rows know those whom Lobby made.
    ids: Ids,
}

impl<'a> Judge<'a> {
    /// Of one row alone, which was judged with all others before.
    pub(super) fn new(facts: &'a Facts) -> Self {
        Self::among(facts, Ids::default())
    }

    /// Of the rows that these ids were gathered from.
    pub(super) fn among(facts: &'a Facts, ids: Ids) -> Self {
        Self {
            facts,
            claimed: HashMap::new(),
            taken: HashMap::new(),
            addresses: HashMap::new(),
            ids,
        }
    }

    /// What comes of one row.
    pub(super) fn judge(&mut self, row: &Row, number: u32, typed: &Typed) -> Judged {
        let found = row.found.as_ref().map_or(&[][..], |(_, found)| found);
        let who = match row.made {
            Some(id) => Who::Known(id),
            None => match who_is(typed, found, row.chosen) {
                Who::Known(id) if self.ids.leave_open(row, typed, id) => Who::Unsure,
                who => who,
            },
        };
        let mut planned = self.planned(typed, &who, found);
        let prints = planned
            .writes
            .iter()
            .map(|write| self.facts.printer.visit(typed, row.chosen, write));
        let prints: Vec<String> = prints.collect();
        let writes: Vec<(Write, String)> = std::mem::take(&mut planned.writes)
            .into_iter()
            .zip(prints)
            .collect();
        let all = writes.len();
        let left: Vec<(Write, String)> = writes
            .into_iter()
            .filter(|(write, print)| !self.facts.asked.contains(print) && !self.is_there(write))
            .collect();
        let same_as = left.iter().find_map(|claim| self.claimed_by(claim));
        let state = if row.out {
            ImportState::LeftOut
        } else if who == Who::Unsure && only_who_is_missing(&planned.plan.problems) {
            ImportState::Choose
        } else if !planned.plan.problems.is_empty() {
            ImportState::Mend
        } else if left.is_empty() && all > 0 {
            ImportState::Already
        } else if same_as.is_some() {
            ImportState::Same
        } else {
            ImportState::Ready
        };
        if matches!(state, ImportState::Ready) {
            for claim in &left {
                self.claim(claim, number);
            }
            if who == Who::New {
                let name = typed.who.name();
                self.addresses.entry(address(typed)).or_insert(name);
            }
        }
        Judged {
            state,
            who,
            planned,
            writes: left,
            same_as,
        }
    }

    fn planned(&self, typed: &Typed, who: &Who, found: &[Entry]) -> Planned {
        let facts = self.facts;
        let (id, person) = match who {
            Who::Known(id) => (Some(*id), facts.people.get(id).map(person_facts)),
            Who::New => (Some(NOBODY_YET), Some(newcomer_facts(&typed.who))),
            Who::Unsure => (None, None),
        };
        let mut others = id.map_or_else(Vec::new, |id| busy(id, &facts.visits, &facts.entries));
        others.extend(id.and_then(|id| self.taken.get(&id)).into_iter().flatten());
        let draft = Draft {
            person_id: id,
            ..typed.draft.clone()
        };
        let known = Known {
            now: facts.now,
            zone: &facts.zone,
            person: person.as_ref(),
            doors: &facts.doors,
            groups: &facts.groups,
            others: &others,
            may: facts.may,
        };
        let mut planned = plan(&draft, &known);
        let own = self.problems_of(typed, who, found);
        if !own.is_empty() {
            // What is said here of a field says more than that it is empty.
            let said: Vec<Field> = own.iter().map(|problem| problem.field).collect();
            let rest = std::mem::take(&mut planned.plan.problems);
            let rest = rest.into_iter().filter(|it| !said.contains(&it.field));
            planned.plan.problems = own.into_iter().chain(rest).collect();
            planned.writes.clear();
        }
        planned
    }

    /// What the rules of booking cannot know.
    fn problems_of(&self, typed: &Typed, who: &Who, found: &[Entry]) -> Vec<Problem> {
        let mut problems = typed.problems.clone();
        let mut add = |code, subject: &str| {
            let problem = Problem {
                field: Field::Who,
                code,
                subject: subject.to_owned(),
            };
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        };
        match who {
            Who::Unsure => add(ProblemCode::SeveralPeople, ""),
            Who::New if !self.facts.may_make_people => {
                let scope = Capability::WritePeople.scope();
                add(ProblemCode::MissingScope, scope.as_str());
            }
            Who::New => {
                if let Some(code) = typed.who.problem() {
                    add(code, "");
                }
                if let Some(other) = self.whose_address(typed, found) {
                    add(ProblemCode::EmailTaken, &other);
                }
            }
            Who::Known(_) => {}
        }
        problems
    }

    /// The name of somebody else who has a newcomer's e-mail.
    fn whose_address(&self, typed: &Typed, found: &[Entry]) -> Option<String> {
        let address = address(typed);
        if address.is_empty() {
            return None;
        }
        let theirs = |person: &&Entry| person.email.trim().to_lowercase() == address;
        if let Some(person) = found.iter().find(theirs) {
            return Some(person.name());
        }
        let name = self.addresses.get(&address)?;
        (!names_agree(name, &typed.who.name())).then(|| name.clone())
    }

    /// Whether DoorFlow has this very visit, or is being asked for it.
    fn is_there(&self, write: &Write) -> bool {
        let places: Vec<i64> = places_of(write);
        let visit = |row: &VisitRow| {
            row.kind == write.kind
                && row.person_id == write.person_id
                && row.start == write.start
                && row.end == write.end
                && row.place_ids == places
                && !row.deactivated
        };
        let coming = |entry: &EntryRow| {
            entry.shows() && entry.state.may_take_place() && visit(&entry.visit(0))
        };
        self.facts.visits.iter().any(visit) || self.facts.entries.iter().any(coming)
    }

    fn claimed_by(&self, (write, print): &(Write, String)) -> Option<u32> {
        let claimed = |key: &str| self.claimed.get(key).copied();
        claimed(print).or_else(|| claimed(&claim_of(write)?))
    }

    fn claim(&mut self, (write, print): &(Write, String), number: u32) {
        self.claimed.insert(print.clone(), number);
        if let Some(key) = claim_of(write) {
            self.claimed.insert(key, number);
            let taken = self.taken.entry(write.person_id).or_default();
            taken.push(Busy {
                start: write.start,
                end: write.end,
            });
        }
    }
}

/// What somebody known asks for, whatever they were called in the row.
fn claim_of(write: &Write) -> Option<String> {
    (write.person_id != NOBODY_YET).then(|| format!("{write:?}"))
}

fn places_of(write: &Write) -> Vec<i64> {
    let doors = write.channel_ids.iter().map(|id| id.0);
    doors.chain(write.group_ids.iter().map(|id| id.0)).collect()
}

/// An e-mail as it is compared.
fn address(typed: &Typed) -> String {
    typed.who.email.trim().to_lowercase()
}

/// Whether all that is to be done is to choose who it is.
fn only_who_is_missing(problems: &[Problem]) -> bool {
    problems
        .iter()
        .all(|problem| problem.code == ProblemCode::SeveralPeople)
}

/// A row as the page shows it.
pub(super) fn shown(
    sheet: &Sheet,
    at: usize,
    typed: &Typed,
    judged: Judged,
    facts: &Facts,
) -> ImportRow {
    let row = &sheet.rows[at];
    let found = row.found.as_ref().map_or(&[][..], |(_, found)| found);
    let person = match judged.who {
        Who::Known(id) => facts.people.get(&id).map(person_of_row),
        Who::New | Who::Unsure => None,
    };
    let people = if judged.who == Who::Unsure || row.chosen.is_some() {
        found.iter().map(person_of_entry).collect()
    } else {
        Vec::new()
    };
    let name = typed.who.name();
    let (number, draft) = (sheet.number(row), &typed.draft);
    ImportRow {
        at: u32::try_from(at).unwrap_or(u32::MAX),
        number,
        name: match &person {
            Some(person) if name.is_empty() => person.name.clone(),
            _ => name,
        },
        email: typed.who.email.clone(),
        mobile: typed.who.mobile.clone(),
        organisation: typed.organisation.clone(),
        date: draft.date.clone(),
        last_date: draft.last_date.clone(),
        from: draft.from.clone(),
        to: draft.to.clone(),
        places: match judged.planned.plan.items.first() {
            Some(item) => item.places.join("; "),
            None => typed.places.clone(),
        },
        state: judged.state,
        person,
        people,
        same_as: judged.same_as,
        problems: judged.planned.plan.problems,
        notes: judged.planned.plan.notes,
        detail: String::new(),
    }
}

fn person_of_row(person: &PersonRow) -> ImportPerson {
    person_of_entry(&crate::sync::rows::entry(person))
}

fn person_of_entry(person: &Entry) -> ImportPerson {
    let parts = [&person.email, &person.department, &person.system_id];
    let parts: Vec<&str> = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    ImportPerson {
        id: person.id,
        name: person.name(),
        line: parts.join(" · "),
    }
}
