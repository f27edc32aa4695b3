//! More guests at once than the site wants.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use doorflow::PersonId;

use super::rules::stamp;
use super::{Note, NoteCode, Planned};
use crate::zone::AccountZone;

/// Somebody's time in the building, as far as it is booked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub(super) person: PersonId,
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
}

/// The most people at once from `start` up to, not including, `end`, and when that is first; `coming` are there all the time.
fn most(
    stays: &[Stay],
    coming: &HashSet<PersonId>,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
) -> (usize, DateTime<Utc>) {
    let near: Vec<&Stay> = (stays.iter())
        .filter(|stay| stay.start < end && start < stay.end)
        .collect();
    // It becomes more only where somebody comes.
    let mut turns: Vec<DateTime<Utc>> = near.iter().map(|stay| stay.start.max(start)).collect();
    turns.push(start);
    turns.sort_unstable();
    let mut found = (0, start);
    for at in turns {
        let here = near.iter().filter(|it| it.start <= at && at < it.end);
        let mut people: HashSet<PersonId> = here.map(|stay| stay.person).collect();
        people.extend(coming);
        if people.len() > found.0 {
            found = (people.len(), at);
        }
    }
    found
}

/// Says of each time of a plan whether more people than the limit would be there at once, those of the plan among them.
pub(super) fn say(
    planned: &mut Planned,
    coming: &HashSet<PersonId>,
    stays: &[Stay],
    limit: usize,
    zone: AccountZone,
) {
    let note = |span| {
        let (count, at) = most(stays, coming, span);
        (count > limit).then(|| Note {
            code: NoteCode::Crowded,
            subject: format!("{count} {limit} {}", stamp(zone, at)),
        })
    };
    if planned.plan.dates.is_empty() {
        let spans: HashSet<_> = (planned.plan.items.iter())
            .map(|item| (item.start.utc, item.end.utc))
            .collect();
        let mut spans: Vec<_> = spans.into_iter().collect();
        spans.sort_unstable();
        planned
            .plan
            .notes
            .extend(spans.into_iter().filter_map(note));
        return;
    }
    for date in &mut planned.plan.dates {
        if let (Some(start), Some(end)) = (&date.start, &date.end) {
            date.notes.extend(note((start.utc, end.utc)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::{PlanItem, VisitKind};
    use crate::zone::tests::utc;

    fn stay(person: i64, start: &str, end: &str) -> Stay {
        let at = |time: &str| utc(&format!("2026-03-02T{time}:00Z"));
        Stay {
            person: PersonId(person),
            start: at(start),
            end: at(end),
        }
    }

    #[test]
    fn it_is_said_where_they_are_more_than_the_limit_and_not_before() {
        let zone = AccountZone::parse("Europe/London").unwrap();
        let stays = [stay(1, "08:00", "10:00"), stay(2, "09:00", "11:00")];
        let said = |limit| {
            let own = stay(3, "08:30", "10:30");
            let item = PlanItem {
                kind: VisitKind::Reservation,
                start: zone.moment(own.start),
                end: zone.moment(own.end),
                places: Vec::new(),
                who: None,
            };
            let mut planned = Planned::default();
            planned.plan.items.push(item);
            say(&mut planned, &[own.person].into(), &stays, limit, zone);
            let notes = planned.plan.notes.into_iter();
            notes.map(|note| note.subject).collect::<Vec<_>>()
        };
        assert_eq!(said(3), Vec::<String>::new());
        assert_eq!(said(2), ["3 2 2026-03-02 09:00"]);
    }

    #[test]
    fn people_are_counted_once_and_only_while_they_are_there() {
        let stays = [
            stay(1, "08:00", "10:00"),
            stay(1, "09:00", "11:00"),
            stay(2, "10:00", "12:00"),
            stay(3, "10:30", "10:45"),
            stay(4, "12:00", "13:00"),
        ];
        let span = |from: &str, to: &str| {
            let stay = stay(0, from, to);
            (stay.start, stay.end)
        };
        let of = |coming: &[i64], from: &str, to: &str| {
            let coming = coming.iter().copied().map(PersonId).collect();
            let (count, at) = most(&stays, &coming, span(from, to));
            (count, at.format("%H:%M").to_string())
        };
        assert_eq!(of(&[9], "07:00", "08:00"), (1, "07:00".to_owned()));
        assert_eq!(of(&[9], "08:00", "12:00"), (4, "10:30".to_owned()));
        assert_eq!(of(&[1], "08:00", "10:00"), (1, "08:00".to_owned()));
        assert_eq!(of(&[2, 9], "11:30", "12:30"), (3, "12:00".to_owned()));
    }
}
