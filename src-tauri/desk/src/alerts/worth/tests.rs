use chrono::NaiveDate;
use doorflow::PersonId;

use super::*;
use crate::booking::VisitKind;
use crate::store::channels::DoorSync;
use crate::visits::{Attendance, Readiness, VisitDoor};
use crate::zone::AccountZone;

fn at(minutes: i64) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2026, 10, 22)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .expect("a time")
        .and_utc()
        + TimeDelta::minutes(minutes)
}

/// A visit at the doors 7 and 8.
fn visit(key: &str) -> Visit {
    let zone = AccountZone::parse("Europe/London").expect("a zone");
    let door = |id| VisitDoor {
        id: ChannelId(id),
        name: format!("Door {id}"),
        readiness: Readiness::Ready,
    };
    Visit {
        key: key.to_owned(),
        kind: VisitKind::Reservation,
        person_id: PersonId(1),
        name: format!("Visitor {key}"),
        initials: String::new(),
        line: String::new(),
        host: String::new(),
        start: zone.moment(at(30)),
        end: zone.moment(at(90)),
        doors: vec![door(7), door(8)],
        groups: Vec::new(),
        state: VisitState::Expected,
        readiness: Readiness::Ready,
        attendance: None,
    }
}

fn came(key: &str, presence: Presence, when: i64) -> Visit {
    let zone = AccountZone::parse("Europe/London").expect("a zone");
    Visit {
        attendance: Some(Attendance {
            presence,
            at: Some(zone.moment(at(when))),
            by_hand: false,
            late: None,
            door: "Door 7".to_owned(),
            said: String::new(),
            event: Some(1),
        }),
        ..visit(key)
    }
}

fn doors(states: &[(i64, bool)]) -> Vec<ChannelRow> {
    states
        .iter()
        .map(|(id, online)| ChannelRow {
            id: ChannelId(*id),
            name: format!("Door {id}"),
            site_id: None,
            online: *online,
            lockdown: false,
            sync: DoorSync::Ok,
            last_sync_completed_at: None,
        })
        .collect()
}

fn waits(id: i64, since: i64) -> Waits {
    Waits {
        id,
        since: at(since),
        what: Needing {
            who: format!("Visitor {id}"),
            what: EntryKind::Book,
            state: Standing::Rejected,
        },
    }
}

fn keys(alert: Option<Alert>) -> Vec<String> {
    let visits = alert.map(|alert| alert.arrivals).unwrap_or_default();
    visits.into_iter().map(|visit| visit.key).collect()
}

fn arrivals(watch: &mut Watch, arrivals: &[Visit]) -> Vec<String> {
    keys(watch.worth(Look {
        arrivals: arrivals.to_vec(),
        ..Look::default()
    }))
}

#[test]
fn who_comes_is_told_once_and_all_who_come_together_are_one_alert() {
    let mut watch = Watch::begun(at(0));
    let both = [came("r1", Presence::Here, 1), came("r2", Presence::Here, 1)];
    assert_eq!(arrivals(&mut watch, &both), ["r1", "r2"]);
    assert_eq!(
        arrivals(&mut watch, &[came("r1", Presence::Here, 2)]),
        [""; 0],
        "they went through another door"
    );
    let next_day = [came("r1", Presence::Here, 24 * 60)];
    assert_eq!(
        arrivals(&mut watch, &next_day),
        ["r1"],
        "of a stay of days each day counts by itself"
    );
    assert_eq!(watch.worth(Look::default()), None);
}

#[test]
fn a_start_by_a_clock_that_was_ahead_is_no_later_than_now() {
    let mut watch = Watch::begun(at(240));
    watch.not_after(at(0));
    watch.not_after(at(2));
    let before = came("r1", Presence::Here, -1);
    let now = came("r2", Presence::Here, 1);
    assert_eq!(arrivals(&mut watch, &[before, now]).len(), 1);
}

