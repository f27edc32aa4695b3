//! A disk that is full while somebody books.

use super::*;

#[tokio::test]
async fn a_booking_that_cannot_be_kept_is_not_sent_and_can_be_made_when_there_is_room() {
    let mut bench = Bench::open().await;
    bench.fill(Some("INSERT ON main.entries"));
    let refused = bench.desk.book(&bench.draft()).await;
    let refused = refused.expect_err("no room");
    assert_eq!(
        (refused.code, refused.detail.as_str()),
        (Code::Machine, "the disk is full")
    );
    assert_eq!(
        bench.desk.outbox().await.unwrap(),
        [],
        "nothing is half kept"
    );
    assert_eq!(bench.asked(), 0);

    bench.fill(None);
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    bench.accepted(booking).await;
    assert_eq!(bench.asked(), 1);
}

#[tokio::test]
async fn an_answer_that_cannot_be_kept_is_found_again_and_not_asked_for_twice() {
    let mut bench = Bench::open().await;
    bench.fill(Some("UPDATE ON main.entries WHEN new.state = 'accepted'"));
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    // DoorFlow has it; that it does is not written, though it is tried more than once.
    bench
        .hear(|news| matches!(news, News::Booking { receipt } if receipt.steps[0].state == StepState::Unknown))
        .await;
    assert_eq!(bench.asked(), 1);
    bench.fill(None);
    bench.accepted(booking).await;
    assert_eq!(bench.asked(), 1, "once");
    assert_eq!(bench.desk.outbox().await.unwrap(), []);
}

#[tokio::test]
async fn a_booking_that_waits_for_this_computers_disk_says_so() {
    let mut bench = Bench::open().await;
    bench.fill(Some("UPDATE ON main.entries WHEN new.state = 'in_flight'"));
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    bench.waits_for(Reason::Unwritable).await;
    assert_eq!(bench.asked(), 0);
    bench.fill(None);
    bench.accepted(booking).await;
}

#[tokio::test]
async fn on_a_disk_that_takes_nothing_it_is_not_doorflow_that_is_blamed() {
    let mut bench = Bench::open().await;
    let waits = EntryRow {
        reason: Reason::Offline,
        ..bench.queued()
    };
    let booking = bench.keeps(waits);
    bench.fill(Some("UPDATE ON main.entries"));
    bench.desk.building().send.notify_one();
    bench.waits_for(Reason::Unwritable).await;
    assert_eq!(bench.asked(), 0);
    // It was the disk's fault, and is not any more.
    let control = bench.desk.demo_control();
    let busy = FaultKind::RateLimited {
        retry_after: Some(1),
    };
    control.fail_next(Fault::new("POST", "/api/3/reservations", busy));
    bench.fill(None);
    bench.waits_for(Reason::Busy).await;
    bench.accepted(booking).await;
}

#[tokio::test]
async fn a_calendar_that_cannot_be_written_holds_up_no_booking() {
    let mut bench = Bench::open().await;
    let store = bench.desk.building().store.clone();
    fill_in(&store, Some("INSERT ON main.visits"));
    let first = bench.draft();
    let later = Draft {
        from: "18:00".to_owned(),
        to: "19:00".to_owned(),
        ..first.clone()
    };
    for draft in [first, later.clone()] {
        let booking = bench.desk.book(&draft).await.unwrap().booking;
        bench.accepted(booking).await;
    }
    assert_eq!(bench.asked(), 2);
    fill_in(&store, None);
    // The calendar is brought to what was done meanwhile.
    bench.stands(<[EntryRow]>::is_empty).await;
    let day = later.date.as_str();
    let visits = bench.desk.agenda(day, day).await.unwrap().visits;
    let hers = visits.iter().filter(|visit| visit.person_id == LINH);
    assert_eq!(hers.count(), 2);
}

