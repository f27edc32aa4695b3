//! The seeded building.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use sandbox::{Clock, GroupReservationState, Options, Photo, Sandbox};

use crate::desk::{Desk, wednesday};

async fn built(seed: u64, now: DateTime<Utc>, time_zone: chrono_tz::Tz) -> Sandbox {
    let clock = Clock::manual(now);
    let options = Options {
        seed,
        people: 500,
        time_zone,
        clock,
        ..Options::default()
    };
    sandbox::start(options).await.expect("a sandbox")
}

#[tokio::test]
async fn the_same_seed_makes_the_same_building() {
    let london = chrono_tz::Europe::London;
    let (first, second) = (
        built(7, wednesday(), london).await,
        built(7, wednesday(), london).await,
    );
    let other = built(8, wednesday(), london).await;
    let names = |sandbox: &Sandbox| -> Vec<String> {
        sandbox
            .control()
            .people()
            .iter()
            .map(sandbox::Person::name)
            .collect()
    };
    assert_eq!(names(&first), names(&second));
    assert_ne!(names(&first), names(&other));
    assert_eq!(
        first.control().reservations(),
        second.control().reservations()
    );
    assert_eq!(
        first.control().group_reservations(),
        second.control().group_reservations()
    );
    assert_eq!(first.control().events(), second.control().events());
    first.clock().advance(TimeDelta::hours(20));
    second.clock().advance(TimeDelta::hours(3));
    assert!(second.control().events().len() < first.control().events().len());
    second.clock().advance(TimeDelta::hours(17));
    assert_eq!(
        first.control().events(),
        second.control().events(),
        "however often somebody looked"
    );
}

#[tokio::test]
async fn the_well_known_people_come_first_and_many_languages_follow() {
    let sandbox = built(7, wednesday(), chrono_tz::Europe::London).await;
    let people = sandbox.control().people();
    assert_eq!(people.len(), 500);
    let first: Vec<String> = people.iter().take(7).map(sandbox::Person::name).collect();
    assert_eq!(
        first,
        [
            "Linh Nguyễn",
            "Marta Świątek",
            "Piotr Biró",
            "Tomás Rivas",
            "Elif Kaya",
            "Ayo Oni",
            "Ines Duarte",
        ]
    );
    assert!(
        people
            .iter()
            .take(7)
            .all(|person| person.may_enter(wednesday()))
    );
    let names: String = people.iter().map(sandbox::Person::name).collect();
    for letter in [
        "ł", "ş", "ß", "ø", "ð", "'", "-", "م", "田", "Ж", "Σ", "김", "श",
    ] {
        let lower = names.to_lowercase();
        assert!(
            lower.contains(&letter.to_lowercase()),
            "no name has {letter}"
        );
    }
    assert!(people.iter().filter(|person| !person.enabled).count() > 10);
    assert!(
        people
            .iter()
            .any(|person| person.valid_from.is_some_and(|from| from > wednesday()))
    );
    assert!(
        people
            .iter()
            .any(|person| person.valid_to.is_some_and(|to| to < wednesday()))
    );
    assert!(
        people
            .iter()
            .filter(|person| person.photo == Photo::Drawn)
            .count()
            > 100
    );
    let departments: HashSet<_> = people
        .iter()
        .filter_map(|person| person.text("department"))
        .collect();
    assert!(departments.len() > 5, "{departments:?}");
    let addresses: Vec<_> = people
        .iter()
        .filter_map(|person| person.text("email"))
        .collect();
    assert!(
        addresses
            .iter()
            .all(|address| address.ends_with(".example") && address.is_ascii())
    );
    assert_eq!(
        addresses.iter().collect::<HashSet<_>>().len(),
        addresses.len()
    );
}