#[test]
fn what_happened_before_the_start_is_no_news_whoever_told_it() {
    let before = came("r1", Presence::Here, -1);
    let mut watch = Watch::begun(at(0));
    assert_eq!(arrivals(&mut watch, &[before]), [""; 0]);
    let needing = vec![waits(3, -1), waits(4, 0)];
    let alert = watch.worth(Look {
        needing,
        ..Look::default()
    });
    let told = alert.expect("one is new").needing;
    assert_eq!(told, [waits(4, 0).what]);
    // The program is started again: what was told by then is before its start.
    let mut again = Watch::begun(at(5));
    let needing = vec![waits(3, -1), waits(4, 0)];
    let arrivals = vec![came("r1", Presence::Here, 2)];
    let look = Look {
        arrivals,
        needing,
        ..Look::default()
    };
    assert_eq!(again.worth(look), None);
}

#[test]
fn who_is_turned_away_and_then_let_in_is_told_as_it_ends() {
    let mut watch = Watch::begun(at(0));
    let turned_away = came("r1", Presence::Rejected, 1);
    let let_in = came("r1", Presence::Here, 2);
    let told = watch.worth(Look {
        arrivals: vec![turned_away.clone(), let_in.clone()],
        ..Look::default()
    });
    assert_eq!(
        told.expect("it is news").arrivals,
        std::slice::from_ref(&let_in)
    );
    let mut watch = Watch::begun(at(0));
    assert_eq!(
        arrivals(&mut watch, std::slice::from_ref(&turned_away)),
        ["r1"]
    );
    assert_eq!(
        arrivals(&mut watch, &[turned_away]),
        [""; 0],
        "they try again and again"
    );
    assert_eq!(arrivals(&mut watch, &[let_in]), ["r1"]);
}

#[test]
fn a_door_is_told_once_it_is_gone_and_somebody_is_about_to_need_it() {
    let mut watch = Watch::begun(at(0));
    let mut look = |states: &[(i64, bool)], coming: &[Visit]| -> Vec<String> {
        let doors = doors(states);
        let coming = if watch.misses(&doors) {
            coming.to_vec()
        } else {
            Vec::new()
        };
        let told = watch.worth(Look {
            doors,
            coming,
            ..Look::default()
        });
        told.into_iter()
            .flat_map(|alert| alert.doors)
            .map(|door| format!("{} {}", door.name, door.visits.len()))
            .collect()
    };
    let (one, none) = ([visit("r1")], [""; 0]);
    assert_eq!(
        look(&[(7, false), (8, true)], &one),
        none,
        "it was gone before the start"
    );
    assert_eq!(look(&[(7, true), (8, true)], &one), none);
    assert_eq!(look(&[(7, true), (8, false)], &[]), none, "nobody needs it");
    assert_eq!(
        look(&[(7, true), (8, false)], &one),
        ["Door 8 1"],
        "somebody needs it by now"
    );
    assert_eq!(look(&[(7, true), (8, false)], &one), none, "it was told");
    assert_eq!(look(&[(7, true), (8, true)], &one), none);
    assert_eq!(look(&[(7, false), (8, false)], &one).len(), 2);
    assert_eq!(look(&[(7, true), (8, true)], &one), none);
    let here = [came("r1", Presence::Here, 1)];
    assert_eq!(look(&[(7, false), (8, true)], &here), none, "they are in");
}

#[test]
fn a_booking_that_needs_somebody_is_told_again_only_where_it_did_not_meanwhile() {
    let mut watch = Watch::begun(at(0));
    let mut look = |needing: &[Waits]| {
        let told = watch.worth(Look {
            needing: needing.to_vec(),
            ..Look::default()
        });
        told.map_or(0, |alert| alert.needing.len())
    };
    assert_eq!(look(&[waits(3, 1), waits(4, 1)]), 2);
    assert_eq!(look(&[waits(3, 1), waits(4, 2)]), 0);
    assert_eq!(look(&[waits(4, 2)]), 0);
    assert_eq!(look(&[waits(3, 9), waits(4, 2)]), 1, "it was sent again");
}
