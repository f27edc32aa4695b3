//! An administrator gives the account another time zone while the desk is open.

use anyhow::Result;
use desk::News;
use desk::session::SessionState;
use sandbox::{Fault, FaultKind};

use crate::ears::until;
use crate::reception::{Reception, signed_in};

const NEW: &str = "Asia/Kolkata";

fn zone_of(session: SessionState) -> Option<String> {
    match session {
        SessionState::SignedIn { account, .. } => Some(account.zone),
        _ => None,
    }
}

#[tokio::test]
async fn another_zone_of_the_account_is_taken_over_without_a_new_sign_in() -> Result<()> {
    let reception = Reception::open().await?;
    let (desk, ears) = (&reception.desk, &reception.ears);
    let today = desk.clock()?.now.date.to_string();
    let before = desk.agenda(&today, &today).await?.visits;
    assert_eq!(zone_of(desk.session()).as_deref(), Some("Europe/London"));

    let heard = ears.so_far();
    reception.control().set_time_zone(chrono_tz::Asia::Kolkata);
    desk.refresh();
    ears.after(heard, "the account's new zone", |news| match news {
        News::Session { session } => {
            (zone_of(session.clone()).as_deref() == Some(NEW)).then_some(())
        }
        _ => None,
    })
    .await?;
    ears.after(heard, "its hour", |news| match news {
        News::Clock { clock } => (clock.zone == NEW).then_some(()),
        _ => None,
    })
    .await?;
    assert_eq!(desk.clock()?.zone, NEW);
    let visit = until("the same visit by the new clock", async || {
        let now = desk.agenda(&today, &today).await?.visits;
        Ok(now.into_iter().find_map(|visit| {
            let old = before.iter().find(|old| old.key == visit.key)?;
            Some((old.start.clone(), visit.start))
        }))
    })
    .await?;
    assert_eq!(visit.0.utc, visit.1.utc, "the instant is the same");
    assert_ne!(visit.0.time, visit.1.time, "the hour on the wall is not");

    // It is kept: DoorFlow need not say it again.
    desk.close();
    let silent = Fault::new("GET", "/api/3/account", FaultKind::NeverAnswer);
    reception.control().fail_next(silent);
    let (desk, _ears) = reception.office.start().await?;
    let session = signed_in(&desk).await?;
    assert_eq!(zone_of(session).as_deref(), Some(NEW));
    Ok(())
}
