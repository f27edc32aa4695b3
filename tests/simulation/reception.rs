//! A desk, whoever sits at it, and what they remember: starting, ending, signing in.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use desk::Desk;
use desk::session::SessionState;
use http::{Request, header};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use sandbox::Sandbox;

use super::guests::{Guest, Pin};
use super::intent::{Asked, Intent};
use super::life::Life;
use super::network::Network;
use super::office::Office;
use super::story::Story;

/// How long whoever sits there waits for a sign-in.
const PATIENCE: Duration = Duration::from_mins(2);
/// The most steps that a run takes which is going to be killed at one of them.
const MANY_STEPS: f64 = 1500.0;

pub(super) struct Running {
    pub(super) desk: Desk,
    life: Arc<Life>,
}

pub(super) struct Reception {
    pub(super) rng: ChaCha8Rng,
    pub(super) sandbox: Sandbox,
    pub(super) network: Arc<Network>,
    pub(super) office: Office,
    pub(super) story: Story,
    pub(super) running: Option<Running>,
    pub(super) intents: Vec<Intent>,
    pub(super) guests: Vec<Guest>,
    pub(super) pins: Vec<Pin>,
    /// Whether the program is killed now and then.
    mortal: bool,
    /// The files were put back from a copy.
    pub(super) was_put_back: bool,
    pub(super) kills: u64,
    pub(super) copied: Option<Copied>,
    /// Visits that this run of the program has said to be gone.
    pub(super) said_gone: BTreeSet<String>,
    /// What the desk said that is not so.
    pub(super) false_booked: Vec<String>,
    pub(super) false_cancelled: Vec<String>,
    pub(super) false_ready: Vec<String>,
    /// How often a door was seen to be called ready for a visit.
    pub(super) doors_ready: u64,
}

/// What there was when the files were copied, and what was done since.
pub(super) struct Copied {
    /// How many intents there were.
    intents: usize,
    /// Who was to have a PIN.
    pins: BTreeSet<i64>,
    /// Which were cancelled since.
    pub(super) cancelled_since: BTreeSet<usize>,
}

impl Reception {
    pub(super) fn new(
        rng: ChaCha8Rng,
        network: &Arc<Network>,
        office: Office,
        story: Story,
    ) -> Self {
        let sandbox = network.sandbox.clone();
        Self {
            rng,
            sandbox,
            network: Arc::clone(network),
            office,
            story,
            running: None,
            intents: Vec::new(),
            guests: Vec::new(),
            pins: Vec::new(),
            mortal: true,
            was_put_back: false,
            kills: 0,
            copied: None,
            said_gone: BTreeSet::new(),
            false_booked: Vec::new(),
            false_cancelled: Vec::new(),
            false_ready: Vec::new(),
            doors_ready: 0,
        }
    }

    /// True this often, from 0 to 1.
    pub(super) fn chance(&mut self, how_often: f64) -> bool {
        self.rng.random_bool(how_often)
    }

    /// Does something at the desk; `None` when the program is not running, or ended meanwhile.
    pub(super) async fn at_desk<T>(&mut self, act: impl AsyncFnOnce(&Desk) -> T) -> Option<T> {
        let running = self.running.as_ref()?;
        let done = tokio::select! {
            biased;
            () = running.life.ended() => None,
            done = act(&running.desk) => Some(done),
        };
        self.see_whether_it_ended();
        done
    }

    /// Lets time pass.
    pub(super) async fn wait(&mut self, how_long: Duration) {
        tokio::time::sleep(how_long).await;
        self.see_whether_it_ended();
    }

    fn see_whether_it_ended(&mut self) {
        if self
            .running
            .as_ref()
            .is_some_and(|running| running.life.is_over())
        {
            self.kill();
        }
    }