#[tokio::test]
async fn what_a_person_sends_again_is_not_too_old_while_the_calendar_cannot_be_written() {
    let mut bench = Bench::open().await;
    let store = bench.desk.building().store.clone();
    fill_in(&store, Some("INSERT ON main.visits"));
    let booking = bench.desk.book(&bench.draft()).await.unwrap().booking;
    bench.accepted(booking).await;
    let fresh = bench.queued();
    let old = EntryRow {
        made_at: fresh.made_at - TimeDelta::hours(2),
        start: fresh.start + TimeDelta::hours(9),
        end: fresh.end + TimeDelta::hours(9),
        state: EntryState::NeedsYou,
        reason: Reason::Old,
        ..fresh
    };
    let booking = bench.keeps(old);
    bench.desk.send_again(&format!("b{booking}")).await.unwrap();
    bench.accepted(booking).await;
    assert_eq!(bench.asked(), 2);
}

#[tokio::test]
async fn a_calendar_that_cannot_be_written_holds_up_no_newcomer() {
    let mut bench = Bench::open().await;
    let store = bench.desk.building().store.clone();
    let noor = Newcomer {
        first_name: "Noor".to_owned(),
        last_name: "Quist".to_owned(),
        email: "noor@quist.example".to_owned(),
        mobile: String::new(),
    };
    let draft = Draft {
        person_id: None,
        ..bench.draft()
    };
    // Who she is is written there before, and what became of her is not.
    fill_in(&store, Some("INSERT ON main.people"));
    let receipt = bench.desk.book_newcomer(&draft, &noor, false).await;
    bench.accepted(receipt.unwrap().booking).await;
    let day = draft.date.as_str();
    let visits = bench.desk.agenda(day, day).await.unwrap().visits;
    assert!(
        visits.iter().any(|visit| visit.name == "Noor Quist"),
        "{visits:?}"
    );
    fill_in(&store, None);
    fill_in(&store, Some("DELETE ON main.newcomers"));
    let ida = Newcomer {
        first_name: "Ida".to_owned(),
        email: "ida@quist.example".to_owned(),
        ..noor
    };
    let receipt = bench.desk.book_newcomer(&draft, &ida, false).await;
    bench.accepted(receipt.unwrap().booking).await;
}

#[tokio::test]
async fn a_cancelling_that_waits_for_this_computers_disk_says_so() {
    let mut bench = Bench::open().await;
    let draft = bench.draft();
    let booking = bench.desk.book(&draft).await.unwrap().booking;
    bench.accepted(booking).await;
    bench.stands(<[EntryRow]>::is_empty).await;
    let hers = bench.hers(&draft).await;
    bench.fill(Some("UPDATE ON main.entries WHEN new.state = 'in_flight'"));
    let outcome = bench.desk.cancel_visit(&hers.key).await.unwrap();
    let reason = Reason::Unwritable;
    assert_eq!(outcome, Cancelling::Kept { reason });
    bench.fill(None);
    bench.stands(<[EntryRow]>::is_empty).await;
}

#[tokio::test]
async fn a_cancelling_that_was_found_while_the_calendar_could_not_be_written_goes_on_and_has_the_doors_told()
 {
    let mut bench = Bench::open().await;
    let draft = bench.draft();
    let booking = bench.desk.book(&draft).await.unwrap().booking;
    bench.accepted(booking).await;
    bench.stands(<[EntryRow]>::is_empty).await;
    let hers = bench.hers(&draft).await;
    let store = bench.desk.building().store.clone();
    fill_in(&store, Some("DELETE ON main.visits"));
    let one = "/api/3/reservations/{id}";
    let control = bench.desk.demo_control();
    control.fail_next(Fault::lose_answer("DELETE", one));
    bench.desk.cancel_visit(&hers.key).await.unwrap();
    let found = |all: &[EntryRow]| matches!(all, [one] if one.state == EntryState::Accepted);
    bench.stands(found).await;
    fill_in(&store, None);
    bench.stands(<[EntryRow]>::is_empty).await;
}
