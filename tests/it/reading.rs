//! What others do in DoorFlow, and what DoorFlow does when it is not well.

use anyhow::{Context as _, Result, ensure};
use chrono::{TimeDelta, TimeZone as _, Utc};
use desk::directory::Bar;
use desk::{Code, Freshness, News, Source, Topic};
use doorflow::PersonId;
use sandbox::Fault;
use serde_json::{Value, json};

use crate::ears::until;
use crate::reception::{
    FRONT_DOOR, LINH, MARTA, RESERVATIONS, Reception, building, fresh, visits_of,
};

/// A reservation as a list shows it, tomorrow by the computer's clock.
fn listed(id: i64, person: PersonId) -> Value {
    let start = Utc::now() + TimeDelta::days(1);
    json!({
        "id": id,
        "person_id": person,
        "start_time": start,
        "end_time": start + TimeDelta::minutes(5),
        "channel_ids": [FRONT_DOOR],
        "created_at": Utc::now(),
        "updated_at": Utc::now(),
    })
}

#[tokio::test]
async fn what_others_change_in_doorflow_shows_after_a_refresh() -> Result<()> {
    let reception = Reception::open().await?;
    let (desk, control) = (&reception.desk, reception.control());
    assert_eq!(desk.find_people("zzyzx", 0, 5).total, 0);
    let added = PersonId(control.add_person("Zoltan", "Zzyzx"));
    control.set_person_enabled(MARTA.0, false);
    let day = reception.day(1)?;
    let start = chrono_tz::Europe::London
        .from_local_datetime(&day.and_hms_opt(11, 0, 0).context("a time")?)
        .earliest()
        .context("an hour that is never skipped")?
        .to_utc();
    let doors = [FRONT_DOOR];
    let visit = control.add_reservation(LINH.0, start, start + TimeDelta::hours(1), &doors);
    let before = reception.ears.so_far();
    reception.refresh().await?;

    let found = desk.find_people("zzyzx", 0, 5);
    assert_eq!(found.hits.first().map(|hit| hit.id), Some(added));
    let marta = desk.find_people("marta swiatek", 0, 1);
    assert_eq!(
        marta.hits.first().and_then(|hit| hit.bar),
        Some(Bar::Disabled)
    );
    let visits = visits_of(desk, LINH, day, day).await?;
    let keys: Vec<_> = visits.iter().map(|visit| visit.key.as_str()).collect();
    assert_eq!(keys, [format!("r{visit}")]);
    for topic in [Topic::People, Topic::Visits] {
        reception
            .ears
            .after(before, format!("{topic:?}"), |news| match news {
                News::Changed { topics } => topics.contains(&topic).then_some(()),
                _ => None,
            })
            .await?;
    }

    control.delete_reservation(visit);
    reception.refresh().await?;
    assert_eq!(visits_of(desk, LINH, day, day).await?, []);
    Ok(())
}

#[tokio::test]
async fn whoever_is_gone_from_doorflow_is_no_longer_found_once_they_were_looked_at() -> Result<()> {
    let reception = Reception::open().await?;
    let (desk, control) = (&reception.desk, reception.control());
    let found = |name: &str| desk.find_people(name, 0, 5).hits.first().map(|hit| hit.id);
    let someone = PersonId(control.add_person("Zoltan", "Zzyzx"));
    reception.refresh().await?;
    assert_eq!(found("zzyzx"), Some(someone));

    let path = format!("/api/3/people/{someone}");
    control.fail_next(Fault::answer("GET", &path, 404, json!({})));
    let error = desk.person(someone).await.err().context("a 404")?;
    assert_eq!(error.code, Code::NotFound);
    assert_eq!(found("zzyzx"), Some(someone), "DoorFlow itself has them");

    ensure!(control.delete_person(someone.0), "they were there");
    let error = desk.person(someone).await.err().context("a 404")?;
    assert_eq!(error.code, Code::NotFound);
    assert_eq!(found("zzyzx"), None);
    Ok(())
}

