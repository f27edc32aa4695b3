//! Whose visits follow each other, or go on side by side, is let in once and stays: for the next visit no door opens anew.

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Came, arrival, begins, is_of_days, mark_of};
use crate::store::marks::MarkRow;
use crate::store::visits::VisitRow;
use crate::visits::log::{BY_HAND, Log};

/// Whoever is let out goes soon after they were checked out. Who is let in later comes back.
const WAY_OUT: TimeDelta = TimeDelta::minutes(15);

/// Since when somebody is here for a visit who came for another one of theirs, which has ended, if it has, by its time alone: since this one's
/// start, or since they came where that is later. Whoever was checked out of any of them before that was gone by then.
pub(super) fn from_another(
    visit: &VisitRow,
    log: &Log,
    now: DateTime<Utc>,
    today: DateTime<Utc>,
) -> Option<Came> {
    if visit.start > now || visit.deactivated {
        return None;
    }
    let others = around(visit, log);
    let left: Vec<DateTime<Utc>> = others
        .iter()
        .filter_map(|other| mark_of(other, log, begins(other, log))?.left)
        .collect();
    let came = others.iter().filter_map(|other| {
        let came = arrival(other, log, day_of(other, visit, today), today)?;
        // What was said of it when it was over, is of the time when it was not.
        let came_at = came.at.min(other.end);
        let at = came_at.max(visit.start);
        let had_left = left.iter().any(|left| *left >= came_at && *left <= at);
        // It is no news of this visit that a door reported this.
        let stayed = Came {
            at,
            event: None,
            ..came
        };
        (at < visit.end && !had_left).then_some((came_at, stayed))
    });
    // Of several, the door that let them in last.
    came.min_by_key(|(came_at, stayed)| (stayed.at, Reverse(*came_at)))
        .map(|(_, stayed)| stayed)
}

/// When somebody who `came` was checked out of another of their visits while this one went on, and was not checked in again.
pub(super) fn left_another(
    visit: &VisitRow,
    log: &Log,
    came: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if visit.deactivated {
        return None;
    }
    let while_on = |at: &DateTime<Utc>| *at >= came.max(visit.start) && *at < visit.end;
    let marks: Vec<&MarkRow> = (connected(visit, log).into_iter().chain([visit]))
        .filter_map(|it| mark_of(it, log, begins(it, log)))
        .collect();
    let back = (marks.iter().filter_map(|mark| mark.came))
        .filter(while_on)
        .max();
    let left = marks.iter().filter_map(|mark| mark.left).filter(while_on);
    left.filter(|left| back.is_none_or(|back| back <= *left))
        .min()
}

/// Just after somebody was last checked out of another of their visits before this one began: whoever comes for this one comes from then on.
pub(super) fn left_before(visit: &VisitRow, log: &Log) -> Option<DateTime<Utc>> {
    let others = connected(visit, log).into_iter();
    let left = others.filter_map(|other| mark_of(other, log, begins(other, log))?.left);
    let last = left.filter(|left| *left < visit.start).max();
    last.map(|left| left + TimeDelta::milliseconds(1))
}

/// Whether a door let somebody out who had been checked out of another of their visits, and not in again: for one that went on by then that is so
/// until it ends, and for one that had not begun just after, while that other one goes on. Of a stay of days it is on that day.
pub(super) fn is_way_out(
    visit: &VisitRow,
    log: &Log,
    at: DateTime<Utc>,
    today: DateTime<Utc>,
) -> bool {
    let others = connected(visit, log);
    let mark = |it| mark_of(it, log, begins(it, log));
    let is_back = |left: DateTime<Utc>| {
        let mut came = (others.iter().copied().chain([visit])).filter_map(|it| mark(it)?.came);
        came.any(|came| came > left && came <= at)
    };
    others.iter().copied().any(|other| {
        let Some(left) = mark(other).and_then(|mark| mark.left) else {
            return false;
        };
        let it = if left >= visit.start { visit } else { other };
        let goes_on =
            it.end > at && (left >= visit.start || (at < visit.start && at - left < WAY_OUT));
        let that_day = !is_of_days(it) || day_index(left, today) == day_index(at, today);
        left <= at && goes_on && that_day && !is_back(left)
    })
}

/// How many days a time is from `today`. Where clocks were changed in between, a day begins an hour off, at an hour when nobody comes.
fn day_index(at: DateTime<Utc>, today: DateTime<Utc>) -> i64 {
    let day = TimeDelta::days(1).num_milliseconds();
    (at - today).num_milliseconds().div_euclid(day)
}

/// The other visits of the same person from which they may have stayed for this one: those that end no sooner than it starts, or than such a one
/// starts, and those that end while it goes on. For one that both starts and ends later, nobody has come yet.
pub(super) fn around<'a>(visit: &VisitRow, log: &'a Log) -> Vec<&'a VisitRow> {
    let mut others = connected(visit, log);
    others.retain(|other| other.start <= visit.start || other.end <= visit.end);
    others
}

/// The same, with those that both start and end later.
fn connected<'a>(visit: &VisitRow, log: &'a Log) -> Vec<&'a VisitRow> {
    let itself = (visit.kind, visit.id);
    let theirs = log.touching.get(&visit.person_id).into_iter().flatten();
    let others: Vec<&VisitRow> = theirs
        .filter(|other| (other.kind, other.id) != itself && !other.deactivated)
        .collect();
    let mut from = visit.start;
    while from > visit.start - BY_HAND
        && let Some(sooner) = others
            .iter()
            .filter(|other| other.start < from && other.end >= from)
            .map(|other| other.start)
            .min()
    {
        from = sooner;
    }
    others
        .into_iter()
        .filter(|other| other.end >= from && other.start < visit.end)
        .collect()
}

/// From when on an arrival for the `other` counts for a visit: within a day before it, and of a stay of days on the visit's own day.
pub(super) fn day_of(other: &VisitRow, visit: &VisitRow, today: DateTime<Utc>) -> DateTime<Utc> {
    let within_a_day = visit.start - BY_HAND;
    if !is_of_days(other) {
        return within_a_day;
    }
    // Where clocks were changed in between, a day begins an hour off, at an hour when nobody comes.
    let days =
        (today - visit.start).num_milliseconds().max(0) + TimeDelta::days(1).num_milliseconds() - 1;
    (today - TimeDelta::days(days / TimeDelta::days(1).num_milliseconds())).max(within_a_day)
}

#[cfg(test)]
mod tests;
