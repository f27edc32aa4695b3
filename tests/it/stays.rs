//! Group reservations under way, which DoorFlow's groups follow.

use anyhow::Result;
use chrono::TimeDelta;
use desk::booking::{Draft, NewTimes};
use sandbox::{Fault, FaultKind, GroupReservationState, When};

use crate::ears::until;
use crate::moving::{booked, settled, until_six};
use crate::reception::{LINH, Reception, VISITORS, building, groups};

#[tokio::test]
async fn a_stay_that_is_taken_back_while_its_groups_are_looked_at_is_not_made_anew() -> Result<()> {
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
    let control = reception.control();
    let standing = || {
        let mut stays = control.group_reservations();
        stays.retain(|stay| {
            stay.person_id == LINH.0 && stay.state != GroupReservationState::Deactivated
        });
        stays.into_iter().map(|stay| stay.id).collect::<Vec<_>>()
    };
    // The old one has taken her out, and the desk asks for her groups: the answer lets her wait.
    let slow = FaultKind::Delay {
        when: When::After,
        by: TimeDelta::seconds(3),
    };
    control.fail_next(Fault::new("GET", "/api/3/people/{id}", slow));
    let longer = NewTimes {
        last_date: reception.day(3)?.to_string(),
        ..until_six(&draft)
    };
    let before = reception.asked("GET /api/3/people/{id}");
    reception.desk.move_visit(&old, &longer).await?;
    until("her groups to be asked for", async || {
        Ok((reception.asked("GET /api/3/people/{id}") > before).then_some(()))
    })
    .await?;
    let new = standing();
    assert_eq!(new.len(), 1, "the old one is gone");
    reception.desk.cancel_visit(&format!("g{}", new[0])).await?;
    settled(&reception).await?;
    assert_eq!(standing(), [] as [i64; 0], "nobody wanted it anew");
    Ok(())
}
