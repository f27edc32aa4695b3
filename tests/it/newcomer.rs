//! A visitor whom DoorFlow does not know: the person, the PIN and the visit are one booking, and none of them is made twice.

use anyhow::{Context as _, Result, ensure};
use desk::Code;
use desk::booking::{Field, Newcomer, ProblemCode};
use desk::outbox::{EntryKind, OutboxEntry, Reason, Standing, StepState};
use desk::visits::VisitState;
use doorflow::PersonId;
use sandbox::{Control, Fault, Person, Write};
use serde_json::json;

use crate::bookings::settled;
use crate::ears::until;
use crate::reception::{
    LINH, RESERVATIONS, Reception, building, draft, fresh, signed_in, visits_of,
};
use crate::restart::House;

/// Where people are made.
pub(crate) const PEOPLE: &str = "/api/3/people";
/// Where credentials are made.
pub(crate) const CREDENTIALS: &str = "/api/3/people/{id}/credentials";

pub(crate) fn noor() -> Newcomer {
    Newcomer {
        first_name: "Noor".to_owned(),
        last_name: "Haddad-Quist".to_owned(),
        email: "noor@quist.example".to_owned(),
        mobile: "+44 20 7946 0018".to_owned(),
    }
}

/// Everybody of her name, as DoorFlow has them.
pub(crate) fn noors(control: &Control) -> Vec<Person> {
    let mut people = control.people();
    people.retain(|person| person.last_name == "Haddad-Quist");
    people
}

/// She is there once, with one PIN and one visit.
fn is_booked(control: &Control) -> Result<Person> {
    let mut people = noors(control);
    let person = people.pop().context("nobody of that name")?;
    ensure!(people.is_empty(), "made twice");
    assert_eq!(person.text("email"), Some("noor@quist.example"));
    assert_eq!(control.credentials(person.id).len(), 1, "one PIN");
    let mut visits = control.reservations();
    visits.retain(|visit| visit.person_id == person.id);
    assert_eq!(visits.len(), 1, "one visit");
    Ok(person)
}

#[tokio::test]
async fn a_newcomer_is_made_then_given_a_pin_and_booked() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let receipt = reception.desk.book_newcomer(&draft, &noor(), true).await?;
    assert_eq!(receipt.who, "Noor Haddad-Quist");
    let whats: Vec<_> = receipt.steps.iter().map(|step| step.what).collect();
    assert_eq!(whats, [EntryKind::Person, EntryKind::Pin, EntryKind::Book]);
    settled(&reception).await?;
    let control = reception.control();
    let person = is_booked(&control)?;
    let writes: Vec<_> = control
        .ledger()
        .into_iter()
        .filter_map(|entry| match entry.write {
            Write::PersonCreated(_) => Some("person"),
            Write::CredentialCreated { .. } => Some("pin"),
            Write::ReservationCreated(_) => Some("visit"),
            _ => None,
        })
        .collect();
    assert_eq!(writes, ["person", "pin", "visit"]);
    let id = PersonId(person.id);
    let visits = visits_of(&reception.desk, id, &draft.date, &draft.date).await?;
    let seen: Vec<_> = visits.iter().map(|v| (v.name.as_str(), v.state)).collect();
    assert_eq!(seen, [("Noor Haddad-Quist", VisitState::Expected)]);
    let shown = reception.desk.show_pin(id).await?;
    assert_eq!(shown.digits, control.credentials(person.id)[0].value);
    assert_eq!(format!("{shown:?}"), "ShownPin(..)");
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_lost_at_any_step_makes_nobody_and_nothing_twice() -> Result<()> {
    for fault in [
        Fault::lose_answer("POST", PEOPLE),
        Fault::lose_answer("POST", CREDENTIALS),
        Fault::drop_request("POST", CREDENTIALS),
        Fault::lose_answer("POST", RESERVATIONS),
    ] {
        let reception = Reception::open_quick(building().await?).await?;
        let draft = reception.draft()?;
        reception.control().fail_next(fault);
        reception.desk.book_newcomer(&draft, &noor(), true).await?;
        until("it to be unknown", async || {
            let entries = reception.desk.outbox().await?;
            let lost = entries.iter().any(|it| it.state == Standing::Unknown);
            Ok(lost.then_some(()))
        })
        .await?;
        settled(&reception).await?;
        is_booked(&reception.control())?;
    }
    Ok(())
}

