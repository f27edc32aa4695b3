//! Other times for several visits of a series: what would come of it, visit by visit.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, TimeDelta};

use super::SeriesMove;
use super::members::{Member, Members};
use crate::booking::book::Facts;
use crate::booking::dates::is_of_the_date;
use crate::booking::draft::PlanDate;
use crate::booking::moves::{as_move, draft_for};
use crate::booking::time_of_day::parse_date;
use crate::booking::{Field, NewTimes, Note, NoteCode, Plan, Planned, Problem, ProblemCode, Write};
use crate::building::{Building, VisitId};
use crate::error::DeskError;

/// What would come of moving several visits.
#[derive(Default)]
pub(super) struct PlannedMoves {
    pub(super) plan: Plan,
    /// Those that go, with what is asked for in their place.
    pub(super) moves: Vec<(Member, Write)>,
    /// By so many days.
    pub(super) days: TimeDelta,
    /// Dates that are not left out, and cannot be.
    amiss: usize,
}

impl Building {
    pub(super) async fn planned_series(
        &self,
        members: Members,
        to: &SeriesMove,
    ) -> Result<PlannedMoves, DeskError> {
        let (zone, now, may) = (self.account()?.zone, self.now(), self.may_book());
        let shift = Shift::to(&to.times, zone.day_of(members.own.row.start));
        let mut goes = Vec::new();
        let mut stays = 0_u32;
        for member in members.all {
            if member.row.end <= now {
                continue;
            }
            let held = self.held_in_place(&member.row, &members.open).await?;
            if member.entry.is_some() || held.is_some() {
                stays += 1;
            } else {
                goes.push(member);
            }
        }
        let people: HashSet<_> = goes.iter().map(|member| member.row.person_id).collect();
        let facts = self
            .store
            .read(move |connection| {
                let mut all = HashMap::new();
                for person in people {
                    all.insert(person, Facts::read(connection, Some(person), now)?);
                }
                Ok(all)
            })
            .await?;
        let goes = goes.into_iter().map(|member| {
            let times = shift.of(&to.times, zone.day_of(member.row.start));
            let left_out = to.left_out.contains(&times.date);
            (member, times, left_out)
        });
        let goes: Vec<(Member, NewTimes, bool)> = goes.collect();
        let gone = goes.iter().filter(|(_, _, left_out)| !left_out);
        let gone: Vec<VisitId> = gone.map(|(member, ..)| member.id()).collect();
        let mut planned = PlannedMoves {
            days: shift.days.unwrap_or_default(),
            ..PlannedMoves::default()
        };
        for (member, times, left_out) in goes {
            let Some(facts) = facts.get(&member.row.person_id) else {
                continue;
            };
            let draft = draft_for(&member.row, &times);
            // One that is left out is judged as if it went too: so it is known what comes of having it go.
            let mut instead = gone.clone();
            instead.extend(left_out.then(|| member.id()));
            let judged = facts.judge(&draft, &members.open, (now, &zone, may), &instead, None);
            planned.take(as_move(judged, &member.row), times.date, left_out, member);
        }
        planned.sum_up(stays);
        Ok(planned)
    }
}

/// By how much visits go.
struct Shift {
    days: Option<TimeDelta>,
    /// From the first day of each to its last.
    length: Option<TimeDelta>,
}

impl Shift {
    /// What brings a visit of this day to those times; nothing as long as they cannot be read.
    fn to(times: &NewTimes, day: NaiveDate) -> Self {
        let first = parse_date(&times.date);
        let last = parse_date(&times.last_date);
        Self {
            days: first.map(|first| first - day),
            length: first.zip(last).map(|(first, last)| last - first),
        }
    }

    /// The same for a visit of another day.
    fn of(&self, times: &NewTimes, day: NaiveDate) -> NewTimes {
        let date = self.days.and_then(|days| day.checked_add_signed(days));
        let last = date
            .zip(self.length)
            .and_then(|(date, length)| date.checked_add_signed(length));
        let or = |date: Option<NaiveDate>, text: &String| {
            date.map_or_else(|| text.clone(), |date| date.to_string())
        };
        NewTimes {
            date: or(date, &times.date),
            last_date: or(last, &times.last_date),
            ..times.clone()
        }
    }
}

impl PlannedMoves {
    /// Takes in what would come of one visit.
    fn take(&mut self, planned: Planned, date: String, left_out: bool, member: Member) {
        let Planned {
            plan, mut writes, ..
        } = planned;
        // It is so already.
        if (plan.problems.iter()).any(|it| it.code == ProblemCode::Unchanged) {
            return;
        }
        let (own, everywhere): (Vec<Problem>, Vec<Problem>) =
            plan.problems.into_iter().partition(is_of_the_date);
        for problem in everywhere {
            if !self.plan.problems.contains(&problem) {
                self.plan.problems.push(problem);
            }
        }
        self.amiss += usize::from(!left_out && !own.is_empty());
        let item = plan.items.into_iter().next();
        self.plan.dates.push(PlanDate {
            date,
            start: item.as_ref().map(|item| item.start.clone()),
            end: item.as_ref().map(|item| item.end.clone()),
            left_out,
            problems: own,
            notes: plan.notes,
        });
        if let (false, Some(write)) = (left_out, writes.pop()) {
            self.plan.items.extend(item);
            self.moves.push((member, write));
        }
    }

    /// Says what stands in the way of all, and how many are not touched.
    fn sum_up(&mut self, stays: u32) {
        let mut problem = |code, subject: String| {
            self.plan.problems.push(Problem {
                field: Field::Repeat,
                code,
                subject,
            });
        };
        if self.amiss > 0 {
            problem(ProblemCode::DatesAmiss, self.amiss.to_string());
        } else if self.plan.dates.is_empty() {
            problem(ProblemCode::Unchanged, String::new());
        } else if self.plan.dates.iter().all(|date| date.left_out) {
            problem(ProblemCode::NoDates, String::new());
        }
        if stays > 0 {
            self.plan.notes.push(Note {
                code: NoteCode::StayAsTheyAre,
                subject: stays.to_string(),
            });
        }
    }
}
