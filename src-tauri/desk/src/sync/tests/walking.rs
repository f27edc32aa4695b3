//! How politely a list is walked through, and that nothing is passed over.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use doorflow::Page;
use futures_util::FutureExt as _;
use sandbox::{Fault, FaultKind, Shift};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::Bench;
use crate::building::lock;
use crate::call::CallError;
use crate::store::people as table;
use crate::sync::people;
use crate::sync::walk::{self, End, Way};

/// A list of pages of two records each, and a note of how it is asked for.
#[derive(Clone, Default)]
struct Listed {
    pages: u32,
    told: bool,
    /// Pages that are refused when they are asked for the first time, and how long DoorFlow wants to be left alone.
    refused: Vec<(u32, u64)>,
    /// Which pages were asked for, when, and how many were on their way then.
    asked: Arc<Mutex<Vec<(u32, Instant, usize)>>>,
    on_their_way: Arc<AtomicUsize>,
}

impl Listed {
    async fn answer(self, number: u32) -> doorflow::Result<Page<i64>> {
        let flying = self.on_their_way.fetch_add(1, Ordering::SeqCst) + 1;
        lock(&self.asked).push((number, Instant::now(), flying));
        // The later ones of some that are asked for together come first.
        for _ in 0..(40 - (number * 7) % 40) {
            tokio::task::yield_now().await;
        }
        self.on_their_way.fetch_sub(1, Ordering::SeqCst);
        let times = lock(&self.asked).iter().filter(|it| it.0 == number).count();
        let refused = self.refused.iter().find(|it| it.0 == number && times == 1);
        if let Some((_, wait)) = refused {
            return Err(doorflow::Error::RateLimited {
                wait: Some(Duration::from_secs(*wait)),
                message: String::new(),
            });
        }
        let records = [i64::from(number) * 2, i64::from(number) * 2 + 1];
        let left = match number.cmp(&self.pages) {
            std::cmp::Ordering::Less => 2,
            std::cmp::Ordering::Equal => 1,
            std::cmp::Ordering::Greater => 0,
        };
        Ok(Page {
            items: records[..left].to_vec(),
            unreadable: Vec::new(),
            number,
            total: self.told.then(|| u64::from(self.pages) * 2 - 1),
            server_time: None,
            last: left < 2,
        })
    }

    /// Walks through it; the pages that were handed on.
    async fn walk(&self, bench: &Bench, at_once: usize) -> (Result<End, CallError>, Vec<u32>) {
        let listed = self.clone();
        let way = Way {
            ask: Box::new(move |_, _, number| listed.clone().answer(number).boxed()),
            id: |id| *id,
            at_once,
            spell: None,
        };
        let (hand_on, mut pages) = mpsc::channel(1);
        let mut met = Vec::new();
        let (end, ()) = tokio::join!(walk::walk(bench.building(), &way, 1, hand_on), async {
            while let Some(page) = pages.recv().await {
                met.push(page.number);
            }
        });
        (end, met)
    }

    fn most_at_once(&self) -> usize {
        let asked = lock(&self.asked);
        asked.iter().map(|it| it.2).max().unwrap_or_default()
    }
}

#[tokio::test]
async fn no_more_pages_are_asked_for_at_once_than_allowed_and_none_beyond_the_end() {
    let bench = Bench::open().await;
    for at_once in [1, 2, 4, 16] {
        let list = Listed {
            pages: 40,
            told: true,
            ..Listed::default()
        };
        let (end, met) = list.walk(&bench, at_once).await;
        assert_eq!(end.expect("a walk"), End::Through);
        assert_eq!(met, (1..=40).collect::<Vec<_>>(), "each once, in order");
        assert_eq!(list.most_at_once(), at_once);
        assert_eq!(lock(&list.asked).len(), 40, "each page is asked for once");
    }
}

#[tokio::test]
async fn a_list_that_tells_no_total_is_read_to_its_end_too() {
    let bench = Bench::open().await;
    let list = Listed {
        pages: 40,
        ..Listed::default()
    };
    let (end, met) = list.walk(&bench, 4).await;
    assert_eq!(end.expect("a walk"), End::Through);
    assert_eq!(met, (1..=40).collect::<Vec<_>>());
    assert!(lock(&list.asked).len() < 40 + 4 * 2, "few are guessed at");
    let short = Listed {
        pages: 1,
        ..Listed::default()
    };
    short.walk(&bench, 4).await.0.expect("a walk");
    assert_eq!(
        lock(&short.asked).len(),
        1,
        "a short list takes one request"
    );
}

#[tokio::test]
async fn answered_with_429_a_walk_waits_as_long_as_asked_and_goes_on_with_fewer_at_once() {
    let bench = Bench::open().await;
    tokio::time::pause();
    let list = Listed {
        pages: 40,
        told: true,
        refused: vec![(9, 3), (10, 12)],
        ..Listed::default()
    };
    let (end, met) = list.walk(&bench, 4).await;
    assert_eq!(end.expect("a walk"), End::Through);
    assert_eq!(met, (1..=40).collect::<Vec<_>>());
    let asked = lock(&list.asked).clone();
    let begun = asked[0].1;
    let after: Vec<_> = asked.iter().filter(|it| it.1 > begun).collect();
    assert_eq!(asked.len(), 42, "only those that were refused, again");
    assert!(after[0].1 - begun >= Duration::from_secs(12), "the longer");
    assert!(asked.iter().any(|it| it.1 == begun && it.2 == 4));
    assert!(after.iter().all(|it| it.2 <= 2), "half as many");
}

#[tokio::test]
async fn a_walk_that_has_to_wait_for_long_lets_the_other_lists_be_read() {
    let bench = Bench::open().await;
    let list = Listed {
        pages: 40,
        told: true,
        refused: vec![(6, 60)],
        ..Listed::default()
    };
    let (end, met) = list.walk(&bench, 4).await;
    let wait = end.expect_err("it is not waited for").wait();
    assert_eq!(wait, Some(Duration::from_mins(1)));
    assert_eq!(met, (1..=5).collect::<Vec<_>>(), "what came is kept");
}

#[tokio::test]
async fn nobody_is_lost_where_pages_shift_under_the_walk() {
    for shift in [Shift::Lost, Shift::Gained] {
        let bench = Bench::open().await;
        let (building, control) = (bench.building(), bench.control());
        let fault = FaultKind::PageShift(shift);
        control.fail_next(Fault::new("GET", "/api/3/people", fault));
        while people::pull(building).await.expect("a pull").more {}
        let known = building.store.run(table::ids).await.expect("a store");
        let all = control.people().iter().map(|person| person.id).collect();
        assert_eq!(known, all, "{shift:?}");
        assert_eq!(building.directory().len(), all.len(), "{shift:?}");
    }
}
