//! Visits that were asked for together: what stands of them, what is missing, and what is done to several at once.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::book::{Facts, cannot_be};
use super::dates::is_of_the_date;
use super::draft::PlanDate;
use super::moves::{as_move, draft_for};
use super::time_of_day::parse_date;
use super::{
    Draft, Ends, Field, NewTimes, Note, NoteCode, Pattern, Plan, Planned, Problem, ProblemCode,
    Repeat, Write,
};
use crate::building::{Building, VisitId};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::outbox::{EntryKind, Receipt, as_settled};
use crate::store::outbox::series::{self as table, InSeries};
use crate::store::outbox::{self, EntryRow, EntryState};
use crate::store::visits::{self, VisitRow};
use crate::visits::VisitState;
use crate::visits::ask::Key;
use crate::wall::Moment;
use crate::zone::AccountZone;

/// How a series was asked for. It lies in the outbox, beside each of its writes: days and times, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    date: String,
    last_date: String,
    from: String,
    to: String,
    repeat: Repeat,
}

impl Rule {
    /// Of a draft that comes to several visits; `None` for one that comes to one.
    pub(super) fn of(draft: &Draft, visits: usize) -> Option<Self> {
        let repeat = match &draft.repeat {
            Some(repeat) => Repeat {
                // What was left out is what is not there.
                left_out: Vec::new(),
                ..repeat.clone()
            },
            None if visits > 1 => Repeat {
                pattern: Pattern::Daily,
                ends: Ends::On {
                    date: draft.last_date.clone(),
                },
                left_out: Vec::new(),
            },
            None => return None,
        };
        let alone = draft.repeat.is_none();
        Some(Self {
            date: draft.date.clone(),
            last_date: if alone {
                String::new()
            } else {
                draft.last_date.clone()
            },
            from: draft.from.clone(),
            to: draft.to.clone(),
            repeat,
        })
    }

    fn dates(&self) -> Vec<NaiveDate> {
        let first = parse_date(&self.date);
        first
            .and_then(|first| self.repeat.dates(first).ok())
            .unwrap_or_default()
    }

    /// What is asked for on one of its dates.
    fn times_on(&self, date: NaiveDate) -> NewTimes {
        let length = match (parse_date(&self.date), parse_date(&self.last_date)) {
            (Some(first), Some(last)) => last - first,
            _ => TimeDelta::zero(),
        };
        NewTimes {
            date: date.to_string(),
            last_date: (date + length).to_string(),
            from: self.from.clone(),
            to: self.to.clone(),
        }
    }
}

/// The writes of a plan as those of a new series, where it comes to one.
pub(crate) fn in_series(
    mut entries: Vec<EntryRow>,
    rule: Option<&Rule>,
    zone: &AccountZone,
) -> Vec<EntryRow> {
    // It is made of texts alone, and so can be written.
    let Some(rule) = rule.and_then(|rule| serde_json::to_string(rule).ok()) else {
        return entries;
    };
    for entry in &mut entries {
        entry.series = Some(InSeries {
            number: table::NEW,
            rule: rule.clone(),
            date: zone.day_of(entry.start),
        });
    }
    entries
}

/// Which visits of a series, beside the one that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// Those after it.
    Following,
    /// All of them that are not over.
    All,
}

/// A series as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// Every visit of it that is on the calendar, by start.
    pub visits: Vec<SeriesVisit>,
    /// Dates of its rule, `YYYY-MM-DD` in the account's zone, that have not passed and for which none of them stands: left out, given up,
    /// refused or cancelled.
    pub missing: Vec<String>,
}

/// One visit of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeriesVisit {
    /// The calendar's key of it.
    pub key: String,
    /// From.
    pub start: Moment,
    /// To.
    pub end: Moment,
    /// What it is doing.
    pub state: VisitState,
}

/// Other times for several visits of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeriesMove {
    /// Which of them.
    pub reach: Reach,
    /// When the one that is looked at is to be; the others go by as many days, to the same hours.
    pub times: NewTimes,
    /// New dates, `YYYY-MM-DD`, whose visits stay as they are.
    pub left_out: Vec<String>,
}

/// What became of cancelling several visits of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeriesCancelled {
    /// So many are being cancelled, or were taken back unsent.
    pub cancelled: u32,
    /// So many cannot be now, and stand: they are being moved.
    pub left: u32,
}

impl Desk {
    /// Cancels a visit of a series with those that follow, or all that are not over. They are committed to the outbox together; how it
    /// goes on shows on the calendar.
    ///
    /// # Errors
    /// Nothing is cancelled then: `notFound` when there is no such series; `machine` when it cannot be kept.
    pub async fn cancel_series(
        &self,
        key: &str,
        reach: Reach,
    ) -> Result<SeriesCancelled, DeskError> {
        let building = self.building();
        let members = building.members_of(key).await?.reached(reach);
        building.cancel_all(members).await
    }

