//! What was noted of a visit goes on with it, whatever becomes of the visit, and never leaves the encrypted store.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use desk::booking::{About, Draft, Ends, NewTimes, Pattern, Reach, Repeat, SeriesMove};
use desk::outbox::StepState;
use desk::{Code, Desk};
use doorflow::PersonId;
use lobby_tests::harness::traces::found_in;
use sandbox::{Fault, FaultKind};

use crate::bookings::{booked, settled, until_six};
use crate::ears::until;
use crate::newcomer::noor;
use crate::reception::{
    LINH, MARTA, RESERVATIONS, Reception, building, draft, fresh, signed_in, visits_of,
};
use crate::restart::House;

/// What nobody but this desk may read.
const NOTE: &str = "Comes by wheelchair: Quillfeather";

/// Marta is the host.
async fn about(desk: &Desk) -> Result<About> {
    Ok(About {
        host_id: Some(MARTA),
        host: desk.person(MARTA).await?.name,
        purpose: "Audit of the Marlowe books".to_owned(),
        note: NOTE.to_owned(),
    })
}

async fn with_about(reception: &Reception) -> Result<(Draft, About)> {
    let about = about(&reception.desk).await?;
    let draft = Draft {
        about: Some(about.clone()),
        ..reception.draft()?
    };
    Ok((draft, about))
}

async fn noted(desk: &Desk, key: &str) -> Result<About> {
    Ok(desk.visit(key).await?.about)
}

#[tokio::test]
async fn it_is_kept_with_the_visit_and_follows_a_move() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let (draft, about) = with_about(&reception).await?;
    let key = booked(&reception, &draft).await?;
    assert_eq!(noted(desk, &key).await?, about);
    let shown = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    assert_eq!(shown[0].host, about.host);

    let other = About {
        purpose: "Interview".to_owned(),
        ..about.clone()
    };
    desk.note_visit(&key, &other).await?;
    let receipt = desk.move_visit(&key, &until_six(&draft)).await?;
    reception
        .ears
        .booking(receipt.booking, &[StepState::Ready, StepState::Accepted])
        .await?;
    settled(&reception).await?;
    let shown = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    ensure!(shown.len() == 1 && shown[0].key != key, "{shown:?}");
    assert_eq!(noted(desk, &shown[0].key).await?, other);
    reception.refresh().await?;
    assert_eq!(
        noted(desk, &shown[0].key).await?,
        other,
        "a list of DoorFlow's takes nothing of it"
    );

    let gone = shown[0].key.clone();
    desk.cancel_visit(&gone).await?;
    until("it to be gone", async || {
        let left = visits_of(desk, LINH, &draft.date, &draft.date).await?;
        Ok((left.is_empty() && desk.outbox().await?.is_empty()).then_some(()))
    })
    .await?;
    desk.undo_cancel(&gone).await?;
    settled(&reception).await?;
    let shown = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    ensure!(shown.len() == 1 && shown[0].key != gone, "{shown:?}");
    assert_eq!(
        noted(desk, &shown[0].key).await?,
        other,
        "also where it was booked again"
    );

    desk.note_visit(&shown[0].key, &About::default()).await?;
    let shown = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    assert_eq!(shown[0].host, "");
    let long = About {
        purpose: "x".repeat(201),
        ..about
    };
    let refused = desk.note_visit(&shown[0].key, &long).await;
    assert_eq!(refused.map_err(|error| error.code), Err(Code::BadInput));
    let nowhere = desk.note_visit("r1", &other).await;
    assert_eq!(nowhere.map_err(|error| error.code), Err(Code::NotFound));
    Ok(())
}

#[tokio::test]
async fn all_of_a_series_and_of_a_party_have_it_and_those_who_are_added() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let (draft, about) = with_about(&reception).await?;
    let draft = Draft {
        last_date: String::new(),
        others: vec![PersonId(12_003)],
        repeat: Some(Repeat {
            pattern: Pattern::Daily,
            ends: Ends::After { count: 3 },
            left_out: vec![reception.day(2)?.to_string()],
        }),
        ..draft
    };
    let key = booked(&reception, &draft).await?;
    settled(&reception).await?;
    let (first, last) = (reception.day(0)?, reception.day(8)?);
    let missing = [reception.day(2)?.to_string()];
    desk.add_to_series(&key, &missing).await?;
    settled(&reception).await?;
    desk.add_visitor(&key, PersonId(12_004)).await?;
    settled(&reception).await?;
    let hosts = async || -> Result<Vec<(PersonId, usize)>> {
        let agenda = desk.agenda(&first.to_string(), &last.to_string()).await?;
        let hosted = |person| {
            let of = agenda.visits.iter().filter(|it| it.person_id == person);
            (person, of.filter(|it| it.host == about.host).count())
        };
        Ok([LINH, PersonId(12_003), PersonId(12_004)]
            .map(hosted)
            .to_vec())
    };
    let all = [(LINH, 3), (PersonId(12_003), 2), (PersonId(12_004), 3)];
    assert_eq!(hosts().await?, all);

    let to = SeriesMove {
        reach: Reach::All,
        times: NewTimes {
            last_date: String::new(),
            ..until_six(&draft)
        },
        left_out: Vec::new(),
    };
    desk.move_series(&key, &to).await?;
    settled(&reception).await?;
    assert_eq!(hosts().await?, all, "also at other times");
    Ok(())
}

