//! Several visitors for one time and place: each is judged by themselves, and all are booked or none.

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use rusqlite::Connection;

use super::book::Facts;
use super::crowd::{self, Stay};
use super::dates::is_of_the_date;
use super::newcomer::NOBODY_YET;
use super::{Draft, Field, May, Newcomer, PlanVisitor, Planned, Problem, ProblemCode};
use crate::building::VisitId;
use crate::outbox::as_settled;
use crate::store::outbox::EntryRow;
use crate::store::visits::{self, VisitRow};
use crate::zone::AccountZone;

impl Draft {
    /// Who comes besides the first, each once.
    pub(super) fn companions(&self) -> Vec<PersonId> {
        let mut seen: Vec<PersonId> = self.person_id.into_iter().collect();
        let mut companions = Vec::new();
        for &id in &self.others {
            if !seen.contains(&id) {
                seen.push(id);
                companions.push(id);
            }
        }
        companions
    }
}

/// What the store knows of all who come by a draft, and of everybody else if their number matters.
pub(super) struct Everyone {
    /// Of each visitor of the draft, in their order.
    facts: Vec<Facts>,
    /// Everybody's visits that are not over; none where there is no limit.
    visits: Vec<VisitRow>,
    /// How many guests at once the site wants at most.
    limit: Option<u16>,
}

impl Everyone {
    pub(super) fn read(
        connection: &Connection,
        draft: &Draft,
        now: DateTime<Utc>,
        limit: Option<u16>,
    ) -> rusqlite::Result<Self> {
        let others = draft.companions().into_iter().map(Some);
        let facts = std::iter::once(draft.person_id)
            .chain(others)
            .map(|person| Facts::read(connection, person, now))
            .collect::<rusqlite::Result<_>>()?;
        let visits = match limit {
            Some(_) => visits::between(connection, now, DateTime::<Utc>::MAX_UTC)?,
            None => Vec::new(),
        };
        Ok(Self {
            facts,
            visits,
            limit,
        })
    }

    /// Judges a draft for each of its visitors, and says where there would be too many people.
    pub(super) fn judge(
        self,
        draft: &Draft,
        open: &[EntryRow],
        known: (DateTime<Utc>, &AccountZone, May),
        instead_of: &[VisitId],
        newcomer: Option<&Newcomer>,
    ) -> Planned {
        let Some((first, others)) = self.facts.split_first() else {
            return Planned::default();
        };
        let companions = draft.companions();
        let judged = companions.iter().zip(others).map(|(id, facts)| {
            let own = Draft {
                person_id: Some(*id),
                others: Vec::new(),
                ..draft.clone()
            };
            Visitor {
                id: *id,
                name: facts.name(),
                planned: facts.judge(&own, open, known, instead_of, None),
            }
        });
        let planned = first.judge(draft, open, known, instead_of, newcomer);
        let mut planned = together(planned, &first.name(), judged.collect());
        let Some(limit) = self.limit else {
            return planned;
        };
        let mut rows = self.visits;
        as_settled(&mut rows, open);
        rows.retain(|row| !row.deactivated && !instead_of.contains(&(row.kind, row.id)));
        let standing = rows.iter().map(|row| (row.person_id, row.start, row.end));
        let coming = (open.iter())
            .filter(|entry| entry.shows() && entry.state.may_take_place())
            .map(|entry| (entry.person_id, entry.start, entry.end));
        let stays: Vec<Stay> = standing
            .chain(coming)
            .map(|(person, start, end)| Stay { person, start, end })
            .collect();
        let first = draft.person_id.unwrap_or(NOBODY_YET);
        let people = companions.into_iter().chain([first]).collect();
        crowd::say(&mut planned, &people, &stays, limit.into(), *known.1);
        planned
    }
}

/// One of several visitors, and what would come of the draft for them alone.
struct Visitor {
    id: PersonId,
    /// Empty where the directory does not know them.
    name: String,
    planned: Planned,
}

/// What comes of a draft for its first visitor, of this name, and for the others.
fn together(first: Planned, name: &str, others: Vec<Visitor>) -> Planned {
    let Planned {
        mut plan,
        mut writes,
        rule,
    } = first;
    if others.is_empty() {
        return Planned { plan, writes, rule };
    }
    let whole = plan.problems.is_empty();
    for item in &mut plan.items {
        item.who = Some(name.to_owned());
    }
    let mut amiss = Vec::new();
    for other in others {
        let own = other.planned.plan;
        for (mine, date) in plan.dates.iter_mut().zip(own.dates) {
            for problem in date.problems {
                if !mine.problems.contains(&problem) {
                    mine.problems.push(problem);
                }
            }
            mine.notes.extend(date.notes);
        }
        let (problems, notes): (Vec<Problem>, Vec<_>) = (
            (own.problems.into_iter())
                .filter(|it| it.field == Field::Who)
                .collect(),
            (own.notes.into_iter())
                .filter(|it| !plan.notes.contains(it))
                .collect(),
        );
        if !problems.is_empty() {
            amiss.push(other.name.clone());
        }
        plan.items.extend(own.items.into_iter().map(|mut item| {
            item.who = Some(other.name.clone());
            item
        }));
        writes.extend(other.planned.writes);
        plan.visitors.push(PlanVisitor {
            person_id: other.id,
            name: other.name,
            problems,
            notes,
        });
    }
    let mut problem = |field, code, subject: String| {
        plan.problems.push(Problem {
            field,
            code,
            subject,
        });
    };
    if !amiss.is_empty() {
        problem(
            Field::Who,
            ProblemCode::OthersAmiss,
            amiss.len().to_string(),
        );
    }
    let dates = plan.dates.iter();
    let bad = dates
        .filter(|date| !date.left_out && date.problems.iter().any(is_of_the_date))
        .count();
    if bad > 0 {
        plan.problems
            .retain(|it| it.code != ProblemCode::DatesAmiss);
        plan.problems.push(Problem {
            field: Field::Repeat,
            code: ProblemCode::DatesAmiss,
            subject: bad.to_string(),
        });
    }
    if !whole || !plan.problems.is_empty() {
        writes.clear();
    }
    plan.items.sort_by_key(|item| item.start.utc);
    writes.sort_by_key(|write| write.start);
    Planned { plan, writes, rule }
}
