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
    // Of several days the one that counts is today's.
    let since = if of_days && !over {
        from.max(today)
    } else {
        from
    };
    let mark = mark_of(visit, log, from);
    // What was said days before is not of this visit's day. A person's word needs no nearness to the start, as what a door says does.
    let of_its_day =
        |at: &DateTime<Utc>| *at >= visit.start - BY_HAND && (!of_days || over || *at >= today);
    let at_doors: Vec<&EventRow> = log
        .events
        .get(&visit.person_id)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter(|event| event.at >= since && event.at < visit.end)
        .collect();
    let admitted = at_doors
        .iter()
        .find(|event| event.kind() == EventKind::Admit && is_its_door(visit, event.door));
    let checked_in = mark.and_then(|mark| mark.came).filter(of_its_day);
    let late = |at: DateTime<Utc>| (!of_days).then(|| at - visit.start);
    let here = match (admitted, checked_in) {
        (Some(event), Some(at)) if at < event.at => Some((at, None)),
        (Some(event), _) => Some((event.at, Some(event))),
        (None, Some(at)) => Some((at, None)),
        (None, None) => None,
    };
    let came = here.map(|(at, event)| {
        let seen = Seen {
            came: Some(at),
            by_hand: event.is_none(),
            late: late(at),
            ..Seen::of(Presence::Here, Some(at))
        };
        event.map_or(seen.clone(), |event| seen.by(event))
    });
    if let Some(at) = mark.and_then(|mark| mark.left).filter(of_its_day) {
        return Some(Seen {
            presence: Presence::Left,
            at: Some(at),
            by_hand: true,
            ..came.unwrap_or(Seen::of(Presence::Left, None))
        });
    }
    if let Some(came) = came {
        return Some(if over {
            Seen {
                presence: Presence::Left,
                at: ended,
                by_hand: false,
                ..came
            }
        } else {
            came
        });
    }
    if visit.deactivated {
        return None;
    }
    if now >= visit.end + NO_SHOW {
        return was_watched(visit, log).then(|| Seen::of(Presence::NoShow, None));
    }
    let turned_away = at_doors
        .iter()
        .rev()
        .find(|event| event.kind() == EventKind::Reject)?;
    Some(
        Seen {
            said: turned_away.label.clone(),
            ..Seen::of(Presence::Rejected, Some(turned_away.at))
        }
        .by(turned_away),
    )
}

/// What turned a visit's visitor away, the oldest first.
pub(crate) fn refusals<'a>(
    visit: &VisitRow,
    log: &'a Log,
) -> impl Iterator<Item = &'a EventRow> + use<'a> {
    let (from, to) = (begins(visit, log), visit.end);
    let events = log.events.get(&visit.person_id).into_iter().flatten();
    events
        .filter(move |event| event.kind() == EventKind::Reject && event.at >= from && event.at < to)
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

/// What was said of the visit by hand, or of one that was moved and has become this one.
fn mark_of<'a>(visit: &VisitRow, log: &'a Log, from: DateTime<Utc>) -> Option<&'a MarkRow> {
    let marks = log.marks.get(&visit.person_id)?;
    let of_it = |mark: &&MarkRow| (mark.kind, mark.visit_id) == (visit.kind, visit.id);
    marks.iter().find(of_it).or_else(|| {
        let within = |mark: &&MarkRow| {
            let said = mark.came.or(mark.left);
            mark.orphan && said.is_some_and(|at| at >= from && at < visit.end)
        };
        marks.iter().rev().find(within)
    })
}

/// Whether an arrival would be known: the log was read from the start to the end, and none of the visit's doors has something to
/// report yet.
fn was_watched(visit: &VisitRow, log: &Log) -> bool {
    let read = log
        .read
        .is_some_and(|(from, to)| from <= visit.start && to >= visit.end);
    read && silent_doors(visit, log).is_empty()
}

/// The doors by which a visit's visitor may have come without its being known yet.
pub(super) fn silent_doors(visit: &VisitRow, log: &Log) -> Vec<ChannelId> {
    // What happened before a door went has been reported.
    let lacking = log
        .silent
        .iter()
        .filter(|(door, since)| is_its_door(visit, Some(**door)) && **since < visit.end);
    lacking.map(|(door, _)| *door).collect()
}

#[cfg(test)]
mod tests;
