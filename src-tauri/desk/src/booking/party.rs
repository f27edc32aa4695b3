//! Several visitors for one time and place: each is judged by themselves, and all are booked or none.

use doorflow::PersonId;

use super::dates::is_of_the_date;
use super::{Draft, Field, PlanVisitor, Planned, Problem, ProblemCode};

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

/// One of several visitors, and what would come of the draft for them alone.
pub(super) struct Visitor {
    pub(super) id: PersonId,
    /// Empty where the directory does not know them.
    pub(super) name: String,
    pub(super) planned: Planned,
}

/// What comes of a draft for its first visitor, of this name, and for the others.
pub(super) fn together(first: Planned, name: &str, others: Vec<Visitor>) -> Planned {
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
