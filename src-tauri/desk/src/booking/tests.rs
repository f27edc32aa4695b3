use chrono::{DateTime, Utc};
use doorflow::{ChannelId, GroupId, PersonId};

use super::*;
use crate::zone::AccountZone;
use crate::zone::tests::utc;

mod near_changes;
mod repeating;
mod times;

/// A building in London with two doors that work, one that does not, and two groups; Ada may be booked.
struct Desk {
    now: DateTime<Utc>,
    zone: AccountZone,
    person: Option<PersonFacts>,
    doors: Vec<DoorFacts>,
    groups: Vec<GroupFacts>,
    others: Vec<Busy>,
    may: May,
}

fn desk() -> Desk {
    let door = |id: i64, name: &str, online, lockdown| DoorFacts {
        id: ChannelId::from(id),
        name: name.to_owned(),
        online,
        lockdown,
    };
    let group = |id: i64, name: &str| GroupFacts {
        id: GroupId::from(id),
        name: name.to_owned(),
    };
    Desk {
        now: utc("2026-03-02T08:30:00Z"),
        zone: AccountZone::parse("Europe/London").unwrap(),
        person: Some(PersonFacts {
            id: PersonId::from(7),
            name: "Ada Lovelace".to_owned(),
            enabled: true,
            valid_from: None,
            valid_to: None,
        }),
        doors: vec![
            door(1, "Front Door", true, false),
            door(2, "Lift", true, false),
            door(3, "Cellar", false, true),
        ],
        groups: vec![group(10, "Visitors"), group(11, "Contractors")],
        others: Vec::new(),
        may: May {
            book_doors: true,
            book_groups: true,
            sync: true,
        },
    }
}

impl Desk {
    fn plan(&self, draft: &Draft) -> Planned {
        plan(
            draft,
            &Known {
                now: self.now,
                zone: &self.zone,
                person: self.person.as_ref(),
                doors: &self.doors,
                groups: &self.groups,
                others: &self.others,
                may: self.may,
            },
        )
    }

    fn problems(&self, draft: &Draft) -> Vec<(Field, ProblemCode, String)> {
        let planned = self.plan(draft);
        assert!(
            planned.plan.problems.is_empty() || planned.writes.is_empty(),
            "{planned:?}"
        );
        planned
            .plan
            .problems
            .into_iter()
            .map(|it| (it.field, it.code, it.subject))
            .collect()
    }

    fn notes(&self, draft: &Draft) -> Vec<(NoteCode, String)> {
        self.plan(draft)
            .plan
            .notes
            .into_iter()
            .map(|it| (it.code, it.subject))
            .collect()
    }
}

fn doors(ids: &[i64]) -> Place {
    Place::Doors {
        channel_ids: ids.iter().copied().map(ChannelId::from).collect(),
    }
}

fn groups(ids: &[i64]) -> Place {
    Place::Groups {
        group_ids: ids.iter().copied().map(GroupId::from).collect(),
    }
}

fn draft(date: &str, from: &str, to: &str) -> Draft {
    Draft {
        person_id: Some(PersonId::from(7)),
        date: date.to_owned(),
        last_date: String::new(),
        from: from.to_owned(),
        to: to.to_owned(),
        place: doors(&[2, 1, 2]),
        ..Draft::default()
    }
}

fn until(last_date: &str, draft: Draft) -> Draft {
    Draft {
        last_date: last_date.to_owned(),
        ..draft
    }
}

fn at(place: Place, draft: Draft) -> Draft {
    Draft { place, ..draft }
}

fn only(field: Field, code: ProblemCode) -> Vec<(Field, ProblemCode, String)> {
    about(field, code, "")
}

fn about(field: Field, code: ProblemCode, subject: &str) -> Vec<(Field, ProblemCode, String)> {
    vec![(field, code, subject.to_owned())]
}

#[test]
fn what_cannot_be_read_is_refused_at_its_field_all_at_once() {
    let mut asked = until("soon", draft("2026-02-30", "nine", "25:00"));
    asked.person_id = None;
    asked.place = doors(&[]);
    let codes: Vec<_> = desk()
        .problems(&asked)
        .into_iter()
        .map(|it| (it.0, it.1))
        .collect();
    assert_eq!(
        codes,
        [
            (Field::Who, ProblemCode::NoPerson),
            (Field::Date, ProblemCode::BadDate),
            (Field::LastDate, ProblemCode::BadDate),
            (Field::From, ProblemCode::BadTime),
            (Field::To, ProblemCode::BadTime),
            (Field::Place, ProblemCode::NoDoors),
        ]
    );
    let backwards = draft("", "17:00", "09:00");
    let codes: Vec<_> = desk()
        .problems(&backwards)
        .into_iter()
        .map(|it| it.1)
        .collect();
    assert_eq!(codes, [ProblemCode::BadDate, ProblemCode::PastMidnight]);
}

