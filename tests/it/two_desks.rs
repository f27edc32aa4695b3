//! Two desks on one account, each with a profile and a sign-in of its own.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use chrono::Days;
use desk::Desk;
use desk::booking::Draft;
use desk::visits::VisitState;
use doorflow::PersonId;
use sandbox::{Sandbox, Write};
use tokio::task::JoinSet;

use crate::ears::until;
use crate::reception::{FRONT_DOOR, Office, building, doors, draft, fresh, signed_in};

/// How many bookings each desk makes.
const EACH: usize = 100;
/// How many of them are for one person, each on another day.
const DAYS: u64 = 10;

/// The desk of an office, signed in and with everything read.
async fn opened(office: &Office) -> Result<Desk> {
    let (desk, _) = office.start().await?;
    desk.sign_in().await?;
    signed_in(&desk).await?;
    fresh(&desk).await?;
    Ok(desk)
}

/// A booking for each of ten new visitors on each of ten days.
fn drafts(desk: &Desk, people: &[i64]) -> Result<Vec<Draft>> {
    let first = draft(desk)?;
    let tomorrow: chrono::NaiveDate = first.date.parse()?;
    let mut drafts = Vec::new();
    for &person in people {
        for day in 0..DAYS {
            let date = tomorrow + Days::new(day);
            drafts.push(Draft {
                person_id: Some(PersonId(person)),
                date: date.to_string(),
                last_date: date.to_string(),
                place: doors(&[FRONT_DOOR]),
                ..first.clone()
            });
        }
    }
    Ok(drafts)
}

/// Which sign-in made which reservations.
fn made(sandbox: &Sandbox) -> BTreeMap<u64, BTreeSet<i64>> {
    let mut made: BTreeMap<u64, BTreeSet<i64>> = BTreeMap::new();
    for entry in sandbox.control().ledger() {
        if let Write::ReservationCreated(id) = entry.write {
            made.entry(entry.sign_in).or_default().insert(id);
        }
    }
    made
}

/// The keys of the visitors' visits that a desk says DoorFlow has; none of another state may be among them.
async fn shown(desk: &Desk, people: &[i64]) -> Result<Option<BTreeSet<String>>> {
    let today = desk.clock()?.now.date;
    let last = today + Days::new(DAYS + 1);
    let agenda = desk.agenda(&today.to_string(), &last.to_string()).await?;
    let mut keys = BTreeSet::new();
    for visit in agenda.visits {
        if people.contains(&visit.person_id.0) {
            if visit.state != VisitState::Expected {
                return Ok(None);
            }
            ensure!(keys.insert(visit.key), "a visit is shown twice");
        }
    }
    Ok(Some(keys))
}

/// Both book the very same visits at the same time: only whose they are tells them apart, and nobody asked for fewer.
#[tokio::test]
async fn two_desks_that_book_at_once_make_what_each_was_asked_for() -> Result<()> {
    let sandbox = building().await?;
    let control = sandbox.control();
    let people: Vec<i64> = (0..EACH / 10)
        .map(|number| control.add_person("Visitor", &format!("Number {number}")))
        .collect();
    let offices = [Office::at(&sandbox)?, Office::at(&sandbox)?];
    let desks = [opened(&offices[0]).await?, opened(&offices[1]).await?];

    let mut asking = JoinSet::new();
    for draft in drafts(&desks[0], &people)? {
        for desk in &desks {
            let (desk, draft) = (desk.clone(), draft.clone());
            asking.spawn(async move { desk.book(&draft).await });
        }
    }
    while let Some(asked) = asking.join_next().await {
        let receipt = asked.context("a booking")??;
        assert_eq!(receipt.steps.len(), 1);
    }
    until("both outboxes to be empty", async || {
        let mut left = 0;
        for desk in &desks {
            left += desk.outbox().await?.len();
        }
        Ok((left == 0).then_some(()))
    })
    .await?;

    let made = made(&sandbox);
    let counts: Vec<usize> = made.values().map(BTreeSet::len).collect();
    assert_eq!(counts, [EACH, EACH], "each sign-in made its own");
    assert_eq!(
        control
            .requests()
            .get("POST /api/3/reservations")
            .copied()
            .unwrap_or(0),
        2 * EACH as u64,
        "and sent nothing twice"
    );
    let wanted: BTreeSet<String> = made.values().flatten().map(|id| format!("r{id}")).collect();
    assert_eq!(wanted.len(), 2 * EACH);
    for desk in &desks {
        desk.refresh();
        until("every visit to be shown", async || {
            Ok((shown(desk, &people).await? == Some(wanted.clone())).then_some(()))
        })
        .await?;
    }
    Ok(())
}