    /// What would come of other times for several visits of a series: each is listed by its new date. Sends nothing to DoorFlow.
    ///
    /// # Errors
    /// `notFound` when there is no such series.
    pub async fn plan_series_move(&self, key: &str, to: &SeriesMove) -> Result<Plan, DeskError> {
        let building = self.building();
        let members = building.members_of(key).await?.reached(to.reach);
        Ok(building.planned_series(members, to).await?.plan)
    }

    /// Gives several visits of a series other times, each as a move of its own: what takes its place is seen in DoorFlow before it goes.
    /// They are committed to the outbox together. Answers with how far the first of them is.
    ///
    /// # Errors
    /// `refused` with the problems when it cannot be so: nothing was kept or sent. `notFound` when there is no such series.
    pub async fn move_series(&self, key: &str, to: &SeriesMove) -> Result<Receipt, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let members = building.members_of(key).await?.reached(to.reach);
        let planned = building.planned_series(members, to).await?;
        if !planned.plan.problems.is_empty() || planned.moves.is_empty() {
            return Err(cannot_be(planned.plan.problems));
        }
        let now = building.now();
        let mut bookings = Vec::with_capacity(planned.moves.len());
        for (member, write) in planned.moves {
            let mut steps = building.asked(vec![write]).await?;
            for step in &mut steps {
                step.series = Some(member.place.clone());
            }
            steps.extend(EntryRow::after_it(&member.row, now));
            bookings.push(steps);
        }
        let booking = building.commit_each(bookings).await?;
        building
            .receipt(booking, &zone)
            .await?
            .ok_or_else(|| DeskError::not_found("no such booking"))
    }

    /// Books dates of a series' rule for which no visit stands: for the same person and places as the visit that is looked at.
    ///
    /// # Errors
    /// `refused` with the problems when one of them cannot be booked, or is no such date: nothing was kept or sent.
    pub async fn add_to_series(&self, key: &str, dates: &[String]) -> Result<Receipt, DeskError> {
        let building = self.building();
        let account = building.account()?;
        let members = building.members_of(key).await?;
        let rule = members.rule().ok_or_else(no_series)?;
        let own = members.own.clone();
        let missing = members.missing(&account.zone, building.now());
        let mut entries = Vec::new();
        for date in dates {
            let Some(date) = parse_date(date).filter(|date| missing.contains(date)) else {
                return Err(DeskError::bad_input(
                    "no date of the series that is missing",
                ));
            };
            let draft = draft_for(&own.row, &rule.times_on(date));
            let planned = building.planned(&draft, &[], None).await?;
            if planned.writes.is_empty() {
                return Err(cannot_be(planned.plan.problems));
            }
            let mut asked = building.asked(planned.writes).await?;
            for entry in &mut asked {
                entry.series = Some(InSeries {
                    date,
                    ..own.place.clone()
                });
            }
            entries.extend(asked);
        }
        let kept = building.commit(entries).await?;
        let booking = kept.first().map_or(0, |entry| entry.booking);
        building
            .receipt(booking, &account.zone)
            .await?
            .ok_or_else(|| DeskError::not_found("no such booking"))
    }
}

/// One visit of a series that is on the calendar.
#[derive(Clone)]
struct Member {
    /// The visit; its number is 0 as long as DoorFlow has given none.
    row: VisitRow,
    /// The write that asks for it, as long as it is not known to be DoorFlow's.
    entry: Option<i64>,
    place: InSeries,
}

impl Member {
    fn id(&self) -> VisitId {
        (self.row.kind, self.row.id)
    }
}

/// The visits of a series that are on the calendar, by start.
struct Members {
    all: Vec<Member>,
    /// The one that is looked at; it may be gone.
    own: Member,
    /// The writes of the account that are not settled.
    open: Vec<EntryRow>,
}

impl Members {
    fn rule(&self) -> Option<Rule> {
        serde_json::from_str(&self.own.place.rule).ok()
    }

    fn reached(mut self, reach: Reach) -> Self {
        let from = self.own.row.start;
        self.all
            .retain(|member| reach == Reach::All || member.row.start >= from);
        self
    }

    fn missing(&self, zone: &AccountZone, now: chrono::DateTime<chrono::Utc>) -> Vec<NaiveDate> {
        let there: HashSet<NaiveDate> = self.all.iter().map(|member| member.place.date).collect();
        let dates = self.rule().map(|rule| rule.dates()).unwrap_or_default();
        let today = zone.day_of(now);
        dates
            .into_iter()
            .filter(|date| *date >= today && !there.contains(date))
            .collect()
    }
}

/// What would come of moving several visits.
struct PlannedMoves {
    plan: Plan,
    /// Those that go, with what is asked for in their place.
    moves: Vec<(Member, Write)>,
}