#[tokio::test]
async fn what_a_read_brought_shows_also_where_it_does_not_come_to_its_end() -> Result<()> {
    let reception = Reception::open().await?;
    let control = reception.control();
    let start = Utc::now() + TimeDelta::hours(1);
    let booked = || {
        let end = start + TimeDelta::minutes(30);
        let _ = control.add_reservation(LINH.0, start, end, &[FRONT_DOOR]);
    };
    let opened = || {
        let _ = control.add_channel("Bicycle Shed", 1);
    };
    let changes: [(&dyn Fn(), &str, Topic); 2] = [
        (&booked, "/api/3/group_reservations", Topic::Visits),
        (&opened, RESERVATIONS, Topic::Places),
    ];
    for (change, then, topic) in changes {
        change();
        let body = json!({ "error": "rate_limited", "retry_in": 1 });
        control.fail_next(Fault::answer("GET", then, 429, body));
        let before = reception.ears.so_far();
        reception.desk.refresh();
        let troubled = |news: &News| match news {
            News::Status { status } => {
                matches!(status.freshness, Freshness::Troubled { .. }).then_some(())
            }
            _ => None,
        };
        reception.ears.after(before, "trouble", troubled).await?;
        let told = reception
            .ears
            .since(before)
            .into_iter()
            .any(|news| matches!(news, News::Changed { topics } if topics.contains(&topic)));
        ensure!(told, "{topic:?}");
        fresh(&reception.desk).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_desk_that_is_asked_to_wait_waits_and_then_goes_on() -> Result<()> {
    let sandbox = building().await?;
    let body = json!({ "error": "rate_limited", "retry_in": 1 });
    let fault = Fault::answer("GET", RESERVATIONS, 429, body);
    sandbox.control().fail_next(fault);
    let reception = Reception::signed_in_to(sandbox).await?;
    fresh(&reception.desk).await?;
    assert_eq!(
        reception.asked("GET /api/3/reservations"),
        2,
        "one refusal, one answer"
    );
    let today = reception.day(0)?.to_string();
    ensure!(
        !reception
            .desk
            .agenda(&today, &today)
            .await?
            .visits
            .is_empty()
    );
    Ok(())
}

#[tokio::test]
async fn a_desk_that_is_asked_to_wait_for_long_says_so() -> Result<()> {
    let sandbox = building().await?;
    let body = json!({ "error": "rate_limited", "retry_in": 60 });
    let fault = Fault::answer("GET", RESERVATIONS, 429, body);
    sandbox.control().fail_next(fault);
    let reception = Reception::signed_in_to(sandbox).await?;
    until("trouble", async || {
        let said = reception.desk.status().await?.freshness;
        Ok(matches!(said, Freshness::Troubled { seconds: None, .. }).then_some(()))
    })
    .await?;
    assert_eq!(reception.asked("GET /api/3/reservations"), 1);
    Ok(())
}

#[tokio::test]
async fn a_record_that_cannot_be_read_does_not_hide_the_others() -> Result<()> {
    let sandbox = building().await?;
    let body = json!([listed(501, LINH), { "id": 502, "person_id": [] }, listed(503, MARTA)]);
    let fault = Fault::answer("GET", RESERVATIONS, 200, body);
    sandbox.control().fail_next(fault);
    let reception = Reception::signed_in_to(sandbox).await?;
    let detail = until("trouble", async || {
        Ok(match reception.desk.status().await?.freshness {
            Freshness::Troubled {
                seconds: Some(_),
                detail,
                ..
            } => Some(detail),
            _ => None,
        })
    })
    .await?;
    ensure!(detail.starts_with("1 record"), "{detail}");
    let (today, after) = (reception.day(0)?, reception.day(2)?);
    for (person, key) in [(LINH, "r501"), (MARTA, "r503")] {
        let visits = visits_of(&reception.desk, person, today, after).await?;
        let keys: Vec<_> = visits.iter().map(|visit| visit.key.as_str()).collect();
        assert_eq!(keys, [key]);
    }

    // Once it can be read, nothing is left to say.
    reception.refresh().await
}

#[tokio::test]
async fn a_list_that_doorflow_refuses_is_named_and_keeps_no_other_from_being_read() -> Result<()> {
    let sandbox = building().await?;
    let refused = json!({ "error": "forbidden" });
    let fault = Fault::answer("GET", "/api/3/roles", 403, refused).times(1000);
    sandbox.control().fail_next(fault);
    let reception = Reception::signed_in_to(sandbox).await?;
    let desk = &reception.desk;
    let (lists, detail) = until("what could not be read", async || {
        Ok(match desk.status().await?.freshness {
            Freshness::Troubled {
                seconds: Some(_),
                lists,
                detail,
            } => Some((lists, detail)),
            _ => None,
        })
    })
    .await?;
    assert_eq!(lists, [Source::Roles]);
    ensure!(detail.starts_with("Roles: not allowed"), "{detail}");
    let places = desk.places().await?;
    ensure!(!places.doors.is_empty() && !places.groups.is_empty() && !places.sites.is_empty());
    let today = reception.day(0)?.to_string();
    ensure!(!desk.agenda(&today, &today).await?.visits.is_empty());
    assert_eq!(desk.find_people("linh", 0, 1).hits.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_door_that_is_known_stays_while_its_record_cannot_be_read() -> Result<()> {
    let reception = Reception::open_in(building().await?).await?;
    let before = reception.desk.places().await?.doors;
    let garbage = json!([{ "id": [], "name": "Front Door" }]);
    let fault = Fault::answer("GET", "/api/3/channels", 200, garbage);
    reception.control().fail_next(fault);
    reception.desk.refresh();
    until("trouble", async || {
        let said = reception.desk.status().await?.freshness;
        Ok(matches!(said, Freshness::Troubled { .. }).then_some(()))
    })
    .await?;
    assert_eq!(reception.desk.places().await?.doors, before);
    reception.refresh().await
}

#[tokio::test]
async fn a_visit_that_is_known_stays_while_its_record_cannot_be_read() -> Result<()> {
    let sandbox = building().await?;
    let both = json!([listed(501, LINH), listed(503, MARTA)]);
    let one = json!([listed(501, LINH), { "id": 503, "person_id": [] }]);
    let control = sandbox.control();
    control.fail_next(Fault::answer("GET", RESERVATIONS, 200, both));
    let reception = Reception::open_in(sandbox).await?;
    // A list that lacks something is read twice.
    for _ in 0..2 {
        control.fail_next(Fault::answer("GET", RESERVATIONS, 200, one.clone()));
    }
    reception.desk.refresh();
    until("trouble", async || {
        let freshness = reception.desk.status().await?.freshness;
        Ok(matches!(freshness, Freshness::Troubled { .. }).then_some(()))
    })
    .await?;
    let visits = visits_of(&reception.desk, MARTA, reception.day(0)?, reception.day(2)?).await?;
    assert_eq!(visits.len(), 1, "it was not cancelled: {visits:#?}");
    Ok(())
}
