//! The desk's news on its way to a page.

use std::collections::VecDeque;
use std::sync::{PoisonError, Weak};

use tokio::sync::broadcast;

use crate::desk::Shared;
use crate::lock::{Held, Lock};
use crate::news::{News, Topic};

/// News as it comes. While the desk is locked, it names nobody.
pub struct NewsStream {
    news: broadcast::Receiver<News>,
    desk: Weak<Shared>,
    held: Held,
    next: VecDeque<News>,
}

impl NewsStream {
    pub(crate) fn of(desk: Weak<Shared>, news: broadcast::Receiver<News>) -> Self {
        Self {
            news,
            desk,
            held: Held::default(),
            next: VecDeque::new(),
        }
    }

    /// The next piece; `None` when the desk is gone. Whoever was too slow is told that everything may have changed.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            // Asked for each piece anew: what was news before the desk was locked is not told after that.
            while let Some(piece) = self.next.pop_front() {
                let told = if self.lock().locked {
                    self.held.take(piece)
                } else {
                    Some(piece)
                };
                if told.is_some() {
                    return told;
                }
            }
            match self.news.recv().await {
                Ok(piece) => {
                    if !self.lock().locked {
                        self.next.extend(self.held.give());
                    }
                    self.next.push_back(piece);
                }
                Err(broadcast::error::RecvError::Lagged(_)) => {
                    let lock = self.lock();
                    let topics = vec![Topic::People, Topic::Places, Topic::Visits, Topic::Outbox];
                    self.next
                        .extend([News::Lock { lock }, News::Changed { topics }]);
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    /// How it stands with the lock now; open where the desk is gone, of which there is no news.
    fn lock(&self) -> Lock {
        let building = self.desk.upgrade().map(|desk| {
            let open = desk.open.read();
            open.unwrap_or_else(PoisonError::into_inner)
                .building
                .clone()
        });
        building.map_or_else(Lock::default, |building| {
            building.is_locked();
            building.guard.shown(building.clocks())
        })
    }
}
