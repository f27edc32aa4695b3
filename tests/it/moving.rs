//! Another time for a visit: the new one is there before the old one goes, whatever happens in between.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use desk::Code;
use desk::booking::{Draft, NewTimes, ProblemCode};
use desk::outbox::{EntryKind, OutboxEntry, Reason, Standing};
use desk::visits::{Cancelling, Visit, VisitState};
use sandbox::{Fault, FaultKind, GroupReservationState, Past, When, Write};
use serde_json::json;

use crate::bookings::{DONE, booked, settled, until_six};
use crate::ears::until;
use crate::reception::{LINH, RESERVATIONS, Reception, VISITORS, building, groups, visits_of};

/// Where one reservation is deleted.
const DELETE_AT: &str = "/api/3/reservations/{id}";
/// Waits until the outbox's one entry is as it is wanted.
async fn entry(
    reception: &Reception,
    wanted: impl Fn(&OutboxEntry) -> bool,
) -> Result<OutboxEntry> {
    until("the entry", async || {
        let mut entries = reception.desk.outbox().await?;
        ensure!(entries.len() <= 1, "one move is one entry: {entries:?}");
        Ok(entries.pop().filter(&wanted))
    })
    .await
}

async fn shown(reception: &Reception, draft: &Draft) -> Result<Vec<Visit>> {
    visits_of(&reception.desk, LINH, &draft.date, &draft.last_date).await
}

/// The hours of Linh's reservations, as DoorFlow has them.
fn ends(reception: &Reception) -> Vec<(i64, i64)> {
    let mut all = reception.control().reservations();
    all.retain(|visit| visit.person_id == LINH.0);
    all.iter()
        .map(|visit| (visit.id, (visit.end_time - visit.start_time).num_hours()))
        .collect()
}

/// What became of Linh's reservations: one, an hour longer, and the calendar shows the same.
async fn is_longer(reception: &Reception, draft: &Draft) -> Result<()> {
    let ends = ends(reception);
    ensure!(matches!(ends[..], [(_, 9)]), "one, until six: {ends:?}");
    let visits = shown(reception, draft).await?;
    let keys: Vec<_> = visits.iter().map(|v| (v.key.clone(), v.state)).collect();
    assert_eq!(keys, [(format!("r{}", ends[0].0), VisitState::Expected)]);
    Ok(())
}

#[tokio::test]
async fn a_later_end_is_booked_before_the_old_visit_goes() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    let before = reception.control().ledger().len();
    let receipt = reception.desk.move_visit(&old, &until_six(&draft)).await?;
    let whats: Vec<_> = receipt.steps.iter().map(|step| step.what).collect();
    assert_eq!(whats, [EntryKind::Book, EntryKind::Replace]);
    reception.ears.booking(receipt.booking, &DONE).await?;
    settled(&reception).await?;
    is_longer(&reception, &draft).await?;
    let ledger = reception.control().ledger();
    let order: Vec<_> = ledger[before..]
        .iter()
        .filter_map(|entry| match entry.write {
            Write::ReservationCreated(_) => Some("created"),
            Write::ReservationDeleted(_) => Some("deleted"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["created", "deleted"]);
    Ok(())
}

#[tokio::test]
async fn times_that_cannot_be_are_refused_with_nothing_sent() -> Result<()> {
    let reception = Reception::open().await?;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    let as_it_is = NewTimes {
        to: draft.to.clone(),
        ..until_six(&draft)
    };
    let backwards = NewTimes {
        to: "08:00".to_owned(),
        ..until_six(&draft)
    };
    let two_days = NewTimes {
        last_date: reception.day(2)?.to_string(),
        ..until_six(&draft)
    };
    for (times, code) in [
        (as_it_is, ProblemCode::Unchanged),
        (backwards, ProblemCode::PastMidnight),
        (two_days, ProblemCode::TooManyDays),
    ] {
        let planned = reception.desk.plan_move(&old, &times).await?;
        let codes: Vec<_> = planned.problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, [code]);
        let refused = reception.desk.move_visit(&old, &times).await;
        let refused = refused.err().context("refused")?;
        assert_eq!(
            (refused.code, refused.problems),
            (Code::Refused, planned.problems)
        );
    }
    let planned = reception.desk.plan_move(&old, &until_six(&draft)).await?;
    ensure!(
        planned.notes.is_empty(),
        "no clash with itself: {planned:?}"
    );
    assert_eq!(reception.asked("POST /api/3/reservations"), 1);
    Ok(())
}

