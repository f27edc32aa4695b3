//! Visits that were asked for together: booked date by date, and moved, cancelled and added to together.

use anyhow::{Context as _, Result, ensure};
use desk::booking::{
    Draft, Ends, NewTimes, NoteCode, Pattern, ProblemCode, Reach, Repeat, SeriesMove,
};
use desk::outbox::{Reason, Standing, StepState};
use desk::visits::{Visit, VisitState};
use desk::{Code, DeskError};
use doorflow::PersonId;
use sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::bookings::settled;
use crate::ears::until;
use crate::reception::{LINH, MARTA, Office, RESERVATIONS, Reception, building, fresh, visits_of};

/// Nine to ten on five days from tomorrow on.
fn five_days(reception: &Reception) -> Result<Draft> {
    Ok(Draft {
        last_date: String::new(),
        to: "10:00".to_owned(),
        repeat: Some(Repeat {
            pattern: Pattern::Daily,
            ends: Ends::After { count: 5 },
            left_out: Vec::new(),
        }),
        ..reception.draft()?
    })
}

fn without(reception: &Reception, days: &[u64], mut draft: Draft) -> Result<Draft> {
    let repeat = draft.repeat.as_mut().context("it repeats")?;
    for day in days {
        repeat.left_out.push(reception.day(*day)?.to_string());
    }
    Ok(draft)
}

/// Linh's visits of the next two weeks.
async fn shown(reception: &Reception) -> Result<Vec<Visit>> {
    let (first, last) = (reception.day(0)?, reception.day(14)?);
    visits_of(&reception.desk, LINH, first, last).await
}

/// How many days from today on they are, and when they begin.
async fn days(reception: &Reception) -> Result<Vec<(i64, String)>> {
    let today = reception.day(0)?;
    Ok(shown(reception)
        .await?
        .iter()
        .map(|visit| {
            let days = (visit.start.date - today).num_days();
            (days, visit.start.time.clone())
        })
        .collect())
}

/// What [`days`] answers for these days, all at this time.
fn at(time: &str, days: &[i64]) -> Vec<(i64, String)> {
    days.iter().map(|day| (*day, time.to_owned())).collect()
}

fn to(times: NewTimes, reach: Reach) -> SeriesMove {
    SeriesMove {
        reach,
        times,
        left_out: Vec::new(),
    }
}

/// A day later, from three to four.
fn later(visit: &Visit) -> NewTimes {
    let day = visit.start.date.succ_opt().unwrap_or(visit.start.date);
    NewTimes {
        date: day.to_string(),
        last_date: String::new(),
        from: "15:00".to_owned(),
        to: "16:00".to_owned(),
    }
}

#[tokio::test]
async fn each_date_is_booked_once_and_one_left_out_is_added_later() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let draft = without(&reception, &[3], five_days(&reception)?)?;
    let plan = desk.plan(&draft).await?;
    assert_eq!((plan.dates.len(), plan.items.len()), (5, 4));
    desk.book(&draft).await?;
    settled(&reception).await?;
    assert_eq!(days(&reception).await?, at("09:00", &[1, 2, 4, 5]));

    let key = shown(&reception).await?[1].key.clone();
    let series = desk
        .visit(&key)
        .await?
        .series
        .context("it is of a series")?;
    assert_eq!(series.visits.len(), 4);
    assert_eq!(series.missing, [reception.day(3)?.to_string()]);
    for wrong in [reception.day(2)?, reception.day(9)?] {
        let refused = desk.add_to_series(&key, &[wrong.to_string()]).await;
        assert_eq!(refused.map_err(|error| error.code), Err(Code::BadInput));
    }
    desk.add_to_series(&key, &series.missing).await?;
    settled(&reception).await?;
    assert_eq!(days(&reception).await?, at("09:00", &[1, 2, 3, 4, 5]));
    let series = desk.visit(&key).await?.series.context("a series")?;
    assert_eq!((series.visits.len(), series.missing.len()), (5, 0));
    assert_eq!(
        reception
            .control()
            .reservations()
            .iter()
            .filter(|it| it.person_id == LINH.0)
            .count(),
        5
    );
    Ok(())
}