impl Building {
    /// The series of a visit, for the page; `None` for one that is of none.
    pub(crate) async fn series(
        &self,
        key: &str,
        zone: &AccountZone,
    ) -> Result<Option<Series>, DeskError> {
        let Some(members) = self.find_members(key).await? else {
            return Ok(None);
        };
        let missing = members.missing(zone, self.now());
        let rows: Vec<VisitRow> = (members.all.iter())
            .filter(|member| member.entry.is_none())
            .map(|member| member.row.clone())
            .collect();
        let coming: HashSet<i64> = (members.all.iter())
            .filter_map(|member| member.entry)
            .collect();
        let mut entries = members.open;
        entries.retain(|entry| coming.contains(&entry.id));
        let visits = self.visits(zone, rows, entries).await?;
        Ok(Some(Series {
            visits: visits
                .into_iter()
                .map(|visit| SeriesVisit {
                    key: visit.key,
                    start: visit.start,
                    end: visit.end,
                    state: visit.state,
                })
                .collect(),
            missing: missing.iter().map(ToString::to_string).collect(),
        }))
    }

    async fn members_of(&self, key: &str) -> Result<Members, DeskError> {
        self.find_members(key).await?.ok_or_else(no_series)
    }

    async fn find_members(&self, key: &str) -> Result<Option<Members>, DeskError> {
        let key = Key::read(key)?;
        let account = self.account_id();
        let _both = self.outbox.gate.read().await;
        let read = self
            .store
            .read_after(
                &self.outbox.store,
                move |c| {
                    let own = match key {
                        Key::Entry(id) => outbox::get(c, id)?,
                        Key::Visit(visit) => table::of_visit(c, &account, visit)?,
                    };
                    let own = own.filter(|own| own.series.is_some());
                    let number = own.as_ref().and_then(|own| own.series.as_ref());
                    let all = match number {
                        Some(series) => table::all(c, &account, series.number)?,
                        None => Vec::new(),
                    };
                    Ok((own, all, outbox::open(c, &account)?))
                },
                |store, (own, entries, open)| {
                    let Some(own) = own else { return Ok(None) };
                    let mut rows = Vec::new();
                    for entry in &entries {
                        if let Some(id) = entry.visit_id {
                            rows.extend(visits::get(store, entry.kind, id)?);
                        }
                    }
                    as_settled(&mut rows, &open);
                    Ok(Some((own, entries, open, rows)))
                },
            )
            .await?;
        Ok(read.and_then(|(own, entries, open, rows)| {
            let known: HashMap<VisitId, VisitRow> = (rows.into_iter())
                .filter(|row| !row.deactivated)
                .map(|row| ((row.kind, row.id), row))
                .collect();
            let mut all: Vec<Member> = entries
                .iter()
                .filter_map(|entry| member(entry, &known))
                .collect();
            all.sort_by_key(|member| (member.row.start, member.row.id));
            let own = member(&own, &known).or_else(|| {
                Some(Member {
                    row: own.visit(own.visit_id.unwrap_or(0)),
                    entry: None,
                    place: own.series.clone()?,
                })
            })?;
            Some(Members { all, own, open })
        }))
    }

    async fn cancel_all(&self, members: Members) -> Result<SeriesCancelled, DeskError> {
        let now = self.now();
        let (mut cancels, mut unsent) = (Vec::new(), Vec::new());
        let mut done = SeriesCancelled {
            cancelled: 0,
            left: 0,
        };
        for member in members.all {
            if member.row.end <= now {
                continue;
            }
            let before = members.open.iter().find(|entry| {
                entry.what == EntryKind::Cancel
                    && entry.visit_id.map(|id| (entry.kind, id)) == Some(member.id())
            });
            if let Some(entry) = member.entry {
                unsent.push(entry);
            } else if let Some(entry) = before {
                if entry.state == EntryState::Rejected {
                    self.queue_again(entry.clone()).await?;
                    done.cancelled += 1;
                }
            } else if self.is_moving(member.id()).await? {
                done.left += 1;
            } else {
                cancels.push(vec![EntryRow::queued(EntryKind::Cancel, &member.row, now)]);
            }
        }
        done.cancelled += u32::try_from(cancels.len()).unwrap_or(u32::MAX);
        if !cancels.is_empty() {
            self.commit_each(cancels).await?;
        }
        for entry in unsent {
            match self.withdraw(entry).await {
                Ok(_) => done.cancelled += 1,
                // It is on its way out in another manner, or gone.
                Err(error) => {
                    tracing::info!(%error, entry, "not taken back with its series");
                    done.left += 1;
                }
            }
        }
        Ok(done)
    }

