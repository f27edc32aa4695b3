//! More guests at once than the settings want.

use std::collections::{HashMap, HashSet};

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
    let near = (stays.iter())
        .filter(|stay| stay.start < end && start < stay.end)
        .filter(|stay| !coming.contains(&stay.person));
    // At the same moment those who leave are gone before others come.
    let mut turns: Vec<(DateTime<Utc>, bool, PersonId)> = near
        .flat_map(|stay| {
            let comes = (stay.start.max(start), true, stay.person);
            [comes, (stay.end, false, stay.person)]
        })
        .collect();
    turns.sort_unstable_by_key(|(at, comes, _)| (*at, *comes));
    let mut found = (coming.len(), start);
    // How many of somebody's visits are under way: two at once are one guest.
    let mut here: HashMap<PersonId, u32> = HashMap::new();
    for (at, comes, person) in turns {
        if comes {
            *here.entry(person).or_default() += 1;
            let count = here.len() + coming.len();
            if count > found.0 {
                found = (count, at);
            }
        } else if let Some(under_way) = here.get_mut(&person) {
            *under_way -= 1;
            if *under_way == 0 {
                here.remove(&person);
            }
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
    use chrono::TimeDelta;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn it_is_the_most_of_any_minute(
            all in proptest::collection::vec((0..6_i64, 0..40_u32, 1..30_u32), 0..25),
            coming in proptest::collection::hash_set(0..9_i64, 0..4),
            from in 0..30_u32,
            length in 1..30_u32,
        ) {
            let at = |minute: u32| utc("2026-03-02T08:00:00Z") + TimeDelta::minutes(minute.into());
            let stays: Vec<Stay> = (all.iter())
                .map(|&(person, start, length)| Stay {
                    person: PersonId(person),
                    start: at(start),
                    end: at(start + length),
                })
                .collect();
            let coming: HashSet<PersonId> = coming.into_iter().map(PersonId).collect();
            let count = |minute: u32| {
                let there = stays.iter().filter(|it| it.start <= at(minute) && at(minute) < it.end);
                let mut people: HashSet<PersonId> = there.map(|it| it.person).collect();
                people.extend(&coming);
                people.len()
            };
            let (found, when) = most(&stays, &coming, (at(from), at(from + length)));
            let wanted = (from..from + length).map(count).max();
            prop_assert_eq!(Some(found), wanted);
            let first = (from..from + length).find(|minute| count(*minute) == found);
            prop_assert_eq!(Some(when), first.map(at));
        }
    }
}