#[tokio::test]
async fn this_and_following_are_moved_together_and_remain_a_series() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    desk.book(&five_days(&reception)?).await?;
    settled(&reception).await?;
    let third = shown(&reception).await?.remove(2);
    let goes = to(later(&third), Reach::Following);
    let plan = desk.plan_series_move(&third.key, &goes).await?;
    assert_eq!(plan.problems, []);
    let dates: Vec<_> = plan.dates.iter().map(|it| it.date.clone()).collect();
    let wanted: Vec<_> = [4, 5, 6]
        .into_iter()
        .map(|day| Ok(reception.day(day)?.to_string()))
        .collect::<Result<_>>()?;
    assert_eq!(dates, wanted);
    ensure!(
        plan.dates.iter().all(|date| date.notes.is_empty()),
        "what goes as well is in nobody's way: {plan:?}"
    );
    let mut but_one = goes.clone();
    but_one.left_out.push(wanted[1].clone());
    let mut onto_it = but_one.clone();
    (onto_it.times.from, onto_it.times.to) = ("9:30".to_owned(), "10:30".to_owned());
    let plan = desk.plan_series_move(&third.key, &onto_it).await?;
    let said: Vec<_> = plan.dates.iter().map(|it| !it.notes.is_empty()).collect();
    assert_eq!(
        said,
        [true, false, false],
        "the first goes onto the one that stays: {plan:?}"
    );
    desk.move_series(&third.key, &but_one).await?;
    settled(&reception).await?;
    let mut expected = at("09:00", &[1, 2, 4]);
    expected.extend(at("15:00", &[4, 6]));
    expected.sort();
    assert_eq!(days(&reception).await?, expected);

    let key = shown(&reception).await?[0].key.clone();
    let series = desk.visit(&key).await?.series.context("a series")?;
    assert_eq!((series.visits.len(), series.missing.len()), (5, 0));
    // As it is already.
    let same = NewTimes {
        date: reception.day(1)?.to_string(),
        last_date: String::new(),
        from: "9".to_owned(),
        to: "10".to_owned(),
    };
    let visits = shown(&reception).await?;
    let refused = desk.move_series(&key, &to(same, Reach::All)).await;
    ensure!(
        refused.is_ok(),
        "those that were moved go back: {refused:?}"
    );
    settled(&reception).await?;
    ensure!(
        days(&reception)
            .await?
            .iter()
            .all(|(_, time)| time == "09:00")
    );
    assert_eq!(shown(&reception).await?.len(), visits.len());
    Ok(())
}

#[tokio::test]
async fn following_ones_or_all_are_cancelled_and_the_rest_stands() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    desk.book(&five_days(&reception)?).await?;
    settled(&reception).await?;
    let visits = shown(&reception).await?;
    let done = desk.cancel_series(&visits[3].key, Reach::Following).await?;
    assert_eq!((done.cancelled, done.left), (2, 0));
    settled(&reception).await?;
    assert_eq!(days(&reception).await?, at("09:00", &[1, 2, 3]));
    let series = desk.visit(&visits[0].key).await?.series.context("one")?;
    assert_eq!(series.missing.len(), 2, "they can be added again");
    let done = desk.cancel_series(&visits[1].key, Reach::All).await?;
    assert_eq!((done.cancelled, done.left), (3, 0));
    settled(&reception).await?;
    assert_eq!(shown(&reception).await?, []);
    Ok(())
}

#[tokio::test]
async fn what_was_not_sent_yet_is_taken_back_with_its_series() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let busy = FaultKind::RateLimited {
        retry_after: Some(20),
    };
    let control = reception.control();
    control.fail_next(Fault::new("POST", RESERVATIONS, busy));
    desk.book(&five_days(&reception)?).await?;
    let key = until("the first to wait", async || {
        let visits = shown(&reception).await?;
        let waits = visits.len() == 5 && visits.iter().all(|it| it.state == VisitState::Pending);
        let sent = reception.asked("POST /api/3/reservations") > 0;
        let still = desk
            .outbox()
            .await?
            .iter()
            .all(|it| it.state == Standing::Queued);
        Ok((waits && sent && still).then(|| visits[0].key.clone()))
    })
    .await?;
    let done = desk.cancel_series(&key, Reach::All).await?;
    assert_eq!((done.cancelled, done.left), (5, 0));
    settled(&reception).await?;
    assert_eq!(shown(&reception).await?, []);
    Ok(())
}

#[tokio::test]
async fn dates_that_cannot_be_are_refused_with_nothing_sent() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let mut draft = five_days(&reception)?;
    draft.date = reception.day(0)?.to_string();
    (draft.from, draft.to) = ("00:00".to_owned(), "00:01".to_owned());
    let refused = desk.book(&draft).await;
    let DeskError { code, problems, .. } = refused.err().context("today has passed")?;
    assert_eq!(code, Code::Refused);
    assert_eq!(problems[0].code, ProblemCode::DatesAmiss);
    assert_eq!(desk.outbox().await?, []);
    let refused = desk.cancel_series("r1", Reach::All).await;
    assert_eq!(refused.map_err(|error| error.code), Err(Code::NotFound));
    Ok(())
}

