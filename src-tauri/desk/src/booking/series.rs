//! Visits that were asked for together: what stands of them, what is missing, and what is done to several at once.

mod members;
mod moving;
mod rule;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use doorflow::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::book::cannot_be;
use super::moves::draft_for;
use super::time_of_day::parse_date;
use super::{Cancelled, Draft, Field, NewTimes, Plan, Problem, ProblemCode};
use crate::building::{Building, VisitId};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::outbox::{EntryKind, Receipt};
use crate::store::outbox::series::InSeries;
use crate::store::outbox::{self, EntryRow, EntryState};
use crate::store::visits::VisitRow;
use crate::visits::VisitState;
use crate::visits::ask::Key;
use crate::wall::Moment;
use crate::zone::AccountZone;

use members::Members;
pub use rule::Rule;
pub(crate) use rule::in_series;

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
    /// Dates of its rule, `YYYY-MM-DD` in the account's zone, that have not passed and for which the same visitor has none of
    /// them: left out, given up, refused or cancelled. Where all of it was moved, they have moved along.
    pub missing: Vec<String>,
    /// From when one of these would be, `09:00`; empty where each is of several days.
    pub from: String,
    /// Up to when.
    pub to: String,
}

/// One visit of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeriesVisit {
    /// The calendar's key of it.
    pub key: String,
    /// The visitor.
    #[ts(type = "number")]
    pub person_id: PersonId,
    /// Their name.
    pub who: String,
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
    /// So many are being cancelled, or were taken back unsent; what was never booked is taken off and not counted.
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
        let (done, cancelled) = building.cancel_all(members).await?;
        building.can_be_undone(key, cancelled);
        Ok(done)
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
            let place = match to.reach {
                Reach::All => member.place.moved(&to.times, planned.days),
                Reach::Following => member.place,
            };
            for step in &mut steps {
                step.series = Some(place.clone());
                step.about.clone_from(&member.about);
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
        let missing = members.missing(account.zone, building.now());
        let mut entries = Vec::new();
        for date in dates {
            let Some(at) = parse_date(date).filter(|date| missing.contains(date)) else {
                return Err(DeskError::bad_input(
                    "no date of the series that is missing",
                ));
            };
            let draft = draft_for(&own.row, &rule.times_on(at));
            let planned = building.planned(&draft, &[], None).await?;
            if planned.writes.is_empty() {
                return Err(cannot_be(planned.plan.problems));
            }
            let mut asked = building.asked(planned.writes).await?;
            for entry in &mut asked {
                entry.series = Some(InSeries {
                    date: rule.asked_for(at),
                    ..own.place.clone()
                });
                entry.about.clone_from(&own.about);
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

impl Desk {
    /// Books one more visitor for the times and places of a visit, and of all others of the same visitor in its series.
    ///
    /// # Errors
    /// `refused` with the problems when one of them cannot be booked: nothing was kept or sent. `notFound` when there is no such series.
    pub async fn add_visitor(&self, key: &str, person: PersonId) -> Result<Receipt, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let now = building.now();
        let members = building.members_of(key).await?;
        let like = members.own.row.person_id;
        let to_come = members.to_come(like, now);
        if to_come.is_empty() {
            return Err(DeskError::refused("none of it is to come"));
        }
        let mut entries = Vec::new();
        for member in to_come {
            let row = &member.row;
            if members.has(person, member.place.date) {
                continue;
            }
            let draft = Draft {
                person_id: Some(person),
                ..draft_for(row, &times_of(row, zone))
            };
            let mut planned = building.planned(&draft, &[], None).await?;
            if planned.writes.is_empty() {
                return Err(cannot_be(planned.plan.problems));
            }
            // The very instants, also where the wall shows that time twice.
            for write in &mut planned.writes {
                (write.start, write.end) = (row.start, row.end);
            }
            let mut asked = building.asked(planned.writes).await?;
            for entry in &mut asked {
                entry.series = Some(member.place.clone());
                entry.about.clone_from(&member.about);
            }
            entries.extend(asked);
        }
        if entries.is_empty() {
            return Err(cannot_be(vec![Problem {
                field: Field::Who,
                code: ProblemCode::AtAllAlready,
                subject: String::new(),
            }]));
        }
        let kept = building.commit(entries).await?;
        let booking = kept.first().map_or(0, |entry| entry.booking);
        building
            .receipt(booking, &zone)
            .await?
            .ok_or_else(|| DeskError::not_found("no such booking"))
    }
}

/// What the wall shows of a visit's times.
pub(super) fn times_of(row: &VisitRow, zone: AccountZone) -> NewTimes {
    let (first, last) = (zone.day_of(row.start), zone.day_of(row.end));
    let closes = row.end == zone.day_start(last) && last > first;
    let last = if closes {
        last.pred_opt().unwrap_or(last)
    } else {
        last
    };
    let time = |at: DateTime<Utc>| zone.wall(at).format("%H:%M:%S").to_string();
    NewTimes {
        date: first.to_string(),
        last_date: last.to_string(),
        from: time(row.start),
        to: if closes {
            "24:00".to_owned()
        } else {
            time(row.end)
        },
    }
}

impl Building {
    /// The series of a visit, for the page; `None` for one that is of none.
    pub(crate) async fn series(
        &self,
        key: &str,
        zone: AccountZone,
    ) -> Result<Option<Series>, DeskError> {
        let Some(members) = self.find_members(key).await? else {
            return Ok(None);
        };
        let missing = members.missing(zone, self.now());
        let (from, to) = members.rule().and_then(|it| it.hours()).unwrap_or_default();
        let rows: Vec<VisitRow> = (members.all.iter())
            .filter(|member| member.entry.is_none())
            .map(|member| member.row.clone())
            .collect();
        let coming: HashSet<i64> = (members.all.iter())
            .filter_map(|member| member.entry)
            .collect();
        let mut entries = members.open;
        entries.retain(|entry| coming.contains(&entry.id));
        let visits = self.visits(&zone, rows, entries).await?;
        Ok(Some(Series {
            visits: visits
                .into_iter()
                .map(|visit| SeriesVisit {
                    key: visit.key,
                    person_id: visit.person_id,
                    who: visit.name,
                    start: visit.start,
                    end: visit.end,
                    state: visit.state,
                })
                .collect(),
            missing: missing.iter().map(ToString::to_string).collect(),
            from,
            to,
        }))
    }

    /// Cancels those of a series that can be now; answers also which these are, as they were before.
    async fn cancel_all(
        &self,
        members: Members,
    ) -> Result<(SeriesCancelled, Vec<Cancelled>), DeskError> {
        let now = self.now();
        let (mut cancels, mut unsent) = (Vec::new(), Vec::new());
        let mut cancelled = Vec::new();
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
                let stood = member.may_stand(&members.open);
                let before = self.before_cancelling(&Key::Entry(entry)).await?;
                unsent.push((entry, stood, before.filter(|_| stood)));
            } else if let Some(entry) = before {
                if entry.state == EntryState::Rejected {
                    self.queue_again(entry.clone()).await?;
                    done.cancelled += 1;
                    cancelled.push(member.as_it_is());
                }
            } else if self.is_moving(member.id()).await? {
                done.left += 1;
            } else {
                cancels.push(vec![EntryRow::queued(EntryKind::Cancel, &member.row, now)]);
                cancelled.push(member.as_it_is());
            }
        }
        done.cancelled += u32::try_from(cancels.len()).unwrap_or(u32::MAX);
        if !cancels.is_empty() {
            self.commit_each(cancels).await?;
        }
        let visits: HashSet<VisitId> = (cancelled.iter()).map(Cancelled::id).collect();
        for (entry, stood, before) in unsent {
            match self.withdraw(entry).await {
                Ok(_) => {
                    done.cancelled += u32::from(stood);
                    // Of two for one date, what stood comes back.
                    let of_two =
                        |one: &Cancelled| one.instead_of.is_some_and(|old| visits.contains(&old));
                    cancelled.extend(before.filter(|one| !of_two(one)));
                }
                // It is on its way out in another manner, or gone.
                Err(error) => {
                    tracing::info!(%error, entry, "not taken back with its series");
                    done.left += 1;
                }
            }
        }
        Ok((done, cancelled))
    }

    /// Commits several bookings at once, all or none, then begins to send them; the number of the first.
    pub(super) async fn commit_each(&self, bookings: Vec<Vec<EntryRow>>) -> Result<i64, DeskError> {
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

fn no_series() -> DeskError {
    DeskError::not_found("no such series")
}
