//! Who is here, who has left and who never came: pure, given what is known.

use chrono::{DateTime, TimeDelta, Utc};
use doorflow::{ChannelId, EventKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::log::{BY_HAND, EARLY, Log};
use crate::booking::VisitKind;
use crate::store::events::EventRow;
use crate::store::marks::MarkRow;
use crate::store::visits::VisitRow;
use crate::wall::Moment;

/// Who has not come by so long after the end does not come any more.
pub(crate) const NO_SHOW: TimeDelta = TimeDelta::minutes(15);
/// A visit that is longer is of several days, of each of which it is known whether the visitor is here.
const A_DAY: TimeDelta = TimeDelta::hours(25);

/// What is known of a visitor's coming and going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    /// Came, and has not left as far as is known.
    Here,
    /// Was checked out, or the visit has ended.
    Left,
    /// Never came, and a quarter of an hour has passed since the end.
    NoShow,
    /// Was turned away at a door, and has not come in since.
    Rejected,
}

/// How a visitor came, or did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Attendance {
    /// What is known.
    pub presence: Presence,
    /// Since when; absent where that is not known.
    pub at: Option<Moment>,
    /// Somebody at a desk said so, and no door.
    pub by_hand: bool,
    /// Minutes from the start to the arrival, less than none for an early one; absent for who did not come, and for visits of several days.
    #[ts(type = "number | null")]
    pub late: Option<i64>,
    /// The door that said so; empty for none.
    pub door: String,
    /// Why the door turned them away, in DoorFlow's words; empty otherwise.
    pub said: String,
    /// The event that says so.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) event: Option<i64>,
}

/// As [`Attendance`], with ids and instants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) presence: Presence,
    pub(crate) at: Option<DateTime<Utc>>,
    /// When they came; absent where that is not known.
    pub(crate) came: Option<DateTime<Utc>>,
    /// Of their coming somebody at a desk said so, and no door.
    pub(crate) came_by_hand: bool,
    /// The same of what is known last, be that their coming or their leaving.
    pub(crate) by_hand: bool,
    pub(crate) late: Option<TimeDelta>,
    pub(crate) door: Option<ChannelId>,
    pub(crate) said: String,
    pub(crate) event: Option<i64>,
}

impl Seen {
    fn of(presence: Presence, at: Option<DateTime<Utc>>) -> Self {
        Self {
            presence,
            at,
            came: None,
            came_by_hand: false,
            by_hand: false,
            late: None,
            door: None,
            said: String::new(),
            event: None,
        }
    }

    fn by(self, event: &EventRow) -> Self {
        Self {
            door: event.door,
            event: Some(event.id),
            ..self
        }
    }
}

/// Whether a visit is a stay of days: then what counts is whether they have come today.
pub(super) fn is_of_days(visit: &VisitRow) -> bool {
    visit.end - visit.start > A_DAY
}

/// What is known of a visit's visitor; `None` while nothing is. `today` is when the account's day began.
pub(crate) fn judge(
    visit: &VisitRow,
    log: &Log,
    now: DateTime<Utc>,
    today: DateTime<Utc>,
) -> Option<Seen> {
    if visit.start - EARLY < *log.known.get(&visit.person_id)? {
        return None;
    }
    let from = begins(visit, log);
    let of_days = is_of_days(visit);
    let over = visit.end <= now || visit.deactivated;
    let ended = (!visit.deactivated).then_some(visit.end);
    // Of several days the one that counts is today's: what was said or seen days before is not of it.
    let day = if of_days && !over {
        today
    } else {
        DateTime::<Utc>::MIN_UTC
    };
    let since = from.max(day);
    let mark = mark_of(visit, log, from);
    let arrived = arrival(
        visit,
        log,
        stayed::left_before(visit, log).map_or(day, |left| left.max(day)),
        today,
    );
    let stayed = stayed::from_another(visit, log, now, today).filter(|came| came.at >= day);
    let late = |at: DateTime<Utc>| (!of_days).then(|| at - visit.start);
    let came = [arrived, stayed]
        .into_iter()
        .flatten()
        .min_by_key(|came| came.at)
        .map(|came| Seen {
            came: Some(came.at),
            came_by_hand: came.by_hand,
            by_hand: came.by_hand,
            late: late(came.at),
            door: came.door,
            event: came.event,
            ..Seen::of(Presence::Here, Some(came.at))
        });
    let said_since = day.max(visit.start - BY_HAND);
    let checked_out = (mark.and_then(|mark| mark.left)).filter(|at| *at >= said_since);
    // Of a stay that is over it is not known on which of its days that was.
    let of_another = || {
        if of_days && over {
            return None;
        }
        let came = came.as_ref().map_or(Some(day), |came| came.at)?;
        stayed::left_another(visit, log, came)
    };
    if let Some(at) = checked_out.or_else(of_another) {
        return Some(Seen {
            presence: Presence::Left,
            at: Some(at),
            by_hand: true,
            ..came.unwrap_or(Seen::of(Presence::Left, None))
        });
    }
    if let Some(came) = came {
        if !over {
            return Some(came);
        }
        let left = Seen {
            presence: Presence::Left,
            at: ended,
            by_hand: false,
            ..came
        };
        // What was said afterwards says that they came, and not when.
        return Some(if left.came >= Some(visit.end) {
            Seen::of(Presence::Left, ended)
        } else {
            left
        });
    }
    if visit.deactivated {
        return None;
    }
    if now >= visit.end + NO_SHOW {
        // Who was checked out while it went on had been there.
        if stayed::left_another(visit, log, visit.start).is_some() {
            return Some(Seen::of(Presence::Left, ended));
        }
        return was_watched(visit, log, today).then(|| Seen::of(Presence::NoShow, None));
    }
    let turned_away = at_doors(visit, log, since)
        .filter(|event| event.kind() == EventKind::Reject)
        .last()?;
    Some(
        Seen {
            said: turned_away.label.clone(),
            ..Seen::of(Presence::Rejected, Some(turned_away.at))
        }
        .by(turned_away),
    )
}