#[tokio::test]
async fn a_newcomer_who_never_arrived_is_sent_again_by_a_person() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let fault = Fault::drop_request("POST", PEOPLE);
    reception.control().fail_next(fault);
    reception.desk.book_newcomer(&draft, &noor(), true).await?;
    let lost = until("it to be decided", async || {
        let entries = reception.desk.outbox().await?;
        Ok(entries
            .into_iter()
            .find(|it| it.state == Standing::NotBooked))
    })
    .await?;
    assert_eq!(
        (lost.what, lost.who.as_str(), lost.steps.len()),
        (EntryKind::Person, "Noor Haddad-Quist", 3)
    );
    assert_eq!(reception.desk.outbox().await?.len(), 1, "one thing to do");
    reception.desk.send_again(&lost.key).await?;
    settled(&reception).await?;
    is_booked(&reception.control())?;
    Ok(())
}

#[tokio::test]
async fn a_newcomer_who_is_refused_is_not_booked() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = reception.draft()?;
    let nameless = Newcomer {
        last_name: " ".to_owned(),
        ..noor()
    };
    let refused = reception.desk.book_newcomer(&draft, &nameless, true).await;
    let refused = refused.err().context("refused")?;
    assert_eq!(refused.code, Code::Refused);
    assert_eq!(refused.problems[0].code, ProblemCode::NoName);

    let taken = reception
        .control()
        .people()
        .iter()
        .find_map(|person| person.text("email").map(str::to_owned))
        .context("somebody with an address")?;
    let double = Newcomer {
        email: taken,
        ..noor()
    };
    reception.desk.book_newcomer(&draft, &double, true).await?;
    let entry = until("the refusal", async || {
        let mut entries = reception.desk.outbox().await?;
        Ok(entries.pop().filter(|it| it.state == Standing::Rejected))
    })
    .await?;
    assert_eq!(entry.problems[0].field, Field::Who);
    assert_eq!(reception.asked("POST /api/3/reservations"), 0);
    let today = reception.desk.agenda(&draft.date, &draft.date).await?;
    let hers = today.visits.iter().find(|v| v.name == "Noor Haddad-Quist");
    let hers = hers.context("her visit on the calendar")?;
    assert_eq!(hers.state, VisitState::NotBooked);
    reception.desk.dismiss_booking(&hers.key).await?;
    settled(&reception).await?;
    ensure!(noors(&reception.control()).is_empty());
    Ok(())
}

#[tokio::test]
async fn what_doorflow_refuses_of_a_newcomer_is_said_where_they_are_typed() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let body = json!({
        "error": "invalid",
        "errors": { "mobile": ["is too long"], "system_id": ["has already been taken"] },
    });
    let fault = Fault::answer("POST", PEOPLE, 422, body);
    reception.control().fail_next(fault);
    let draft = reception.draft()?;
    reception.desk.book_newcomer(&draft, &noor(), false).await?;
    let entry = until("the refusal", async || {
        let mut entries = reception.desk.outbox().await?;
        Ok(entries.pop().filter(|it| it.state == Standing::Rejected))
    })
    .await?;
    let said: Vec<_> = entry
        .problems
        .iter()
        .map(|problem| (problem.field, problem.subject.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (Field::Who, "mobile is too long"),
            (Field::Who, "system id has already been taken")
        ]
    );
    Ok(())
}

#[tokio::test]
async fn somebody_else_than_was_asked_for_is_for_a_person_to_see_before_anything_is_booked()
-> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let body =
        json!({ "id": LINH.0, "first_name": "Linh", "last_name": "Nguyen", "enabled": true });
    let fault = Fault::answer("POST", PEOPLE, 201, body);
    reception.control().fail_next(fault);
    let draft = reception.draft()?;
    reception.desk.book_newcomer(&draft, &noor(), false).await?;
    let entry = until("a question for a person", async || {
        let entries = reception.desk.outbox().await?;
        let asks = |it: &OutboxEntry| it.reason == Reason::Differs;
        Ok(entries.into_iter().find(asks))
    })
    .await?;
    assert_eq!(
        (entry.what, entry.state),
        (EntryKind::Person, Standing::NeedsYou)
    );
    assert_eq!(
        entry.detail,
        "DoorFlow answered with another name, another e-mail address, another mark."
    );
    assert_eq!(reception.asked("POST /api/3/reservations"), 0);
    reception.desk.give_up(&entry.key).await?;
    settled(&reception).await?;
    assert_eq!(reception.asked("POST /api/3/reservations"), 1, "once seen");
    Ok(())
}