#[tokio::test]
async fn it_can_be_changed_before_doorflow_has_the_visit_and_a_newcomer_has_it_too() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let (draft, about) = with_about(&reception).await?;
    let busy = FaultKind::RateLimited {
        retry_after: Some(2),
    };
    reception
        .control()
        .fail_next(Fault::new("POST", RESERVATIONS, busy));
    let receipt = desk.book(&draft).await?;
    let pending = receipt.steps[0].visit_key.clone().context("its own key")?;
    ensure!(pending.starts_with('b'), "{pending}");
    assert_eq!(noted(desk, &pending).await?, about);
    let other = About {
        note: "Comes by train".to_owned(),
        ..about.clone()
    };
    desk.note_visit(&pending, &other).await?;
    reception
        .ears
        .booking(receipt.booking, &[StepState::Ready])
        .await?;
    assert_eq!(
        noted(desk, &pending).await?,
        other,
        "by its old key, as long as it is open"
    );
    let shown = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    assert_eq!(noted(desk, &shown[0].key).await?, other);

    let receipt = desk.book_newcomer(&draft, &noor(), true).await?;
    let states = [StepState::Accepted, StepState::Accepted, StepState::Ready];
    let receipt = reception.ears.booking(receipt.booking, &states).await?;
    let key = receipt.steps[2].visit_key.clone().context("a visit")?;
    assert_eq!(noted(desk, &key).await?, about);
    Ok(())
}

#[tokio::test]
async fn what_is_noted_of_a_visit_that_is_being_moved_goes_with_it() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let (draft, about) = with_about(&reception).await?;
    let receipt = desk.book(&draft).await?;
    let states = [StepState::Ready];
    let receipt = reception.ears.booking(receipt.booking, &states).await?;
    let key = receipt.steps[0].visit_key.clone().context("a visit")?;
    let busy = FaultKind::RateLimited {
        retry_after: Some(6),
    };
    let old = "/api/3/reservations/{id}";
    let control = reception.control();
    control.fail_next(Fault::new("DELETE", old, busy));
    desk.move_visit(&key, &until_six(&draft)).await?;
    until("the old one to wait for its turn", async || {
        Ok((reception.asked(&format!("DELETE {old}")) == 1).then_some(()))
    })
    .await?;
    let other = About {
        note: "Comes by train".to_owned(),
        ..about
    };
    desk.note_visit(&key, &other).await?;
    settled(&reception).await?;
    let shown = visits_of(desk, LINH, &draft.date, &draft.date).await?;
    let moved = shown.iter().find(|visit| visit.key != key);
    let moved = moved.context("the new one")?;
    assert_eq!(noted(desk, &moved.key).await?, other);
    Ok(())
}

#[test]
fn it_outlasts_the_program_stays_encrypted_and_goes_with_the_sign_in() -> Result<()> {
    let house = House::build()?;
    house.first_run()?;
    let control = house.sandbox.control();
    control.fail_next(Fault::never_answer("POST", RESERVATIONS));
    let before = control.reservations().len();
    let about = house.run(async |desk, _| {
        signed_in(desk).await?;
        let about = about(desk).await?;
        let draft = Draft {
            about: Some(about.clone()),
            ..draft(desk)?
        };
        desk.book(&draft).await?;
        // Where the program ends before, the fault is still to come.
        until("DoorFlow to have it", async || {
            Ok((control.reservations().len() > before).then_some(()))
        })
        .await?;
        Ok(about)
    })?;
    let texts = BTreeSet::from([NOTE.to_owned(), about.purpose.clone()]);
    assert_eq!(found_in(house.office.folder(), &texts)?, []);
    let key = house.run(async |desk, _| {
        signed_in(desk).await?;
        fresh(desk).await?;
        let tomorrow = draft(desk)?.date;
        let key = until("the visit", async || {
            let visits = visits_of(desk, LINH, &tomorrow, &tomorrow).await?;
            let made = visits.into_iter().find(|visit| visit.key.starts_with('r'));
            Ok(made.map(|visit| visit.key))
        })
        .await?;
        // A list may show it before it is known to be what was asked for.
        until("what was noted of it", async || {
            Ok((noted(desk, &key).await? == about).then_some(()))
        })
        .await?;
        Ok(key)
    })?;
    house.run(async |desk, _| {
        signed_in(desk).await?;
        assert_eq!(noted(desk, &key).await?, about);
        desk.sign_out().await?;
        desk.sign_in().await?;
        signed_in(desk).await?;
        fresh(desk).await?;
        assert_eq!(noted(desk, &key).await?, About::default());
        Ok(())
    })?;
    assert_eq!(found_in(house.office.folder(), &texts)?, []);
    Ok(())
}
