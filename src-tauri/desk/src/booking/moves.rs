//! Another time for a visit that is booked: neither kind of reservation can be changed, so a new one takes the place of the old.

use doorflow::{ChannelId, GroupId};

use super::book::cannot_be;
use super::{
    Draft, Field, NewTimes, Place, Plan, Planned, Problem, ProblemCode, VisitKind, key_of,
};
use crate::building::{Building, VisitId};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::outbox::Receipt;
use crate::store::StoreError;
use crate::store::outbox::EntryRow;
use crate::store::outbox::series::{self, InSeries};
use crate::store::visits::VisitRow;
use crate::visits::ask::Key;

impl Desk {
    /// What would come of other times for a visit. Sends nothing to DoorFlow.
    ///
    /// # Errors
    /// As [`Self::move_visit`], but what cannot be booked is the plan's problems.
    pub async fn plan_move(&self, key: &str, times: &NewTimes) -> Result<Plan, DeskError> {
        let building = self.building();
        let visit = building.movable(key).await?;
        Ok(building.planned_move(&visit, times).await?.plan)
    }

    /// Gives a visit other times, a later end among them. A new visit is booked in its place and seen in DoorFlow before the old one
    /// is deleted, so that access never lapses; where the new one does not come to be, the old one stays as it is. All of it is one
    /// booking, committed to the outbox before the first byte is sent. How it goes on comes as news.
    ///
    /// # Errors
    /// `refused` with the problems when it cannot be so, and when the visit is over: nothing was kept or sent. `busy` while the visit
    /// is on its way, being moved or cancelled; `notFound` when there is none; `machine` when it cannot be kept.
    pub async fn move_visit(&self, key: &str, times: &NewTimes) -> Result<Receipt, DeskError> {
        let building = self.building();
        let zone = building.account()?.zone;
        let visit = building.movable(key).await?;
        let planned = building.planned_move(&visit, times).await?;
        if !planned.plan.problems.is_empty() || planned.writes.is_empty() {
            return Err(cannot_be(planned.plan.problems));
        }
        let mut steps = building.asked(planned.writes).await?;
        let series = building.place_in_series((visit.kind, visit.id)).await?;
        for step in &mut steps {
            step.series.clone_from(&series);
            step.about = Some(key_of((visit.kind, visit.id)));
        }
        steps.extend(EntryRow::after_it(&visit, building.now()));
        let steps = building.commit(steps).await?;
        let booking = steps.first().map_or(0, |step| step.booking);
        building
            .receipt(booking, &zone)
            .await?
            .ok_or_else(|| DeskError::not_found("no such booking"))
    }
}

impl Building {
    /// The visit of a key, if another can be put in its place now.
    pub(super) async fn movable(&self, key: &str) -> Result<VisitRow, DeskError> {
        let id: VisitId = match Key::read(key)? {
            Key::Visit(id) => id,
            Key::Entry(id) => {
                let entry = self.entry(id).await?;
                let entry = entry.ok_or_else(|| DeskError::not_found("no such booking"))?;
                let visit = entry.visit_id.map(|visit| (entry.kind, visit));
                visit.ok_or_else(|| DeskError::busy("the booking is on its way"))?
            }
        };
        let (row, open) = self.changeable(id).await?;
        match self.held_in_place(&row, &open).await? {
            Some(why) => Err(DeskError::busy(why)),
            None => Ok(row),
        }
    }

    /// Why no other can be put in a visit's place now; `None` where one can.
    pub(super) async fn held_in_place(
        &self,
        row: &VisitRow,
        open: &[EntryRow],
    ) -> Result<Option<&'static str>, StoreError> {
        let id = (row.kind, row.id);
        let cancelled = open
            .iter()
            .any(|entry| entry.takes_back() && (entry.kind, entry.visit_id) == (id.0, Some(id.1)));
        if cancelled || self.is_moving(id).await? {
            return Ok(Some("it is being moved or cancelled"));
        }
        let unsettled = self.may_be_open(row, open).await?;
        Ok(unsettled.then_some("a booking that may be this one is not settled"))
    }

    async fn planned_move(&self, visit: &VisitRow, times: &NewTimes) -> Result<Planned, DeskError> {
        let draft = draft_for(visit, times);
        let instead_of = [(visit.kind, visit.id)];
        Ok(as_move(
            self.planned(&draft, &instead_of, None).await?,
            visit,
        ))
    }

    /// Where a visit belongs in its series, if it is of one.
    pub(super) async fn place_in_series(
        &self,
        visit: VisitId,
    ) -> Result<Option<InSeries>, StoreError> {
        let account = self.account_id();
        let entry = self
            .outbox
            .store
            .run(move |c| series::of_visit(c, &account, visit))
            .await?;
        Ok(entry.and_then(|entry| entry.series))
    }
}

/// The same person and places as a visit's, at these times.
pub(super) fn draft_for(visit: &VisitRow, times: &NewTimes) -> Draft {
    let ids = &visit.place_ids;
    Draft {
        person_id: Some(visit.person_id),
        date: times.date.clone(),
        last_date: times.last_date.clone(),
        from: times.from.clone(),
        to: times.to.clone(),
        place: match visit.kind {
            VisitKind::Reservation => Place::Doors {
                channel_ids: ids.iter().copied().map(ChannelId).collect(),
            },
            VisitKind::GroupReservation => Place::Groups {
                group_ids: ids.iter().copied().map(GroupId).collect(),
            },
        },
        ..Draft::default()
    }
}

/// The same, with what stands in the way of its taking that visit's place.
pub(super) fn as_move(mut planned: Planned, visit: &VisitRow) -> Planned {
    let mut problem = |field, code, subject: &str| {
        planned.plan.problems.push(Problem {
            field,
            code,
            subject: subject.to_owned(),
        });
    };
    match planned.writes.as_slice() {
        [write] if write.start == visit.start && write.end == visit.end => {
            problem(Field::To, ProblemCode::Unchanged, "");
        }
        // Each step replaces one visit by one.
        [_, _, ..] => problem(Field::LastDate, ProblemCode::TooManyDays, "1"),
        _ => {}
    }
    planned
}