#[tokio::test]
async fn a_new_visit_that_is_refused_leaves_the_old_one_as_it_was() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    reception.control().fail_next(Fault::answer(
        "POST",
        RESERVATIONS,
        422,
        json!({ "error": "invalid", "errors": { "end_time": ["is not wanted"] } }),
    ));
    reception.desk.move_visit(&old, &until_six(&draft)).await?;
    let refused = entry(&reception, |e| e.state == Standing::Rejected).await?;
    let steps: Vec<_> = refused.steps.iter().map(|s| (s.what, s.done)).collect();
    assert_eq!(
        steps,
        [(EntryKind::Book, false), (EntryKind::Replace, false)]
    );
    let states: Vec<_> = shown(&reception, &draft).await?;
    let states: Vec<_> = states.iter().map(|visit| visit.state).collect();
    ensure!(
        states.contains(&VisitState::Expected) && states.contains(&VisitState::NotBooked),
        "{states:?}"
    );
    assert_eq!(reception.asked("DELETE /api/3/reservations/{id}"), 0);
    reception.desk.give_up(&refused.key).await?;
    settled(&reception).await?;
    assert_eq!(shown(&reception, &draft).await?[0].key, old);
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_lost_at_either_step_is_settled_and_the_move_goes_on() -> Result<()> {
    for fault in [
        Fault::lose_answer("POST", RESERVATIONS),
        Fault::lose_answer("DELETE", DELETE_AT),
        Fault::drop_request("DELETE", DELETE_AT),
    ] {
        let reception = Reception::open_unhurried(building().await?).await?;
        let draft = reception.draft()?;
        let old = booked(&reception, &draft).await?;
        reception.control().fail_next(fault);
        reception.desk.move_visit(&old, &until_six(&draft)).await?;
        entry(&reception, |e| e.state == Standing::Unknown).await?;
        let visits = shown(&reception, &draft).await?;
        let stands = visits.iter().find(|visit| visit.key == old);
        assert_eq!(
            stands.map(|visit| visit.state),
            Some(VisitState::Moving),
            "nothing is claimed of the old one until it is known"
        );
        let busy = reception.desk.cancel_visit(&old).await;
        assert_eq!(busy.err().map(|error| error.code), Some(Code::Busy));
        settled(&reception).await?;
        is_longer(&reception, &draft).await?;
        assert_eq!(reception.asked("POST /api/3/reservations"), 2);
    }
    Ok(())
}

/// A visit, its key and the draft that booked it; and the write of its move, once the fault has left that standing so.
async fn moved_into(
    fault: Fault,
    standing: Standing,
) -> Result<(Reception, Draft, String, OutboxEntry)> {
    let reception = Reception::open_unhurried(building().await?).await?;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    reception.control().fail_next(fault);
    reception.desk.move_visit(&old, &until_six(&draft)).await?;
    let lost = entry(&reception, |e| e.state == standing).await?;
    Ok((reception, draft, old, lost))
}

#[tokio::test]
async fn a_new_visit_that_never_arrived_is_sent_again_by_a_person_and_then_takes_the_place()
-> Result<()> {
    let fault = Fault::drop_request("POST", RESERVATIONS);
    let (reception, draft, old, lost) = moved_into(fault, Standing::NotBooked).await?;
    assert_eq!(reception.asked("DELETE /api/3/reservations/{id}"), 0);
    let visits = shown(&reception, &draft).await?;
    let stands = visits.iter().find(|visit| visit.key == old);
    assert_eq!(stands.map(|visit| visit.state), Some(VisitState::Expected));
    reception.desk.send_again(&lost.key).await?;
    settled(&reception).await?;
    is_longer(&reception, &draft).await
}

#[tokio::test]
async fn the_old_visit_stays_where_the_new_one_cannot_be_seen() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    let mut times = until_six(&draft);
    let planned = reception.desk.plan_move(&old, &times).await?;
    let (start, end) = (&planned.items[0].start, &planned.items[0].end);
    // Answered as if it were made, and made nowhere.
    reception.control().fail_next(Fault::answer(
        "POST",
        RESERVATIONS,
        201,
        json!({
            "id": 987_654, "person_id": LINH.0, "start_time": start.utc, "end_time": end.utc,
            "channel_ids": [crate::reception::FRONT_DOOR, crate::reception::TURNSTILE],
        }),
    ));
    reception.desk.move_visit(&old, &times).await?;
    let waits = entry(&reception, |e| e.state == Standing::NeedsYou).await?;
    assert_eq!(
        (waits.what, waits.reason),
        (EntryKind::Replace, Reason::NotThere)
    );
    assert_eq!(reception.asked("DELETE /api/3/reservations/{id}"), 0);
    assert_eq!(ends(&reception).len(), 1, "the old one stands");
    reception.desk.give_up(&waits.key).await?;
    times.to = "19:00".to_owned();
    reception.desk.move_visit(&old, &times).await?;
    settled(&reception).await?;
    ensure!(matches!(ends(&reception)[..], [(_, 10)]));
    Ok(())
}

