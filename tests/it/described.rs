//! Host, purpose and note in DoorFlow's fields of the visitor, where the configuration says into which.

use anyhow::{Context as _, Result, ensure};
use desk::booking::{About, Draft, Ends, NewTimes, Pattern, Repeat};
use desk::outbox::{EntryKind, Standing};
use sandbox::{Control, Fault, Sandbox};
use serde_json::json;

use crate::bookings::{booked, settled, until_six};
use crate::ears::until;
use crate::newcomer::noor;
use crate::reception::{LINH, Office, Reception, building, draft, fresh, signed_in, visits_of};
use crate::restart::House;

const FIELDS: &str = "host_field = 'custom_2'\npurpose_field = 'custom_3'\n";
const PERSON: &str = "/api/3/people/12001";
const PUT: &str = "PUT /api/3/people/{id}";

async fn open() -> Result<Reception> {
    open_in(building().await?).await
}

async fn open_in(sandbox: Sandbox) -> Result<Reception> {
    let office = Office::at(&sandbox)?;
    office.configure_also(FIELDS)?;
    let reception = Reception::signed_in_at(sandbox, office).await?;
    fresh(&reception.desk).await?;
    Ok(reception)
}

fn audit() -> About {
    About {
        host: "Ana Kos".to_owned(),
        purpose: "Audit".to_owned(),
        note: "Comes by train".to_owned(),
        ..About::default()
    }
}

fn with(draft: Draft, about: About) -> Draft {
    Draft {
        about: Some(about),
        ..draft
    }
}

/// What DoorFlow holds in the two fields and in the notes.
fn fields(control: &Control, person: i64) -> Result<[Option<String>; 3]> {
    let person = control.person(person).context("the person")?;
    Ok(["custom_2", "custom_3", "notes"].map(|name| person.text(name).map(str::to_owned)))
}

fn texts(host: &str, purpose: &str) -> [Option<String>; 3] {
    [Some(host.to_owned()), Some(purpose.to_owned()), None]
}

#[tokio::test]
async fn they_are_written_once_for_a_booking_and_again_when_they_are_noted_otherwise() -> Result<()>
{
    let reception = open().await?;
    let (desk, control) = (&reception.desk, reception.control());
    let office = desk.office().await?;
    ensure!(office.host_field.as_deref() == Some("custom_2") && office.note_field.is_none());
    let series = Draft {
        last_date: String::new(),
        repeat: Some(Repeat {
            pattern: Pattern::Daily,
            ends: Ends::After { count: 3 },
            left_out: Vec::new(),
        }),
        ..with(reception.draft()?, audit())
    };
    let key = booked(&reception, &series).await?;
    settled(&reception).await?;
    assert_eq!(fields(&control, LINH.0)?, texts("Ana Kos", "Audit"));
    assert_eq!(reception.asked(PUT), 1, "three visits, and one booking");

    let moved = NewTimes {
        last_date: String::new(),
        ..until_six(&series)
    };
    desk.move_visit(&key, &moved).await?;
    settled(&reception).await?;
    assert_eq!(reception.asked(PUT), 1, "it is the same at another time");

    let day = reception.day(1)?.to_string();
    let visits = visits_of(desk, LINH, &day, &day).await?;
    let visit = visits.first().context("a visit")?;
    let other = About {
        host: String::new(),
        purpose: "Interview".to_owned(),
        ..audit()
    };
    desk.note_visit(&visit.key, &other).await?;
    settled(&reception).await?;
    let now = fields(&control, LINH.0)?;
    assert_eq!(now, texts("Ana Kos", "Interview"), "none is emptied");
    Ok(())
}

#[tokio::test]
async fn a_newcomer_has_them_and_without_fields_or_the_right_nothing_is_sent() -> Result<()> {
    let reception = open().await?;
    let draft = with(reception.draft()?, audit());
    reception.desk.book_newcomer(&draft, &noor(), true).await?;
    settled(&reception).await?;
    let control = reception.control();
    let people = control.people();
    let noor = people.iter().find(|one| one.first_name == "Noor");
    let noor = noor.context("she is in DoorFlow")?.id;
    assert_eq!(fields(&control, noor)?, texts("Ana Kos", "Audit"));

    let plain = Reception::open().await?;
    booked(&plain, &with(plain.draft()?, audit())).await?;
    settled(&plain).await?;
    assert_eq!(plain.asked(PUT), 0, "no field is named");

    let sandbox = building().await?;
    sandbox.control().set_scopes(&[
        "account.person.readonly",
        "account.reservation",
        "account.channel.readonly",
        "account.sync",
    ]);
    let reads = open_in(sandbox).await?;
    booked(&reads, &with(reads.draft()?, audit())).await?;
    settled(&reads).await?;
    assert_eq!(reads.asked(PUT), 0, "this sign-in may change nobody");
    Ok(())
}

#[tokio::test]
async fn what_doorflow_refuses_is_said_and_the_visit_stands() -> Result<()> {
    let reception = open().await?;
    let (desk, control) = (&reception.desk, reception.control());
    let refusal = json!({ "error": "invalid", "errors": { "custom_3": ["is too long"] } });
    control.fail_next(Fault::answer("PUT", PERSON, 422, refusal));
    let draft = with(reception.draft()?, audit());
    booked(&reception, &draft).await?;
    let entry = until("the refusal", async || {
        let all = desk.outbox().await?;
        Ok(all.into_iter().find(|it| it.state == Standing::Rejected))
    })
    .await?;
    ensure!(
        entry.what == EntryKind::Describe && entry.can_send_again,
        "{entry:?}"
    );
    let visits = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    ensure!(
        visits.len() == 1 && visits[0].key.starts_with('r'),
        "{visits:?}"
    );
    desk.send_again(&entry.key).await?;
    settled(&reception).await?;
    assert_eq!(fields(&control, LINH.0)?, texts("Ana Kos", "Audit"));
    Ok(())
}

#[test]
fn they_are_written_by_the_next_run_where_the_program_ended_before() -> Result<()> {
    let house = House::build()?;
    house.office.configure_also(FIELDS)?;
    house.first_run()?;
    let control = house.sandbox.control();
    control.fail_next(Fault::never_answer("PUT", PERSON));
    house.run(async |desk, _| {
        signed_in(desk).await?;
        desk.book(&with(draft(desk)?, audit())).await?;
        until("the write to be on its way", async || {
            let sent = control.requests().get(PUT).copied().unwrap_or(0);
            Ok((sent > 0).then_some(()))
        })
        .await
    })?;
    house.run(async |desk, _| {
        signed_in(desk).await?;
        until("it to be written", async || {
            Ok(desk.outbox().await?.is_empty().then_some(()))
        })
        .await
    })?;
    assert_eq!(fields(&control, LINH.0)?, texts("Ana Kos", "Audit"));
    Ok(())
}