/// Who is booked, in DoorFlow's own books: each with how many visits.
fn booked_people(reception: &Reception, before: usize) -> Vec<(i64, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    for one in &reception.control().reservations()[before..] {
        *counts.entry(one.person_id).or_default() += 1;
    }
    counts.into_iter().collect()
}

#[tokio::test]
async fn several_visitors_are_booked_together_and_one_is_added_and_taken_out_later() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let before = reception.control().reservations().len();
    let people = reception.control().people();
    let free = |one: &&sandbox::Person| one.enabled && one.id != LINH.0;
    let mut free = people.iter().filter(free).map(|one| PersonId(one.id));
    let (second, third) = (free.next().context("one")?, free.next().context("two")?);
    let mut draft = five_days(&reception)?;
    draft.others = vec![second, LINH, second];
    let repeat = draft.repeat.as_mut().context("it repeats")?;
    repeat.ends = Ends::After { count: 2 };
    let plan = desk.plan(&draft).await?;
    assert_eq!((plan.items.len(), plan.visitors.len()), (4, 1), "{plan:?}");
    ensure!(plan.items.iter().all(|item| item.who.is_some()));
    let receipt = desk.book(&draft).await?;
    ensure!(
        receipt.who.contains(", "),
        "both are named: {}",
        receipt.who
    );
    settled(&reception).await?;
    assert_eq!(
        booked_people(&reception, before),
        [(LINH.0.min(second.0), 2), (LINH.0.max(second.0), 2)]
    );

    let key = shown(&reception).await?[0].key.clone();
    desk.add_visitor(&key, third).await?;
    settled(&reception).await?;
    assert_eq!(reception.control().reservations().len(), before + 6);
    let twice = desk.add_visitor(&key, third).await;
    let codes = |error: DeskError| error.problems.iter().map(|it| it.code).collect::<Vec<_>>();
    assert_eq!(twice.map_err(codes), Err(vec![ProblemCode::AtAllAlready]));
    let series = desk.visit(&key).await?.series.context("a series")?;
    assert_eq!((series.visits.len(), series.missing.len()), (6, 0));

    desk.cancel_visit(&key).await?;
    settled(&reception).await?;
    let series = desk.visit(&shown(&reception).await?[0].key).await?.series;
    let series = series.context("a series")?;
    assert_eq!(series.visits.len(), 5, "only that one went");
    assert_eq!(series.missing.len(), 1, "and can be added for that visitor");
    Ok(())
}

