//! When a write may go: by itself, once the booking that it takes back is known, or as the next step of its booking.

use chrono::{DateTime, Utc};

use super::find::whole_list;
use super::moving::being_moved;
use super::outcome::reason;
use super::{EntryKind, Reason};
use crate::booking::{VisitKind, key_of};
use crate::building::{Building, VisitId};
use crate::call::CallError;
use crate::store::StoreError;
use crate::store::outbox::{self as table, EntryRow, EntryState};
use crate::store::visits::{self, VisitRow};
use crate::sync;

/// A write that can be sent now; `None` for one that waits, and for one that is done without being sent.
pub(super) async fn ready(
    building: &Building,
    entry: EntryRow,
) -> Result<Option<EntryRow>, CallError> {
    if entry.what == EntryKind::Leave && building.is_expected_again(&entry).await? {
        building.stays(entry).await?;
        return Ok(None);
    }
    let Some(before) = entry.after else {
        return Ok(Some(entry));
    };
    if !entry.follows() {
        return Ok(withdrawal(building, entry, before).await?);
    }
    let Some(before) = building.entry(before).await? else {
        return Ok(None);
    };
    // What DoorFlow has made otherwise than it was asked for is for a person to see first.
    if before.state != EntryState::Accepted || before.reason != Reason::None {
        return Ok(None);
    }
    let step = match entry.what {
        EntryKind::Replace => confirm(building, &entry, &before).await,
        EntryKind::Verify => verify(building, &entry, &before).await,
        // The visitor is known now, and was not when this was read.
        _ => return Ok(building.entry(entry.id).await?),
    };
    let now = building.now();
    let entry = match step {
        Ok(Next::Send) => return Ok(Some(entry)),
        Ok(Next::Wait) => return Ok(None),
        Ok(Next::Done) => EntryRow {
            kept: true,
            ..entry.into_state(EntryState::Accepted, Reason::None, now)
        },
        Ok(Next::Again(visit, steps)) => {
            let done = EntryRow {
                kept: true,
                ..entry.into_state(EntryState::Accepted, Reason::None, now)
            };
            return building.go_on(done, visit, steps).await.map(|()| None);
        }
        Ok(Next::Person(reason)) => entry.into_state(EntryState::NeedsYou, reason, now),
        Err(error) => {
            let entry = entry.into_state(EntryState::Queued, reason(&error), now);
            building.keep(&entry).await?;
            return Err(error);
        }
    };
    building.keep(&entry).await?;
    Ok(None)
}