    /// Kills the program.
    pub(super) fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.life.end();
            // What a kill does as well: the profile is free.
            running.desk.close();
            self.kills += 1;
            self.story.tell("the program is killed");
        }
    }

    /// The program is not killed any more.
    pub(super) fn kill_no_more(&mut self) {
        self.mortal = false;
        if let Some(running) = &self.running {
            running.life.spare();
        }
    }

    /// Starts the program; now and then after its files were copied, or put back from the copy.
    pub(super) async fn start(&mut self) -> Result<()> {
        if self.mortal && self.chance(0.15) {
            self.put_back()?;
        } else if self.mortal && self.chance(0.3) {
            self.office.copy()?;
            let asked = self.pins.iter().filter(|pin| pin.asked != Asked::No);
            self.copied = Some(Copied {
                intents: self.intents.len(),
                pins: asked.map(|pin| pin.person).collect(),
                cancelled_since: BTreeSet::new(),
            });
            self.story.tell("the files are copied");
        }
        let last = if self.mortal && self.chance(0.6) {
            let share: f64 = self.rng.random();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is a few thousand at most"
            )]
            let steps = (share.powi(3) * MANY_STEPS) as u64;
            steps + 1
        } else {
            u64::MAX
        };
        let life = Life::until(last);
        let desk = self.office.open(&life)?;
        self.story.tell("the program is started");
        self.said_gone.clear();
        self.running = Some(Running { desk, life });
        self.at_desk(async |desk| desk.begin(false).await).await;
        self.sign_in_if_nobody_is().await
    }

    /// Puts back the copy of the files. What was done since is on no disk any more.
    fn put_back(&mut self) -> Result<()> {
        if !self.office.put_back()? {
            return Ok(());
        }
        self.story.tell("the files are put back from the copy");
        self.was_put_back = true;
        if let Some(copied) = self.copied.take() {
            for pin in &mut self.pins {
                if pin.asked == Asked::Yes && !copied.pins.contains(&pin.person) {
                    pin.asked = Asked::Perhaps;
                }
            }
            for intent in &mut self.intents {
                let since = intent.number >= copied.intents;
                let moved = intent.replaced_by.is_some_and(|by| by >= copied.intents);
                if since || moved {
                    intent.forgotten = true;
                }
                if since || copied.cancelled_since.contains(&intent.number) {
                    intent.cancelled = match intent.cancelled {
                        Asked::No => Asked::No,
                        _ => Asked::Perhaps,
                    };
                }
            }
        }
        Ok(())
    }

    pub(super) fn session(&self) -> Option<SessionState> {
        self.running.as_ref().map(|running| running.desk.session())
    }

    pub(super) fn is_signed_in(&self) -> bool {
        matches!(self.session(), Some(SessionState::SignedIn { .. }))
    }

    /// Signs in by the real flow; the address that the browser ends on is pasted.
    pub(super) async fn sign_in_if_nobody_is(&mut self) -> Result<()> {
        self.until(|state| {
            !matches!(
                state,
                SessionState::Starting | SessionState::Finishing { .. }
            )
        })
        .await;
        if self.is_signed_in() {
            return Ok(());
        }
        self.at_desk(async |desk| desk.sign_in().await).await;
        self.until(|state| matches!(state, SessionState::WaitingForBrowser { .. }))
            .await;
        let Some(SessionState::WaitingForBrowser { address, .. }) = self.session() else {
            return Ok(());
        };
        let request = Request::get(address).body(Bytes::new())?;
        let answer = self.sandbox.answer(request).await?;
        if let Some(back) = answer.headers().get(header::LOCATION) {
            let back = back.to_str()?.to_owned();
            self.at_desk(async |desk| desk.paste_address(&back)).await;
        }
        self.until(|state| {
            matches!(
                state,
                SessionState::SignedIn { .. } | SessionState::SignedOut { .. }
            )
        })
        .await;
        let whether = if self.is_signed_in() { "" } else { " not" };
        self.story.tell(format!("somebody is{whether} signed in"));
        Ok(())
    }

    /// Waits for the session to come so far; for as long as anybody would.
    pub(super) async fn until(&mut self, far_enough: impl Fn(&SessionState) -> bool) {
        let step = Duration::from_millis(200);
        let mut waited = Duration::ZERO;
        while waited < PATIENCE && self.session().is_some_and(|state| !far_enough(&state)) {
            self.wait(step).await;
            waited += step;
        }
    }
}
