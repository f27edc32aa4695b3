//! A day at the desk from eight to six: sixty visitors, of whom some come early or late, are turned away, stay away, stay longer, are
//! cancelled or walk in, while a door is away for an hour and DoorFlow for twenty minutes. In the evening the board, History and
//! DoorFlow's own books say the same of each of them.

mod office;
mod script;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use desk::history::{HistoryAsk, HistoryState};
use desk::visits::Presence;
use doorflow::PersonId;

use self::office::{Office, Visitor, clock, line};
use self::script::{KNOWN, script, start_of};
use crate::bookings::settled;
use crate::day::Day;
use crate::ears::until;
use crate::reception::{FRONT_DOOR, TURNSTILE};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a day, and what is said of it")]
async fn in_the_evening_the_board_history_and_doorflow_say_the_same_of_sixty_visitors() -> Result<()>
{
    let day = Day::from("08:00").await?;
    let control = day.reception.control();
    let midnight = "2026-11-18T00:00:00Z".parse()?;
    let visitors = (0..KNOWN)
        .map(|number| Visitor {
            person: control.add_person("Guest", &format!("Nummer{number}")),
            name: format!("Guest Nummer{number}"),
            door: if number % 3 == 0 {
                TURNSTILE
            } else {
                FRONT_DOOR
            },
            start: start_of(usize::try_from(number).unwrap_or(0)),
        })
        .collect();
    day.reception.refresh().await?;
    let mut office = Office {
        day,
        midnight,
        visitors,
        seen: BTreeMap::new(),
    };
    for one in &office.visitors {
        let draft = office.draft(Some(one.person), one.door, one.start)?;
        office.day.desk().book(&draft).await?;
    }
    settled(&office.day.reception).await?;
    for number in 0..office.visitors.len() {
        office.told(&office.visit_of(number)?).await?;
    }
    office.note();

    for (minute, act) in script() {
        office.at(minute);
        let what = format!("{act:?} at {}", clock(minute));
        office.act(minute, act).await.context(what)?;
    }
    office.at(18 * 60);

    let wanted = office.by_doorflow();
    ensure!(wanted.len() == 60 - 4, "{} visits stand", wanted.len());
    let people: BTreeSet<i64> = office.visitors.iter().map(|one| one.person).collect();
    let today = office.day.reception.day(0)?;
    let desk = office.day.desk();
    let (board, history) = until("the evening", async || {
        desk.refresh();
        let agenda = desk.agenda(&today.to_string(), &today.to_string()).await?;
        let theirs = |person: PersonId| people.contains(&person.0);
        let board: BTreeMap<String, Option<Presence>> = agenda
            .visits
            .iter()
            .filter(|visit| theirs(visit.person_id))
            .map(|visit| {
                let presence = visit.attendance.as_ref().map(|seen| seen.presence);
                (visit.key.clone(), presence)
            })
            .collect();
        let ask = HistoryAsk {
            first: Some(today),
            last: Some(today),
            ..HistoryAsk::default()
        };
        let mut page = desk.history(ask, 0, 1000, None).await?;
        page.lines.retain(|line| theirs(line.visit.person_id));
        let known = board
            .values()
            .all(|seen| matches!(seen, Some(Presence::Left | Presence::NoShow)));
        Ok(known.then_some((board, page.lines)))
    })
    .await?;

    // The board and History, visit by visit.
    let stands = history
        .iter()
        .filter(|line| !matches!(line.state, HistoryState::Moved | HistoryState::Cancelled));
    let mut told = Vec::new();
    for it in stands {
        let on_board = board.get(&it.visit.key).copied().flatten();
        let same = match it.state {
            HistoryState::Left => Some(Presence::Left),
            HistoryState::NoShow => Some(Presence::NoShow),
            _ => None,
        };
        ensure!(
            same.is_some() && on_board == same,
            "{it:?} is {on_board:?} on the board"
        );
        told.push(line(
            &it.visit.name,
            &it.visit.start.time,
            &it.visit.end.time,
            it.arrived.as_ref().map(|at| at.time.as_str()),
            it.rejected,
        ));
    }
    assert_eq!(board.len(), told.len());
    told.sort();
    for (said, wanted) in told.iter().zip(&wanted) {
        assert_eq!(said, wanted);
    }
    assert_eq!(told.len(), wanted.len());

    // What is gone from DoorFlow is what History says was moved or cancelled.
    let gone = |state: HistoryState| history.iter().filter(|it| it.state == state).count();
    assert_eq!(
        (gone(HistoryState::Moved), gone(HistoryState::Cancelled)),
        (5, 5)
    );
    let ledger: BTreeSet<String> = office.deleted().iter().map(|id| format!("r{id}")).collect();
    let said: BTreeSet<String> = history
        .iter()
        .filter(|it| matches!(it.state, HistoryState::Moved | HistoryState::Cancelled))
        .map(|it| it.visit.key.clone())
        .collect();
    assert_eq!(said, ledger);
    Ok(())
}
