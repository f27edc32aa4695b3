//! A look that ends once a person has decided.

use super::*;

#[tokio::test]
async fn a_late_look_for_a_newcomer_leaves_what_a_person_decided() {
    let bench = Bench::open().await;
    let building = bench.desk.building();
    let now = building.now();
    let person = EntryRow {
        what: EntryKind::Person,
        mark: Some("nobody has it".to_owned()),
        ..bench.queued()
    };
    let id = bench.keeps(person.into_state(EntryState::NotBooked, Reason::NotThere, now));
    let before = EntryRow {
        unknown_at: Some(now - TimeDelta::hours(1)),
        next_look: Some(now + TimeDelta::hours(1)),
        ..building.entry(id).await.unwrap().unwrap()
    };
    let decided = EntryRow {
        next_look: None,
        ..before
            .clone()
            .into_state(EntryState::NeedsYou, Reason::Old, now)
    };
    let write = move |c: &rusqlite::Connection| table::update(c, &decided);
    assert!(building.outbox.store.run(write).await.unwrap());
    newcomer::settle(&building, before).await.unwrap();
    let after = building.entry(id).await.unwrap().unwrap();
    assert_eq!((after.state, after.next_look), (EntryState::NeedsYou, None));
    // What stands as it was is settled.
    newcomer::settle(&building, after).await.unwrap();
    let after = building.entry(id).await.unwrap().unwrap();
    assert_eq!(after.state, EntryState::NotBooked);
}