#[test]
fn a_person_has_to_be_known_enabled_and_valid_all_the_while() {
    let asked = until("2026-07-03", draft("2026-07-01", "9", "17"));
    let with = |change: &dyn Fn(&mut PersonFacts)| {
        let mut desk = desk();
        change(desk.person.as_mut().unwrap());
        desk.problems(&asked)
    };
    let who = Field::Who;
    assert_eq!(
        with(&|it| it.id = PersonId::from(8)),
        only(who, ProblemCode::UnknownPerson)
    );
    let disabled = about(who, ProblemCode::PersonDisabled, "Ada Lovelace");
    assert_eq!(with(&|it| it.enabled = false), disabled);
    assert_eq!(
        with(&|it| it.valid_from = Some(utc("2026-07-01T08:00:01Z"))),
        about(who, ProblemCode::BeforeValidity, "2026-07-01 09:00")
    );
    assert_eq!(
        with(&|it| it.valid_from = Some(utc("2026-07-01T08:00:00Z"))),
        []
    );
    assert_eq!(
        with(&|it| it.valid_to = Some(utc("2026-07-02T12:00:00Z"))),
        about(who, ProblemCode::AfterValidity, "2026-07-02 13:00")
    );
    assert_eq!(
        with(&|it| it.valid_to = Some(utc("2026-07-03T16:00:00Z"))),
        []
    );
    assert_eq!(
        Desk {
            person: None,
            ..desk()
        }
        .problems(&asked),
        only(who, ProblemCode::UnknownPerson)
    );
}

#[test]
fn the_plan_is_shown_before_somebody_is_chosen_but_not_without_when_and_where() {
    let nobody = Draft {
        person_id: None,
        ..draft("2026-07-01", "9", "17")
    };
    let planned = desk().plan(&nobody);
    assert_eq!((planned.plan.items.len(), planned.writes.len()), (1, 0));
    assert_eq!(desk().plan(&at(doors(&[]), nobody.clone())).plan.items, []);
    assert_eq!(
        desk()
            .plan(&Draft {
                to: "8".to_owned(),
                ..nobody
            })
            .plan
            .items,
        []
    );
}

#[test]
fn places_have_to_exist_and_be_allowed() {
    let asked = draft("2026-07-01", "9", "17");
    let place = Field::Place;
    let problems = |place: Place| desk().problems(&at(place, asked.clone()));
    assert_eq!(problems(doors(&[])), only(place, ProblemCode::NoDoors));
    assert_eq!(problems(groups(&[])), only(place, ProblemCode::NoGroups));
    assert_eq!(
        problems(doors(&[1, 99])),
        about(place, ProblemCode::UnknownDoor, "door 99")
    );
    assert_eq!(
        problems(groups(&[98])),
        about(place, ProblemCode::UnknownGroup, "group 98")
    );

    let may = May {
        book_doors: false,
        book_groups: false,
        sync: false,
    };
    let barred = Desk { may, ..desk() };
    assert_eq!(
        barred.problems(&asked),
        about(place, ProblemCode::MissingScope, "account.reservation")
    );
    assert_eq!(
        barred.problems(&at(groups(&[10]), asked.clone())),
        about(
            place,
            ProblemCode::MissingScope,
            "account.group_reservation"
        )
    );
    assert_eq!(
        barred.notes(&asked),
        [(NoteCode::CannotSync, String::new())]
    );
    assert_eq!(
        desk().notes(&at(doors(&[3]), asked)),
        [
            (NoteCode::DoorOffline, "Cellar".to_owned()),
            (NoteCode::DoorLockdown, "Cellar".to_owned())
        ]
    );
}

#[test]
fn a_persons_other_visits_are_said_where_they_overlap() {
    let busy = |start, end| Busy {
        start: utc(start),
        end: utc(end),
    };
    let desk = Desk {
        others: vec![
            busy("2026-07-01T07:00:00Z", "2026-07-01T08:00:00Z"),
            busy("2026-07-01T15:59:00Z", "2026-07-01T17:00:00Z"),
            busy("2026-07-01T16:00:00Z", "2026-07-01T17:00:00Z"),
            busy("2026-06-30T11:00:00Z", "2026-07-02T11:00:00Z"),
        ],
        ..desk()
    };
    assert_eq!(
        desk.notes(&draft("2026-07-01", "9", "17")),
        [
            (NoteCode::Overlaps, "2026-07-01 16:59–18:00".to_owned()),
            (
                NoteCode::Overlaps,
                "2026-06-30 12:00–2026-07-02 12:00".to_owned()
            ),
        ],
        "a visit that touches another does not overlap it"
    );
}
