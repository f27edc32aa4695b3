//! Group reservations under way, which DoorFlow's groups follow.

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use desk::booking::{Draft, NewTimes};
use sandbox::{Fault, FaultKind, GroupReservationState, When};
use serde_json::json;

use crate::bookings::{booked, settled, until_six};
use crate::ears::until;
use crate::reception::{LINH, Reception, VISITORS, building, groups};

/// A stay of Linh's that is under way, moved to a day later, whose groups the desk has just asked for: the answer lets it wait.
struct Moved {
    reception: Reception,
    draft: Draft,
    /// The visit that stands in the old one's place.
    new: i64,
}

impl Moved {
    async fn and_looked_at() -> Result<Self> {
        let reception = Reception::open_quick(building().await?).await?;
        let draft = Draft {
            date: reception.day(0)?.to_string(),
            last_date: reception.day(2)?.to_string(),
            from: "00:00".to_owned(),
            place: groups(&[VISITORS]),
            ..reception.draft()?
        };
        let old = booked(&reception, &draft).await?;
        settled(&reception).await?;
        let slow = FaultKind::Delay {
            when: When::After,
            by: TimeDelta::seconds(6),
        };
        let control = reception.control();
        control.fail_next(Fault::new("GET", "/api/3/people/{id}", slow));
        let before = reception.asked("GET /api/3/people/{id}");
        let longer = until_day(&reception, &draft, 3)?;
        reception.desk.move_visit(&old, &longer).await?;
        until("her groups to be asked for", async || {
            Ok((reception.asked("GET /api/3/people/{id}") > before).then_some(()))
        })
        .await?;
        let standing = standing(&reception);
        ensure!(standing.len() == 1, "the old one is gone: {standing:?}");
        Ok(Self {
            reception,
            draft,
            new: standing[0],
        })
    }
}

fn until_day(reception: &Reception, draft: &Draft, days: u64) -> Result<NewTimes> {
    Ok(NewTimes {
        last_date: reception.day(days)?.to_string(),
        ..until_six(draft)
    })
}

/// Linh's stays in DoorFlow.
fn standing(reception: &Reception) -> Vec<i64> {
    let mut stays = reception.control().group_reservations();
    stays.retain(|stay| {
        stay.person_id == LINH.0 && stay.state != GroupReservationState::Deactivated
    });
    stays.into_iter().map(|stay| stay.id).collect()
}

#[tokio::test]
async fn a_stay_that_is_taken_back_while_its_groups_are_looked_at_is_not_made_anew() -> Result<()> {
    let Moved { reception, new, .. } = Moved::and_looked_at().await?;
    reception.desk.cancel_visit(&format!("g{new}")).await?;
    settled(&reception).await?;
    assert_eq!(
        standing(&reception),
        [] as [i64; 0],
        "nobody wanted it anew"
    );
    Ok(())
}

#[tokio::test]
async fn a_stay_that_is_moved_again_while_its_groups_are_looked_at_is_not_made_anew_beside_that()
-> Result<()> {
    let moved = Moved::and_looked_at().await?;
    let (reception, new) = (&moved.reception, moved.new);
    // The second move waits until the first has been looked at.
    let again = until_day(reception, &moved.draft, 4)?;
    reception
        .desk
        .move_visit(&format!("g{new}"), &again)
        .await?;
    settled(reception).await?;
    let standing = standing(reception);
    assert_eq!(standing.len(), 1, "one stay: {standing:?}");
    assert_ne!(standing, [new], "the one that was moved last");
    let linh = reception.control().person(LINH.0).context("Linh")?;
    assert!(linh.groups.contains(&VISITORS), "she is in her group");
    Ok(())
}

#[tokio::test]
async fn a_stay_beside_one_that_is_cancelled_keeps_its_groups() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = Draft {
        date: reception.day(0)?.to_string(),
        last_date: reception.day(2)?.to_string(),
        from: "00:00".to_owned(),
        place: groups(&[VISITORS]),
        ..reception.draft()?
    };
    // The network brings the request twice.
    let control = reception.control();
    control.fail_next(Fault::new(
        "POST",
        "/api/3/group_reservations",
        FaultKind::Twice,
    ));
    booked(&reception, &draft).await?;
    settled(&reception).await?;
    let both = standing(&reception);
    assert_eq!(both.len(), 2, "a stay and its twin");
    reception.refresh().await?;
    let first = both.iter().min().context("a stay")?;
    reception.desk.cancel_visit(&format!("g{first}")).await?;
    settled(&reception).await?;
    assert_eq!(standing(&reception).len(), 1, "the other stays");
    let linh = control.person(LINH.0).context("Linh")?;
    assert!(linh.groups.contains(&VISITORS), "she is in her group");
    Ok(())
}

#[tokio::test]
async fn a_404_that_is_not_doorflows_own_does_not_end_the_look_at_somebodys_groups() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = Draft {
        date: reception.day(0)?.to_string(),
        last_date: reception.day(2)?.to_string(),
        from: "00:00".to_owned(),
        place: groups(&[VISITORS]),
        ..reception.draft()?
    };
    let old = booked(&reception, &draft).await?;
    settled(&reception).await?;
    let person = "/api/3/people/{id}";
    let gone = Fault::answer("GET", person, 404, json!({ "error": "not_found" }));
    reception.control().fail_next(gone);
    let longer = until_day(&reception, &draft, 3)?;
    reception.desk.move_visit(&old, &longer).await?;
    settled(&reception).await?;
    assert!(
        reception.asked(&format!("GET {person}")) > 1,
        "she is there"
    );
    Ok(())
}

#[tokio::test]
async fn a_404_that_is_not_doorflows_own_does_not_leave_a_stay_out_of_its_groups() -> Result<()> {
    let reception = Reception::open_quick(building().await?).await?;
    let draft = Draft {
        date: reception.day(0)?.to_string(),
        last_date: reception.day(2)?.to_string(),
        from: "00:00".to_owned(),
        place: groups(&[VISITORS]),
        ..reception.draft()?
    };
    let old = booked(&reception, &draft).await?;
    settled(&reception).await?;
    let one = "/api/3/group_reservations/{id}";
    let control = reception.control();
    let gone = Fault::answer("GET", one, 404, json!({ "error": "not_found" }));
    // The first is of the old one, which goes.
    control.fail_next(gone.times(2));
    let longer = until_day(&reception, &draft, 3)?;
    reception.desk.move_visit(&old, &longer).await?;
    settled(&reception).await?;
    assert_eq!(standing(&reception).len(), 1, "one stay");
    let linh = control.person(LINH.0).context("Linh")?;
    assert!(linh.groups.contains(&VISITORS), "she is in her group");
    Ok(())
}