/// One that takes a booking back waits until that is known.
async fn withdrawal(
    building: &Building,
    entry: EntryRow,
    booking: i64,
) -> Result<Option<EntryRow>, StoreError> {
    if entry.visit_id.is_some() {
        return Ok(Some(entry));
    }
    let Some(booking) = building.entry(booking).await? else {
        return Ok(None);
    };
    match (booking.state, booking.visit_id, booking.next_look) {
        (EntryState::Accepted, Some(visit), _) => Ok(Some(EntryRow {
            visit_id: Some(visit),
            ..entry
        })),
        // It was never made: there is nothing to take back, and nobody wants it.
        (EntryState::Rejected | EntryState::NotBooked, _, None) => {
            building
                .outbox
                .store
                .run(move |c| table::remove(c, booking.id))
                .await?;
            building.entries_moved().await;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// What follows of a step.
enum Next {
    /// It is sent.
    Send,
    /// It waits for another booking.
    Wait,
    /// There is nothing to send.
    Done,
    /// It is done, and these steps have to follow, unless somebody takes this visit back.
    Again(VisitId, Vec<EntryRow>),
    /// A person looks at it.
    Person(Reason),
}

/// Before the old visit goes, the new one must be seen in DoorFlow: an accepted answer alone could be of one that is gone again.
async fn confirm(
    building: &Building,
    entry: &EntryRow,
    made: &EntryRow,
) -> Result<Next, CallError> {
    if entry.end <= building.now() {
        return Ok(Next::Done);
    }
    if building.is_made_anew(entry).await? {
        return Ok(Next::Wait);
    }
    let made_is =
        |row: &VisitRow| row.kind == made.kind && Some(row.id) == made.visit_id && !row.deactivated;
    let (rows, _) = sync::snapshot(building, made.kind).await?;
    if rows.iter().any(made_is) {
        return Ok(Next::Send);
    }
    // One walk may have missed it.
    match whole_list(building, made.kind).await? {
        Some(rows) if rows.iter().any(made_is) => Ok(Next::Send),
        Some(_) => Ok(Next::Person(Reason::NotThere)),
        None => Err(CallError::Unsteady),
    }
}

/// As a group reservation goes, DoorFlow takes the person out of the groups that it had brought them into, also where another that
/// stands names the same: then a third that is the same as that one takes its place, for it brings them in and out again.
async fn verify(building: &Building, entry: &EntryRow, gone: &EntryRow) -> Result<Next, CallError> {
    let made = match (gone.what, gone.after) {
        // What stands beside a cancelled one is known by itself.
        (EntryKind::Cancel, _) => Some(entry.clone()),
        (_, Some(made)) => building.entry(made).await?,
        (_, None) => None,
    };
    let Some((id, made)) = made.and_then(|made| Some((made.visit_id?, made))) else {
        return Ok(Next::Person(Reason::NotThere));
    };
    let now = building.now();
    // One that has not begun brings its person in when it does.
    if made.kind == VisitKind::Reservation || now < made.start || made.end <= now {
        return Ok(Next::Done);
    }
    let answer = building
        .call(|client, token| async move { client.person(&token, entry.person_id).await })
        .await;
    let answer = match answer {
        // Somebody who is gone is in no group, and has no stay; not every 404 is DoorFlow's own.
        Err(CallError::DoorFlow(doorflow::Error::NotFound { .. })) => {
            return gone_or_unsteady(building, (made.kind, id)).await;
        }
        answer => answer?,
    };
    let inside = |group: &i64| answer.value.groups.iter().any(|of| of.0 == *group);
    if made.place_ids.iter().all(inside) {
        return Ok(Next::Done);
    }
    // Nobody wants one anew that was taken back elsewhere meanwhile.
    match sync::group_reservation_as_known(building, id).await? {
        Some(stay) if !stay.deactivated => {}
        Some(_) => return Ok(Next::Done),
        None => return gone_or_unsteady(building, (made.kind, id)).await,
    }
    let booking = entry.booking;
    let steps = building
        .outbox
        .store
        .run(move |c| table::of_booking(c, booking))
        .await?;
    let same = |step: &&EntryRow| step.what == entry.what && step.visit_id == entry.visit_id;
    let verified = steps.iter().filter(same).count();
    if verified > 1 {
        // What did not help once is not tried for ever.
        return Ok(Next::Person(Reason::Differs));
    }
    tracing::info!(entry = entry.id, visit = id, "not in its groups: made anew");
    let visit = made.visit(id);
    let mut steps = vec![EntryRow::queued(EntryKind::Book, &visit, now)];
    steps[0].held.clone_from(&made.held);
    steps[0].held.push(id);
    steps[0].series.clone_from(&made.series);
    steps[0].about = Some(key_of((made.kind, id)));
    steps.extend(EntryRow::after_it(&visit, now));
    for step in &mut steps {
        step.booking = booking;
    }
    Ok(Next::Again((made.kind, id), steps))
}

/// What follows of a 404 on the way to a visit: nothing, where the list lacks it too.
async fn gone_or_unsteady(building: &Building, (kind, id): VisitId) -> Result<Next, CallError> {
    let listed = whole_list(building, kind).await?;
    let listed = listed.ok_or(CallError::Unsteady)?;
    if listed.iter().any(|row| row.id == id && !row.deactivated) {
        Err(CallError::Unsteady)
    } else {
        Ok(Next::Done)
    }
}

impl EntryRow {
    /// The steps that follow once another visit stands in this one's place.
    pub(crate) fn after_it(visit: &VisitRow, now: DateTime<Utc>) -> Vec<Self> {
        let mut kinds = vec![EntryKind::Replace];
        if visit.kind == VisitKind::GroupReservation {
            kinds.push(EntryKind::Verify);
        }
        let step = |what| Self {
            reason: Reason::WaitsForBooking,
            ..Self::queued(what, visit, now)
        };
        kinds.into_iter().map(step).collect()
    }
}

impl Building {
    /// What is to be looked at once a visit is cancelled: the person's other group reservations under way that share a group with it.
    pub(super) async fn beside(&self, cancel: &EntryRow) -> Result<Vec<EntryRow>, StoreError> {
        let now = self.now();
        let under_way = |start, end| start <= now && now < end;
        if cancel.kind != VisitKind::GroupReservation || !under_way(cancel.start, cancel.end) {
            return Ok(Vec::new());
        }
        let person = cancel.person_id;
        let visits = self
            .store
            .run(move |c| visits::of_person(c, person, now))
            .await?;
        Ok(visits
            .into_iter()
            .filter(|other| other.kind == cancel.kind && Some(other.id) != cancel.visit_id)
            .filter(|other| !other.deactivated && under_way(other.start, other.end))
            .filter(|other| {
                other
                    .place_ids
                    .iter()
                    .any(|id| cancel.place_ids.contains(id))
            })
            .map(|other| EntryRow {
                booking: cancel.booking,
                visit_id: Some(other.id),
                after: Some(cancel.id),
                reason: Reason::WaitsForBooking,
                ..EntryRow::queued(EntryKind::Verify, &other, now)
            })
            .collect())
    }

    /// Keeps that a step is done, and what follows of it: both or neither. Nothing follows where the visit is being taken back, or was;
    /// where another is being put in its place, the step waits for what becomes of that.
    async fn go_on(
        &self,
        done: EntryRow,
        visit: VisitId,
        steps: Vec<EntryRow>,
    ) -> Result<(), CallError> {
        let account = self.account_id();
        let booking = done.booking;
        self.outbox
            .store
            .run(move |c| {
                if being_moved(&table::open(c, &account)?).any(|moved| moved == visit) {
                    return Ok(());
                }
                table::update(c, &done)?;
                if !table::is_taken_back(c, &account, visit)? {
                    table::add(c, &account, steps)?;
                }
                Ok(())
            })
            .await?;
        self.tell_moved(booking).await;
        self.send.notify_one();
        Ok(())
    }
}
