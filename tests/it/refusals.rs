//! What cannot be booked: refused here with nothing sent, or by DoorFlow at the right field.

use anyhow::{Context as _, Result, ensure};
use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use desk::Code;
use desk::booking::{Draft, Field, Place, Problem, ProblemCode};
use desk::outbox::StepState;
use desk::session::{Capability, SessionState};
use desk::visits::VisitState;
use doorflow::PersonId;
use sandbox::Fault;
use serde_json::json;

use crate::reception::{
    FRONT_DOOR, LINH, RESERVATIONS, Reception, VISITORS, building, doors, groups, visits_of,
};

/// The next day, after today, on which 01:30 does not happen in London.
fn next_gap(today: NaiveDate) -> Result<NaiveDate> {
    let skipped = NaiveTime::from_hms_opt(1, 30, 0).context("a time")?;
    let london = chrono_tz::Europe::London;
    today
        .iter_days()
        .take(400)
        .find(|day| {
            london
                .from_local_datetime(&day.and_time(skipped))
                .earliest()
                .is_none()
        })
        .context("the clocks go forward once a year")
}

#[tokio::test]
async fn what_is_refused_here_is_never_sent() -> Result<()> {
    use ProblemCode::{
        BadTime, NoDoors, NoPerson, PastMidnight, PersonDisabled, TimeSkipped, TooShort,
        UnknownDoor, UnknownGroup, UnknownPerson,
    };

    let reception = Reception::open().await?;
    let control = reception.control();
    let disabled = PersonId(control.add_person("Noor", "Haddad"));
    control.set_person_enabled(disabled.0, false);
    reception.refresh().await?;
    let gap = next_gap(reception.day(0)?)?.to_string();
    let good = reception.draft()?;
    let times = |from: &str, to: &str| Draft {
        from: from.to_owned(),
        to: to.to_owned(),
        ..good.clone()
    };
    let to = |place: Place| Draft {
        place,
        ..good.clone()
    };
    let who = |person_id| Draft {
        person_id,
        ..good.clone()
    };
    let cases = [
        (times("22:00", "06:00"), Field::To, PastMidnight),
        (times("09:00:00", "09:00:30"), Field::To, TooShort),
        (times("09:00", "half past"), Field::To, BadTime),
        (times("09:00", "09:00"), Field::To, TooShort),
        (
            Draft {
                date: gap.clone(),
                last_date: gap,
                ..times("01:30", "05:00")
            },
            Field::From,
            TimeSkipped,
        ),
        (who(Some(disabled)), Field::Who, PersonDisabled),
        (who(None), Field::Who, NoPerson),
        (who(Some(PersonId(1))), Field::Who, UnknownPerson),
        (to(doors(&[FRONT_DOOR, 99])), Field::Place, UnknownDoor),
        (to(doors(&[])), Field::Place, NoDoors),
        (to(groups(&[99])), Field::Place, UnknownGroup),
    ];
    for (draft, field, code) in cases {
        let refused = reception.desk.book(&draft).await.err();
        let error = refused.with_context(|| format!("{code:?} was booked"))?;
        assert_eq!(error.code, Code::Refused);
        ensure!(
            error
                .problems
                .iter()
                .any(|problem| (problem.field, problem.code) == (field, code)),
            "{code:?} at {field:?}, not {:?}",
            error.problems
        );
        assert_eq!(
            reception.desk.plan(&draft).await?.problems,
            error.problems,
            "planning says the same"
        );
    }

    assert_eq!(reception.desk.status().await?.outbox, 0);
    // A booking that goes through shows that nothing was waiting before it.
    let booking = reception.desk.book(&good).await?.booking;
    reception
        .ears
        .booking(booking, &[StepState::Accepted])
        .await?;
    assert_eq!(reception.asked("POST /api/3/reservations"), 1);
    assert_eq!(reception.asked("POST /api/3/group_reservations"), 0);
    Ok(())
}

#[tokio::test]
async fn what_doorflow_refuses_is_told_at_its_field_and_can_be_taken_off() -> Result<()> {
    let reception = Reception::open().await?;
    let sentence = "must be after start time";
    let body = json!({ "error": "Validation failed", "errors": { "end_time": [sentence] } });
    reception
        .control()
        .fail_next(Fault::answer("POST", RESERVATIONS, 422, body));
    let draft = reception.draft()?;
    let booking = reception.desk.book(&draft).await?.booking;
    let receipt = reception
        .ears
        .booking(booking, &[StepState::Rejected])
        .await?;
    let step = receipt.steps.first().context("one step")?;
    assert_eq!(
        step.problems,
        [Problem {
            field: Field::To,
            code: ProblemCode::Refused,
            subject: sentence.to_owned(),
        }]
    );
    assert_eq!(reception.desk.status().await?.needs_you, 1);
    let shown = visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?;
    assert_eq!(shown.len(), 1, "{shown:#?}");
    assert_eq!(shown[0].state, VisitState::NotBooked);

    reception.desk.dismiss_booking(&shown[0].key).await?;
    assert_eq!(
        visits_of(&reception.desk, LINH, &draft.date, &draft.date).await?,
        []
    );
    assert_eq!(reception.desk.status().await?.needs_you, 0);
    assert_eq!(
        reception.asked("POST /api/3/reservations"),
        1,
        "a refusal is not asked for again"
    );
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_may_only_read_says_so_before_anything_is_sent() -> Result<()> {
    let sandbox = building().await?;
    sandbox.control().set_scopes(&[
        "account.person.readonly",
        "account.reservation.readonly",
        "account.group_reservation",
        "account.channel.readonly",
        "account.group.readonly",
        "account.role.readonly",
        "account.site.readonly",
    ]);
    let reception = Reception::open_in(sandbox).await?;
    let SessionState::SignedIn { missing, .. } = reception.desk.session() else {
        unreachable!("the desk is signed in");
    };
    for capability in [Capability::BookDoors, Capability::Sync, Capability::Admit] {
        ensure!(missing.contains(&capability), "{missing:?}");
    }
    ensure!(!missing.contains(&Capability::BookGroups), "{missing:?}");

    let mut draft = reception.draft()?;
    let error = reception.desk.book(&draft).await.err().context("refused")?;
    let problem = Problem {
        field: Field::Place,
        code: ProblemCode::MissingScope,
        subject: "account.reservation".to_owned(),
    };
    assert_eq!(error.problems, [problem]);

    // What it may do it does; the doors are for somebody else to tell.
    draft.place = groups(&[VISITORS]);
    let booking = reception.desk.book(&draft).await?.booking;
    reception
        .ears
        .booking(booking, &[StepState::Accepted])
        .await?;
    assert_eq!(reception.asked("POST /api/3/reservations"), 0);
    assert_eq!(reception.asked("POST /api/3/sync"), 0);
    Ok(())
}

#[tokio::test]
async fn a_scope_that_doorflow_denies_all_the_same_is_told_as_such() -> Result<()> {
    let reception = Reception::open().await?;
    let body = json!({ "error": "forbidden", "error_description": "Not yours" });
    reception
        .control()
        .fail_next(Fault::answer("POST", RESERVATIONS, 403, body));
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    let receipt = reception
        .ears
        .booking(booking, &[StepState::Rejected])
        .await?;
    let problems: Vec<_> = receipt
        .steps
        .iter()
        .flat_map(|step| &step.problems)
        .collect();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].code, ProblemCode::MissingScope);
    assert_eq!(problems[0].subject, "account.reservation");
    Ok(())
}
