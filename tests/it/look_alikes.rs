//! A booking whose answer was lost, and of which DoorFlow has several.

use anyhow::{Context as _, Result, ensure};
use desk::Code;
use desk::outbox::{EntryKind, OutboxEntry, Reason, Standing, StepState};
use sandbox::Fault;

use crate::ears::until;
use crate::lost_answers::made;
use crate::reception::{LINH, RESERVATIONS, Reception, visits_of};

/// A visit that was taken back.
const DELETED: &str = "DELETE /api/3/reservations/{id}";

/// A booking whose answer was lost and a twin of it, between which a person is asked: the entry, and both visits' numbers.
async fn with_a_twin(reception: &Reception) -> Result<(OutboxEntry, [i64; 2])> {
    let control = reception.control();
    control.fail_next(Fault::lose_answer("POST", RESERVATIONS));
    let booking = reception.desk.book(&reception.draft()?).await?.booking;
    until("DoorFlow to have it", async || {
        Ok((made(reception) == 1).then_some(()))
    })
    .await?;
    let mut linhs = control.reservations();
    linhs.retain(|r| r.person_id == LINH.0);
    let first = linhs[0].clone();
    let twin = control.add_reservation(
        first.person_id,
        first.start_time,
        first.end_time,
        &first.channel_ids,
    );
    reception
        .ears
        .booking(booking, &[StepState::NeedsYou])
        .await?;
    let entry = reception.desk.outbox().await?.pop().context("an entry")?;
    assert_eq!(
        (entry.state, entry.reason, entry.surplus),
        (Standing::NeedsYou, Reason::Several, 1)
    );
    Ok((entry, [first.id, twin]))
}

/// Waits until Linh has this visit alone, and nothing is left to do.
async fn alone(reception: &Reception, visit: i64) -> Result<()> {
    until("one visit", async || {
        let mut left = reception.control().reservations();
        left.retain(|r| r.person_id == LINH.0);
        let one = left.iter().map(|r| r.id).eq([visit]);
        Ok((one && reception.desk.outbox().await?.is_empty()).then_some(()))
    })
    .await
}

#[tokio::test]
async fn of_several_that_look_alike_a_person_keeps_the_oldest() -> Result<()> {
    let reception = Reception::open().await?;
    let (entry, [first, _]) = with_a_twin(&reception).await?;
    reception.desk.delete_surplus(&entry.key).await?;
    alone(&reception, first).await
}

#[tokio::test]
async fn of_several_of_which_one_is_left_that_one_is_kept() -> Result<()> {
    let reception = Reception::open().await?;
    let (entry, [first, twin]) = with_a_twin(&reception).await?;
    ensure!(reception.control().delete_reservation(first));
    reception.desk.delete_surplus(&entry.key).await?;
    alone(&reception, twin).await?;
    let date = reception.draft()?.date;
    let shown = visits_of(&reception.desk, LINH, &date, &date).await?;
    let shown: Vec<_> = shown.into_iter().map(|it| it.key).collect();
    assert_eq!(shown, [format!("r{twin}")]);
    Ok(())
}

#[tokio::test]
async fn of_several_that_are_all_gone_nothing_is_taken_back() -> Result<()> {
    let reception = Reception::open().await?;
    let (entry, both) = with_a_twin(&reception).await?;
    for visit in both {
        ensure!(reception.control().delete_reservation(visit));
    }
    let refused = reception.desk.delete_surplus(&entry.key).await;
    let refused = refused.err().context("nothing is surplus")?;
    assert_eq!(refused.code, Code::NotFound);
    let left = reception.desk.outbox().await?;
    let left: Vec<_> = left.iter().map(|it| (it.what, it.state)).collect();
    assert_eq!(left, [(EntryKind::Book, Standing::Unknown)]);
    assert_eq!(reception.asked(DELETED), 0);
    Ok(())
}

#[tokio::test]
async fn where_the_list_is_lost_nothing_of_several_is_taken_back_and_nothing_said_to_be_sent()
-> Result<()> {
    let reception = Reception::open().await?;
    let (entry, _) = with_a_twin(&reception).await?;
    let lost = Fault::lose_answer("GET", RESERVATIONS).times(100);
    reception.control().fail_next(lost);
    let refused = reception.desk.delete_surplus(&entry.key).await;
    let refused = refused.err().context("the list cannot be read")?;
    assert_eq!(refused.code, Code::Offline);
    let again = reception.desk.send_again(&entry.key).await;
    let again = again.err().context("two are there")?;
    assert_eq!(again.code, Code::Changed);
    assert_eq!(reception.asked(DELETED), 0);
    Ok(())
}

#[tokio::test]
async fn of_several_that_look_alike_only_those_go_that_were_shown() -> Result<()> {
    let reception = Reception::open().await?;
    let (entry, both) = with_a_twin(&reception).await?;
    let control = reception.control();
    let all = control.reservations();
    let twin = all
        .iter()
        .find(|one| one.id == both[0])
        .context("a visit")?;
    control.add_reservation(
        twin.person_id,
        twin.start_time,
        twin.end_time,
        &twin.channel_ids,
    );
    let refused = reception.desk.delete_surplus(&entry.key).await;
    let refused = refused.err().context("another has come")?;
    assert_eq!(refused.code, Code::Changed);
    assert_eq!(reception.asked(DELETED), 0);
    // Now all three are shown.
    reception.desk.delete_surplus(&entry.key).await?;
    until("two to be taken back", async || {
        Ok((reception.asked(DELETED) == 2).then_some(()))
    })
    .await
}