#[tokio::test]
async fn a_visitor_is_not_made_for_a_visit_that_was_taken_back() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let busy = json!({ "error": "rate_limited", "retry_in": 3600 });
    let fault = Fault::answer("POST", PEOPLE, 429, busy);
    reception.control().fail_next(fault);
    let draft = reception.draft()?;
    reception.desk.book_newcomer(&draft, &noor(), true).await?;
    until("it to wait", async || {
        let entries = reception.desk.outbox().await?;
        Ok(entries
            .iter()
            .any(|it| it.reason == Reason::Busy)
            .then_some(()))
    })
    .await?;
    let day = reception.desk.agenda(&draft.date, &draft.date).await?;
    let hers = day.visits.iter().find(|v| v.name == "Noor Haddad-Quist");
    let key = &hers.context("her visit on the calendar")?.key;
    reception.desk.cancel_visit(key).await?;
    assert_eq!(reception.desk.outbox().await?, []);
    Ok(())
}

#[tokio::test]
async fn somebody_known_is_given_one_pin_however_often_it_is_asked_for() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let had = reception.control().credentials(LINH.0).len();
    for _ in 0..2 {
        let booking = reception.desk.give_pin(LINH).await?.booking;
        let done = [StepState::Accepted];
        reception.ears.booking(booking, &done).await?;
    }
    let has = reception.control().credentials(LINH.0);
    let pins: Vec<_> = has.iter().filter(|it| it.value.is_some()).collect();
    ensure!(has.len() <= had + 1, "{had} before, {pins:?} now");
    let shown = reception.desk.show_pin(LINH).await?.digits;
    ensure!(shown.is_some(), "and it can be told");
    Ok(())
}

#[test]
fn a_newcomer_survives_the_program_and_lies_in_no_plain_file() -> Result<()> {
    for fault in [
        Fault::never_answer("POST", PEOPLE),
        Fault::never_answer("POST", CREDENTIALS),
    ] {
        let house = House::build()?;
        house.first_run()?;
        let control = house.sandbox.control();
        control.fail_next(fault);
        house.run(async |desk, _| {
            signed_in(desk).await?;
            fresh(desk).await?;
            desk.book_newcomer(&draft(desk)?, &noor(), true).await?;
            until("DoorFlow to have her", async || {
                let met = !control.faults_met().is_empty();
                Ok((met && noors(&control).len() == 1).then_some(()))
            })
            .await
        })?;
        for file in std::fs::read_dir(house.office.folder())? {
            let path = file?.path();
            let bytes = if path.is_file() {
                std::fs::read(&path)?
            } else {
                continue;
            };
            for secret in ["Haddad-Quist", "noor@quist.example"] {
                let found = memchr::memmem::find(&bytes, secret.as_bytes());
                ensure!(found.is_none(), "{secret} is readable in {path:?}");
            }
        }
        house.run(async |desk, _| {
            until("everything to be settled", async || {
                Ok(desk.outbox().await?.is_empty().then_some(()))
            })
            .await
        })?;
        is_booked(&control)?;
    }
    Ok(())
}

#[test]
fn a_newcomer_whose_details_are_gone_is_not_made_up() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    let busy = json!({ "error": "rate_limited", "retry_in": 3600 });
    control.fail_next(Fault::answer("POST", PEOPLE, 429, busy));
    house.run(async |desk, _| {
        signed_in(desk).await?;
        fresh(desk).await?;
        desk.book_newcomer(&draft(desk)?, &noor(), true).await?;
        until("it to wait", async || {
            let entries = desk.outbox().await?;
            Ok(entries
                .iter()
                .any(|it| it.reason == Reason::Busy)
                .then_some(()))
        })
        .await
    })?;
    // What is read from DoorFlow is kept in these, and can be lost.
    for file in std::fs::read_dir(house.office.folder())? {
        let path = file?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with("lobby.db")) {
            std::fs::remove_file(path)?;
        }
    }
    house.run(async |desk, _| {
        signed_in(desk).await?;
        let entry = until("a person to be asked", async || {
            let mut entries = desk.outbox().await?;
            Ok(entries.pop().filter(|it| it.state == Standing::NeedsYou))
        })
        .await?;
        assert_eq!(entry.reason, Reason::DetailsGone);
        ensure!(!entry.can_send_again && entry.can_give_up);
        desk.give_up(&entry.key).await?;
        assert_eq!(desk.outbox().await?, []);
        Ok(())
    })?;
    ensure!(noors(&control).is_empty());
    Ok(())
}