/// How somebody came for a visit.
#[derive(Clone, Debug)]
struct Came {
    at: DateTime<Utc>,
    /// Somebody at a desk said so, and no door.
    by_hand: bool,
    door: Option<ChannelId>,
    event: Option<i64>,
}

/// The first that is known of a visitor's coming for this very visit, on a `day` or later: a door let them in, or it was said by hand. A
/// person's word needs no nearness to the start, as what a door says does.
fn arrival(visit: &VisitRow, log: &Log, day: DateTime<Utc>, today: DateTime<Utc>) -> Option<Came> {
    let from = begins(visit, log);
    let said_since = day.max(visit.start - BY_HAND);
    let mark = mark_of(visit, log, from);
    let left = mark
        .and_then(|mark| mark.left)
        .filter(|at| *at >= said_since);
    let admitted = at_doors(visit, log, from.max(day))
        .filter(|event| event.kind() == EventKind::Admit && is_its_door(visit, event.door))
        // The way out leads through doors as well.
        .take_while(|event| left.is_none_or(|left| event.at < left))
        .find(|event| !stayed::is_way_out(visit, log, event.at, today))
        .map(|event| Came {
            at: event.at,
            by_hand: false,
            door: event.door,
            event: Some(event.id),
        });
    let checked_in = mark
        .and_then(|mark| mark.came)
        .filter(|at| *at >= said_since)
        .map(|at| Came {
            at,
            by_hand: true,
            door: None,
            event: None,
        });
    match (admitted, checked_in) {
        (Some(admitted), Some(checked_in)) if checked_in.at < admitted.at => Some(checked_in),
        (admitted, checked_in) => admitted.or(checked_in),
    }
}

/// What doors reported of a visit's visitor from a time on until its end, the oldest first.
fn at_doors<'a>(
    visit: &VisitRow,
    log: &'a Log,
    from: DateTime<Utc>,
) -> impl Iterator<Item = &'a EventRow> + use<'a> {
    let to = visit.end;
    let events = log.events.get(&visit.person_id).into_iter().flatten();
    events.filter(move |event| event.at >= from && event.at < to)
}

/// What turned a visit's visitor away, the oldest first.
pub(crate) fn refusals<'a>(
    visit: &VisitRow,
    log: &'a Log,
) -> impl Iterator<Item = &'a EventRow> + use<'a> {
    at_doors(visit, log, begins(visit, log)).filter(|event| event.kind() == EventKind::Reject)
}

/// From when on somebody comes for this visit: early ones too, but not while an earlier visit of theirs goes on.
fn begins(visit: &VisitRow, log: &Log) -> DateTime<Utc> {
    let others = log.ends.get(&visit.person_id).into_iter().flatten();
    let before = others.filter(|end| **end <= visit.start).max();
    before.map_or(visit.start - EARLY, |end| (visit.start - EARLY).max(*end))
}

/// Which doors a group opens is DoorFlow's to know: any that lets its visitor in will do.
fn is_its_door(visit: &VisitRow, door: Option<ChannelId>) -> bool {
    visit.kind == VisitKind::GroupReservation
        || door.is_some_and(|door| visit.place_ids.contains(&door.0))
}

/// What was said of the visit by hand, or of one that was moved and has become this one. Who was checked out before it begins comes for it anew.
fn mark_of<'a>(visit: &VisitRow, log: &'a Log, from: DateTime<Utc>) -> Option<&'a MarkRow> {
    let marks = log.marks.get(&visit.person_id)?;
    let of_it = |mark: &&MarkRow| (mark.kind, mark.visit_id) == (visit.kind, visit.id);
    marks.iter().find(of_it).or_else(|| {
        let within = |mark: &&MarkRow| {
            let said = mark.came.or(mark.left);
            mark.orphan
                && mark.left.is_none_or(|left| left >= visit.start)
                && said.is_some_and(|at| at >= from && at < visit.end)
        };
        marks.iter().rev().find(within)
    })
}

/// Whether an arrival would be known: the log was read from the start to the end, also of those visits from which they may have stayed, and
/// none of their doors has something to report yet.
fn was_watched(visit: &VisitRow, log: &Log, today: DateTime<Utc>) -> bool {
    let from = stayed::around(visit, log)
        .into_iter()
        .map(|other| other.start.max(stayed::day_of(other, visit, today)))
        .fold(visit.start, DateTime::min);
    let read = log
        .read
        .is_some_and(|(first, to)| first <= from && to >= visit.end);
    read && silent_doors(visit, log).is_empty()
}

/// The doors by which a visit's visitor may have come without its being known yet.
pub(super) fn silent_doors(visit: &VisitRow, log: &Log) -> Vec<ChannelId> {
    let mut visits = stayed::around(visit, log);
    visits.push(visit);
    // What happened before a door went has been reported.
    let lacking = log.silent.iter().filter(|(door, since)| {
        visits
            .iter()
            .any(|it| is_its_door(it, Some(**door)) && **since < it.end)
    });
    lacking.map(|(door, _)| *door).collect()
}

mod stayed;
#[cfg(test)]
mod tests;
