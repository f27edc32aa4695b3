//! Follows the session: reads, sends and has doors told for as long as somebody is signed in.

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::account::{Account, doubt, keep_scopes, let_the_window_go_first};
use crate::building::Building;
use crate::described::described_since;
use crate::desk::Desk;
use crate::directory::fill_directory;
use crate::news::Topic;
use crate::session::{Phase, SessionState};
use crate::{alerts, import, outbox, sync, visits};

impl Desk {
    /// Follows the session of a building until it is closed.
    pub(crate) async fn follow(&self, building: Arc<Building>) {
        let mut phases = building.session.phase();
        let mut work = Work::default();
        // Somebody has begun to sign in, and may be of another account.
        let mut in_doubt = false;
        loop {
            let phase = phases.borrow_and_update().clone();
            match phase {
                Phase::Starting => {}
                Phase::SignedOut { reason } => {
                    work.stop();
                    building.set_account(None);
                    self.set_state(SessionState::SignedOut { reason });
                }
                Phase::Waiting { address, back } => {
                    in_doubt = true;
                    doubt(&building).await;
                    self.set_state(SessionState::WaitingForBrowser { address, back });
                }
                Phase::Finishing => self.set_state(SessionState::Finishing { trouble: None }),
                Phase::SignedIn { scopes, keeping } => {
                    let known = building.known_account().filter(|_| !in_doubt);
                    let account = if let Some(account) = known {
                        Account {
                            scopes: scopes.or(account.scopes),
                            ..account
                        }
                    } else {
                        tokio::select! {
                            biased;
                            account = self.open_account(&building, scopes) => account,
                            // Signed out, or renewed, before the account could be read.
                            _ = phases.changed() => continue,
                        }
                    };
                    in_doubt = false;
                    let (account, is_new) = described_since(&building, account).await;
                    let state = SessionState::SignedIn {
                        account: account.line.clone(),
                        missing: account.missing(),
                        keeping,
                        demo: self.is_demo(),
                    };
                    keep_scopes(&building, &account).await;
                    building.set_account(Some(account));
                    // Nothing is shown before, lest doors that are ready seem not to be.
                    if let Err(error) = outbox::remember_told(&building).await {
                        tracing::error!(%error, "what the doors were told could not be read");
                    }
                    self.set_state(state);
                    if is_new {
                        show_by_its_clock(&building).await;
                    }
                    tokio::select! {
                        biased;
                        () = let_the_window_go_first(&building) => work.begin(&building),
                        _ = phases.changed() => continue,
                    }
                }
            }
            tokio::select! {
                biased;
                changed = phases.changed() => if changed.is_err() {
                    return;
                },
                () = building.described_anew.notified() => {}
            }
        }
    }
}

/// Has all that is on screen shown anew, since the account's clock is another.
async fn show_by_its_clock(building: &Building) {
    building.corrected.notify_one();
    building.changed([Topic::People, Topic::Visits, Topic::Outbox]);
    building.tell_bookings().await;
}

/// What runs while somebody is signed in.
#[derive(Default)]
struct Work {
    tasks: Vec<JoinHandle<()>>,
}

impl Work {
    fn begin(&mut self, building: &Arc<Building>) {
        if self.tasks.is_empty() {
            self.tasks = vec![
                tokio::spawn({
                    let building = Arc::clone(building);
                    async move {
                        fill_directory(&building).await;
                        sync::keep_pulling(building).await;
                    }
                }),
                tokio::spawn(sync::keep_watching(Arc::clone(building))),
                tokio::spawn(sync::keep_promoting(Arc::clone(building))),
                tokio::spawn(outbox::keep_sending(Arc::clone(building))),
                tokio::spawn(outbox::keep_settling(Arc::clone(building))),
                tokio::spawn(outbox::keep_seeing_off(Arc::clone(building))),
                tokio::spawn(outbox::keep_counting(Arc::clone(building))),
                tokio::spawn(import::keep_importing(Arc::clone(building))),
                tokio::spawn(visits::keep_roll_call(Arc::clone(building))),
                tokio::spawn(alerts::keep_alerting(Arc::clone(building))),
                tokio::spawn(crate::frame::keep_the_clock(Arc::clone(building))),
                tokio::spawn(crate::wake::keep_awake(Arc::clone(building))),
            ];
        }
    }

    fn stop(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.stop();
    }
}