#[tokio::test]
async fn today_has_visits_at_any_hour_in_any_zone() {
    for (now, zone) in [
        ("2026-03-18T10:00:00Z", chrono_tz::Europe::London),
        ("2026-03-18T00:10:00Z", chrono_tz::Europe::London),
        ("2026-03-18T23:40:00Z", chrono_tz::Europe::London),
        ("2026-03-21T15:00:00Z", chrono_tz::Europe::London),
        ("2026-03-29T02:00:00Z", chrono_tz::Europe::London),
        ("2026-11-01T12:00:00Z", chrono_tz::America::New_York),
        ("2026-03-18T12:00:00Z", chrono_tz::Pacific::Auckland),
    ] {
        let now: DateTime<Utc> = now.parse().expect("a time");
        let sandbox = built(7, now, zone).await;
        let visits = sandbox.control().reservations();
        let day = |time: DateTime<Utc>| time.with_timezone(&zone).date_naive();
        let under_way = visits
            .iter()
            .filter(|visit| visit.start_time <= now && now < visit.end_time)
            .count();
        let to_come = visits
            .iter()
            .filter(|visit| visit.start_time > now && day(visit.start_time) == day(now))
            .count();
        assert!(under_way >= 4, "{under_way} under way at {now} in {zone}");
        assert!(to_come >= 8, "{to_come} to come at {now} in {zone}");
        for visit in &visits {
            let length = visit.end_time - visit.start_time;
            assert!(length >= TimeDelta::minutes(1) && length < TimeDelta::hours(24));
            let last = visit.end_time - TimeDelta::milliseconds(1);
            assert_eq!(day(visit.start_time), day(last), "{visit:?}");
            assert!(visit.created_at <= now);
        }
    }
}

#[tokio::test]
async fn the_week_has_a_past_a_present_and_a_future() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let now = wednesday();
    let (past, rest): (Vec<_>, Vec<_>) = control
        .reservations()
        .into_iter()
        .partition(|visit| visit.end_time <= now);
    assert!(past.len() > 30, "{}", past.len());
    assert_eq!(
        desk.ids("/reservations").await.len(),
        rest.len(),
        "the past is not served"
    );
    let events = control.events();
    assert!(events.iter().all(|event| event.created_at <= now));
    let days: HashSet<_> = events
        .iter()
        .map(|event| event.created_at.date_naive())
        .collect();
    assert!(days.len() >= 6, "{days:?}");
    assert!(
        events
            .iter()
            .any(|event| (20..30).contains(&event.event_code)),
        "nobody rejected"
    );
    let states: Vec<_> = control
        .group_reservations()
        .iter()
        .map(|stay| stay.state)
        .collect();
    for state in [
        GroupReservationState::Pending,
        GroupReservationState::Active,
        GroupReservationState::Deactivated,
    ] {
        assert!(states.contains(&state), "{state:?}");
    }
    let doors = control.channels();
    assert_eq!(doors.len(), 15);
    assert_eq!(doors.iter().filter(|door| !door.online).count(), 1);
    assert_eq!(doors.iter().filter(|door| door.lockdown).count(), 1);
    let sites = desk.get("/sites").await.expect(200);
    assert_eq!(sites.as_array().map(Vec::len), Some(2));
    assert_ne!(sites[0]["time_zone"], sites[1]["time_zone"]);
}

#[tokio::test]
async fn visitors_of_the_seeded_week_come_and_go_by_the_clock() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let before = control.events().len();
    desk.pass_seconds(8 * 3600);
    let after = control.events();
    assert!(after.len() > before + 10, "{before}, then {}", after.len());
    assert!(after.is_sorted_by_key(|event| event.created_at));
}

#[tokio::test]
async fn visitors_booked_over_the_api_come_by_themselves_only_if_they_shall() {
    let desk = Desk::open().await;
    let control = desk.sandbox.control();
    let came = || {
        let events = control.events();
        events
            .iter()
            .filter(|event| event.person_id == Some(crate::desk::LINH))
            .count()
    };
    for _ in 0..4 {
        desk.book(5, 50).await;
    }
    desk.sync().await;
    desk.pass_seconds(3600);
    assert_eq!(came(), 0);
    desk.sign_in_again().await;
    control.set_visitors_come(true);
    for _ in 0..4 {
        desk.book(5, 50).await;
    }
    desk.sync().await;
    desk.pass_seconds(3600);
    assert!(came() > 0);
}