#[tokio::test]
async fn an_old_visit_that_is_gone_already_is_no_trouble() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let old = booked(&reception, &draft).await?;
    let id: i64 = old[1..].parse()?;
    ensure!(reception.control().delete_reservation(id));
    reception.desk.move_visit(&old, &until_six(&draft)).await?;
    settled(&reception).await?;
    is_longer(&reception, &draft).await
}

#[tokio::test]
async fn a_move_that_is_taken_back_while_the_new_visit_is_lost_leaves_the_old_one() -> Result<()> {
    let fault = Fault::lose_answer("POST", RESERVATIONS);
    let (reception, _, old, lost) = moved_into(fault, Standing::Unknown).await?;
    reception.desk.cancel_visit(&lost.key).await?;
    until("both writes to be settled", async || {
        Ok(reception.desk.outbox().await?.is_empty().then_some(()))
    })
    .await?;
    let left = ends(&reception);
    assert_eq!(left, [(old[1..].parse()?, 8)], "the old one alone");
    Ok(())
}

#[tokio::test]
async fn a_stay_under_way_that_is_taken_back_does_not_come_to_life_by_an_answer_from_before()
-> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = Draft {
        date: reception.day(0)?.to_string(),
        last_date: reception.day(2)?.to_string(),
        from: "00:00".to_owned(),
        place: groups(&[VISITORS]),
        ..reception.draft()?
    };
    let stay = booked(&reception, &draft).await?;
    settled(&reception).await?;
    let stale = FaultKind::Stale(Past::BeforeLastWrite);
    let one = "/api/3/group_reservations/{id}";
    reception
        .control()
        .fail_next(Fault::new("GET", one, stale).times(3));
    assert_eq!(reception.desk.cancel_visit(&stay).await?, Cancelling::Done);
    let visits = visits_of(&reception.desk, LINH, &draft.date, &draft.last_date).await?;
    ensure!(
        visits.iter().all(|visit| visit.state == VisitState::Over),
        "{visits:?}"
    );
    ensure!(
        reception
            .control()
            .faults_met()
            .contains_key("stale-before-write"),
        "no answer was from before"
    );
    Ok(())
}

#[tokio::test]
async fn a_stay_is_called_cancelled_once_the_calendar_has_it_so() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = Draft {
        date: reception.day(0)?.to_string(),
        last_date: reception.day(2)?.to_string(),
        from: "00:00".to_owned(),
        place: groups(&[VISITORS]),
        ..reception.draft()?
    };
    let stay = booked(&reception, &draft).await?;
    settled(&reception).await?;
    let slow = FaultKind::Delay {
        when: When::After,
        by: TimeDelta::seconds(2),
    };
    let one = "/api/3/group_reservations/{id}";
    reception.control().fail_next(Fault::new("GET", one, slow));
    let before = reception.asked(&format!("GET {one}"));
    let meanwhile = async {
        until("the stay to be read afresh", async || {
            Ok((reception.asked(&format!("GET {one}")) > before).then_some(()))
        })
        .await?;
        // The outbox moves, and whoever waits for one thing in it looks at it anew.
        reception.desk.book(&reception.draft()?).await?;
        anyhow::Ok(())
    };
    let cancelled = async { Ok(reception.desk.cancel_visit(&stay).await?) };
    let (said, ()) = tokio::try_join!(cancelled, meanwhile)?;
    assert_eq!(said, Cancelling::Done);
    let over = reception.desk.visit(&stay).await?.visit.state;
    assert_eq!(over, VisitState::Over);
    Ok(())
}

#[tokio::test]
async fn a_stay_under_way_keeps_its_groups_when_it_is_made_longer() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = Draft {
        date: reception.day(0)?.to_string(),
        last_date: reception.day(2)?.to_string(),
        from: "00:00".to_owned(),
        place: groups(&[VISITORS]),
        ..reception.draft()?
    };
    let old = booked(&reception, &draft).await?;
    let control = reception.control();
    let inside = || {
        let person = control.person(LINH.0);
        person.is_some_and(|person| person.groups.contains(&VISITORS))
    };
    until(
        "her to be in the group",
        async || Ok(inside().then_some(())),
    )
    .await?;
    let longer = NewTimes {
        last_date: reception.day(3)?.to_string(),
        ..until_six(&draft)
    };
    reception.desk.move_visit(&old, &longer).await?;
    settled(&reception).await?;
    ensure!(
        inside(),
        "the old one took her out, and she was brought in again"
    );
    let mut stays = control.group_reservations();
    stays.retain(|stay| {
        stay.person_id == LINH.0 && stay.state != GroupReservationState::Deactivated
    });
    assert_eq!(stays.len(), 1, "{stays:?}");
    let visits = visits_of(&reception.desk, LINH, &draft.date, &longer.last_date).await?;
    let open: Vec<_> = visits
        .iter()
        .filter(|visit| visit.state != VisitState::Over)
        .map(|visit| visit.key.clone())
        .collect();
    assert_eq!(open, [format!("g{}", stays[0].id)]);
    Ok(())
}
