//! The whole path: sign in, find, book, see, cancel; watched by DoorFlow's own client.

use anyhow::{Context, Result, ensure};
use chrono_tz::Europe::London;
use lobby_tests::harness::app::Machine;
use lobby_tests::harness::client::OfficialClient;
use lobby_tests::harness::reception::{self, When};
use lobby_tests::harness::sign_in;

use crate::{at, building, quiet_day, screen, signed_in};

#[tokio::test]
async fn a_visit_is_booked_seen_and_cancelled_without_a_mouse() -> Result<()> {
    let _screen = screen().await;
    let building = building().await?;
    let mut official = OfficialClient::start(
        &building.hello().url,
        &sign_in::token_of_another(building.hello(), "account.reservation").await?,
    )?;
    let before = official.reservations().await?;
    let machine = Machine::of(building.hello())?;
    let app = signed_in(&machine).await?;
    let page = &app.page;

    // Four letters of Świątek.
    reception::look_up(page, "swia", "Marta Świątek").await?;
    let doors = reception::fill_in(page, When::QUIET, 2).await?;
    reception::book(page).await?;

    // DoorFlow has it, says a client that knows nothing of this app.
    let after = official.reservations().await?;
    let made: Vec<_> = after.iter().filter(|one| !before.contains(one)).collect();
    let [made] = made.as_slice() else {
        anyhow::bail!("one reservation is new, not {made:?}")
    };
    let control = building.control();
    let marta = control.person(made.person_id).context("the visitor")?;
    ensure!(
        marta.name() == "Marta Świątek",
        "the reservation is {}'s",
        marta.name()
    );
    let day = quiet_day(London);
    ensure!(
        made.start_time == at(London, day, 9),
        "it starts {}",
        made.start_time
    );
    ensure!(
        made.end_time == at(London, day, 17),
        "it ends {}",
        made.end_time
    );
    let booked: Vec<String> = control
        .channels()
        .into_iter()
        .filter(|channel| made.channel_ids.contains(&channel.id))
        .map(|channel| channel.name)
        .collect();
    ensure!(
        booked.len() == 2
            && doors
                .iter()
                .all(|door| booked.iter().any(|name| name == door)),
        "it opens {booked:?}, not {doors:?}"
    );

    // And the doors have it too, when the window says so.
    reception::doors_ready(page).await?;
    for &channel in &made.channel_ids {
        ensure!(
            control.door_knows(channel, made.id),
            "door {channel} has not heard of the visit that is shown as ready"
        );
    }
    reception::leave(page).await?;

    let key = reception::find_in_week(page, day, "Marta Świątek").await?;
    ensure!(
        key == format!("r{}", made.id),
        "the week shows {key} for reservation {}",
        made.id
    );

    reception::cancel(page, &key).await?;
    let left = official.reservations().await?;
    ensure!(
        !left.iter().any(|one| one.id == made.id),
        "DoorFlow still has the cancelled visit"
    );
    ensure!(
        // One whose time has passed meanwhile is not listed any more.
        before
            .iter()
            .all(|one| left.contains(one) || one.end_time <= chrono::Utc::now()),
        "nothing else was cancelled"
    );
    app.quit().await
}