    async fn planned_series(
        &self,
        members: Members,
        to: &SeriesMove,
    ) -> Result<PlannedMoves, DeskError> {
        let (zone, now, may) = (self.account()?.zone, self.now(), self.may_book());
        let days = parse_date(&to.times.date).map(|date| date - zone.day_of(members.own.row.start));
        let length = match (parse_date(&to.times.date), parse_date(&to.times.last_date)) {
            (Some(first), Some(last)) => last - first,
            _ => TimeDelta::zero(),
        };
        let mut goes = Vec::new();
        let mut stays = 0_u32;
        for member in members.all {
            if member.row.end <= now {
                continue;
            }
            let busy = (members.open.iter())
                .any(|entry| entry.takes_back() && entry.visit_id == Some(member.row.id));
            if member.entry.is_some() || busy || self.is_moving(member.id()).await? {
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
        let instead: Vec<VisitId> = goes.iter().map(Member::id).collect();
        let mut planned = PlannedMoves {
            plan: Plan::default(),
            moves: Vec::new(),
        };
        let mut amiss = 0_usize;
        for member in goes {
            let Some(facts) = facts.get(&member.row.person_id) else {
                continue;
            };
            let own = zone.day_of(member.row.start);
            let date = days.and_then(|days| own.checked_add_signed(days));
            let last = date.and_then(|date| date.checked_add_signed(length));
            let shifted = NewTimes {
                date: date.map_or_else(|| to.times.date.clone(), |date| date.to_string()),
                last_date: match last {
                    Some(last) if !to.times.last_date.trim().is_empty() => last.to_string(),
                    _ => to.times.last_date.clone(),
                },
                ..to.times.clone()
            };
            let draft = draft_for(&member.row, &shifted);
            let known = (now, &zone, may);
            let Planned {
                plan, mut writes, ..
            } = as_move(
                facts.judge(&draft, &members.open, known, &instead, None),
                &member.row,
            );
            // It is so already.
            if plan
                .problems
                .iter()
                .any(|it| it.code == ProblemCode::Unchanged)
            {
                continue;
            }
            let (own, everywhere): (Vec<Problem>, Vec<Problem>) =
                plan.problems.into_iter().partition(is_of_the_date);
            for problem in everywhere {
                if !planned.plan.problems.contains(&problem) {
                    planned.plan.problems.push(problem);
                }
            }
            let left_out = to.left_out.contains(&shifted.date);
            amiss += usize::from(!left_out && !own.is_empty());
            let item = plan.items.into_iter().next();
            planned.plan.dates.push(PlanDate {
                date: shifted.date,
                start: item.as_ref().map(|item| item.start.clone()),
                end: item.as_ref().map(|item| item.end.clone()),
                left_out,
                problems: own,
                notes: plan.notes,
            });
            if let (false, Some(write)) = (left_out, writes.pop()) {
                planned.plan.items.extend(item);
                planned.moves.push((member, write));
            }
        }
        let mut problem = |code, subject: String| {
            planned.plan.problems.push(Problem {
                field: Field::Repeat,
                code,
                subject,
            });
        };
        if amiss > 0 {
            problem(ProblemCode::DatesAmiss, amiss.to_string());
        } else if planned.plan.dates.is_empty() {
            problem(ProblemCode::Unchanged, String::new());
        } else if planned.plan.dates.iter().all(|date| date.left_out) {
            problem(ProblemCode::NoDates, String::new());
        }
        if stays > 0 {
            planned.plan.notes.push(Note {
                code: NoteCode::StayAsTheyAre,
                subject: stays.to_string(),
            });
        }
        Ok(planned)
    }

    /// Commits several bookings at once, all or none, then begins to send them; the number of the first.
    async fn commit_each(&self, bookings: Vec<Vec<EntryRow>>) -> Result<i64, DeskError> {
        self.outbox.is_open()?;
        let account = self.account()?.id;
        let first = self
            .outbox
            .store
            .run(move |c| {
                let mut first = 0;
                for booking in bookings {
                    let kept = outbox::add(c, &account, booking)?;
                    if first == 0 {
                        first = kept.first().map_or(0, |entry| entry.booking);
                    }
                }
                Ok(first)
            })
            .await?;
        self.send.notify_one();
        self.entries_moved().await;
        Ok(first)
    }
}

/// A write's visit, if it is on the calendar.
fn member(entry: &EntryRow, known: &HashMap<VisitId, VisitRow>) -> Option<Member> {
    let place = entry.series.clone()?;
    if entry.shows() {
        return Some(Member {
            row: entry.visit(0),
            entry: Some(entry.id),
            place,
        });
    }
    let row = known.get(&(entry.kind, entry.visit_id?))?.clone();
    Some(Member {
        row,
        entry: None,
        place,
    })
}

fn no_series() -> DeskError {
    DeskError::not_found("no such series")
}