#[tokio::test]
async fn who_was_refused_for_a_date_is_added_for_it_once_more() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let desk = &reception.desk;
    let mut draft = five_days(&reception)?;
    let repeat = draft.repeat.as_mut().context("it repeats")?;
    repeat.ends = Ends::After { count: 2 };
    desk.book(&draft).await?;
    settled(&reception).await?;
    let key = shown(&reception).await?[0].key.clone();
    let refused = json!({ "error": "invalid", "errors": { "end_time": ["is not wanted"] } });
    let fault = Fault::answer("POST", RESERVATIONS, 422, refused);
    let before = reception.control().reservations().len();
    reception.control().fail_next(fault);
    desk.add_visitor(&key, MARTA).await?;
    until("one to be refused and the other booked", async || {
        let waits = desk.outbox().await?;
        let refused = waits.len() == 1 && waits[0].reason != Reason::None;
        Ok((refused && reception.control().reservations().len() == before + 1).then_some(()))
    })
    .await?;
    desk.add_visitor(&key, MARTA).await?;
    until("the refused one to be booked", async || {
        Ok((reception.control().reservations().len() == before + 2).then_some(()))
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn one_of_several_who_cannot_be_booked_holds_up_all_and_is_named() -> Result<()> {
    let reception = Reception::open().await?;
    let desk = &reception.desk;
    let people = reception.control().people();
    let disabled = people.iter().find(|one| !one.enabled).context("one")?;
    let draft = Draft {
        others: vec![PersonId(disabled.id)],
        ..reception.draft()?
    };
    let plan = desk.plan(&draft).await?;
    let codes: Vec<_> = plan.problems.iter().map(|it| it.code).collect();
    assert_eq!(codes, [ProblemCode::OthersAmiss]);
    assert_eq!(
        plan.visitors[0].problems[0].code,
        ProblemCode::PersonDisabled
    );
    ensure!(!plan.visitors[0].name.is_empty());
    let refused = desk.book(&draft).await;
    assert_eq!(refused.map_err(|error| error.code), Err(Code::Refused));
    assert_eq!(desk.outbox().await?, []);
    Ok(())
}

#[tokio::test]
async fn more_guests_at_once_than_the_site_wants_are_said_and_hold_nothing_up() -> Result<()> {
    let sandbox = building().await?;
    let office = Office::at(&sandbox)?;
    let written = std::fs::read_to_string(office.folder().join("lobby.toml"))?;
    office.configure_also("guests_at_once = 1\n")?;
    let reception = Reception::signed_in_at(sandbox, office).await?;
    fresh(&reception.desk).await?;
    let desk = &reception.desk;
    let draft = reception.draft()?;
    let crowded = async |draft: &Draft| -> Result<Vec<String>> {
        let plan = desk.plan(draft).await?;
        assert_eq!(plan.problems, []);
        let notes = plan.notes.into_iter();
        let mut dated: Vec<_> = plan.dates.into_iter().flat_map(|it| it.notes).collect();
        dated.extend(notes);
        dated.retain(|note| note.code == NoteCode::Crowded);
        Ok(dated.into_iter().map(|note| note.subject).collect())
    };
    // Others stay in the building overnight.
    let count = |said: &[String]| {
        let first = said.first().and_then(|said| said.split(' ').next());
        first.map_or(Ok(1), str::parse::<usize>)
    };
    let mut early = draft.clone();
    (early.from, early.to) = ("00:00".to_owned(), "00:01".to_owned());
    let alone = count(&crowded(&early).await?)?;
    early.others = vec![MARTA];
    let said = crowded(&early).await?;
    assert_eq!(said, [format!("{} 1 {} 00:00", alone + 1, early.date)]);
    let receipt = desk.book(&early).await?;
    reception
        .ears
        .booking(receipt.booking, &[StepState::Ready])
        .await?;
    let mut later = early.clone();
    (later.person_id, later.others) = (Some(PersonId(12_003)), Vec::new());
    let now = crowded(&later).await?;
    let both = format!("{} 1 {} 00:00", alone + 2, early.date);
    assert_eq!(now, [both], "whoever is booked counts");

    let no_limit = desk.limit_guests(0).await?;
    assert_eq!(no_limit.guests_at_once, 0);
    assert_eq!(crowded(&later).await?, Vec::<String>::new());
    desk.limit_guests(u16::try_from(alone + 1)?).await?;
    assert_eq!(crowded(&later).await?.len(), 1);
    let too_many = desk.limit_guests(20_000).await.map_err(|error| error.code);
    assert_eq!(too_many, Err(Code::BadInput));
    let kept = std::fs::read_to_string(reception.office.folder().join("lobby.toml"))?;
    ensure!(
        kept.contains(&format!("guests_at_once = {}", alone + 1)),
        "{kept}"
    );
    ensure!(kept.starts_with(written.as_str()), "the rest stays: {kept}");
    Ok(())
}

#[tokio::test]
async fn who_is_added_is_booked_once_for_a_date_that_is_being_moved() -> Result<()> {
    let busy = FaultKind::RateLimited {
        retry_after: Some(10),
    };
    let refused = json!({ "error": "invalid", "errors": { "end_time": ["is not wanted"] } });
    for (fault, wanted) in [
        // The new times are refused, and the old ones stand.
        (
            Fault::answer("POST", RESERVATIONS, 422, refused),
            [(1, 9), (2, 9)],
        ),
        // They are on their way.
        (Fault::new("POST", RESERVATIONS, busy), [(2, 9), (2, 15)]),
    ] {
        let reception = Reception::open_quick(building().await?).await?;
        let desk = &reception.desk;
        let mut draft = five_days(&reception)?;
        let repeat = draft.repeat.as_mut().context("it repeats")?;
        repeat.ends = Ends::After { count: 2 };
        desk.book(&draft).await?;
        settled(&reception).await?;
        let first = shown(&reception).await?.remove(0);
        reception.control().fail_next(fault);
        desk.move_visit(&first.key, &later(&first)).await?;
        until("the new times to wait", async || {
            let waits = desk.outbox().await?;
            Ok(waits
                .iter()
                .any(|it| it.reason != Reason::None)
                .then_some(()))
        })
        .await?;

        desk.add_visitor(&first.key, MARTA).await?;
        let (today, last) = (reception.day(0)?, reception.day(14)?);
        let hers = visits_of(desk, MARTA, today, last).await?;
        let hers: Vec<_> = (hers.iter())
            .map(|it| {
                (
                    (it.start.date - today).num_days(),
                    it.start.time[..2].parse(),
                )
            })
            .map(|(day, hour)| Ok((day, hour?)))
            .collect::<Result<_>>()?;
        assert_eq!(hers, wanted);
    }
    Ok(())
}
