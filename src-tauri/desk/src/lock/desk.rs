//! Locking and unlocking: what the page, its lock screen and its settings ask for.

use std::time::Duration;

use super::pin::{Hash, read, written};
use super::rule::Tries;
use super::{Lock, LockScreen, PinAnswer, UnlockPin, WHILE_LOCKED};
use crate::building::Building;
use crate::config::{Config, LOCK_MINUTES, LockAfter};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::news::{News, Topic};
use crate::office::not_saved;
use crate::outbox::{EntryKind, first_of_each};
use crate::session::{Farewell, KeychainError};
use crate::store::outbox::EntryRow;

/// What is known of the PIN.
enum Kept {
    /// The keychain has none. Whoever can take it out of there can read all else that is in it, so nothing is kept from them.
    None,
    Some(Hash, Tries),
    /// It cannot be read, and so nobody can be let in by it.
    Closed(PinAnswer),
}

impl Desk {
    /// Whether the desk is locked, and when it locks itself.
    #[must_use]
    pub fn lock(&self) -> Lock {
        let building = self.building();
        building.is_locked();
        building.guard.shown(building.clocks())
    }

    /// Whether a command of the page's may be given to the desk now. Whoever hands them on asks this first, of each.
    ///
    /// # Errors
    /// `locked` while the desk is, for all but [`WHILE_LOCKED`].
    pub fn admits(&self, command: &str) -> Result<(), DeskError> {
        if self.building().is_locked() && !WHILE_LOCKED.contains(&command) {
            return Err(DeskError::locked());
        }
        Ok(())
    }

    /// Somebody is at the desk.
    pub fn touch(&self) {
        let building = self.building();
        if !building.is_locked() {
            building.guard.touch(building.clocks());
        }
    }

    /// Locks the desk, where a PIN is chosen.
    pub fn lock_now(&self) {
        let building = self.building();
        building.guard.lock();
        building.tell_lock();
    }

    /// What the lock screen shows. A desk whose PIN is gone from the keychain is open again: there is nothing left that it could ask for.
    pub async fn lock_screen(&self) -> LockScreen {
        let building = self.building();
        let _one = building.guard.looking.lock().await;
        let wait = match building.kept_pin().await {
            Kept::None => {
                building.without_pin();
                self.tell_all(&building).await;
                Duration::ZERO
            }
            Kept::Some(_, tries) => tries.left(building.clocks()),
            Kept::Closed(_) => Duration::ZERO,
        };
        let open = building.open_entries().await.unwrap_or_default();
        let unsent = first_of_each(&open).filter_map(EntryRow::standing).count();
        LockScreen {
            clock: self.clock().ok(),
            wait: seconds(wait),
            unsent: u32::try_from(unsent).unwrap_or(u32::MAX),
            somebody_new: open.iter().any(|entry| entry.what == EntryKind::Person),
        }
    }

    /// Opens the desk by its PIN.
    ///
    /// # Errors
    /// `machine` where there is no memory to look at it with.
    pub async fn unlock(&self, pin: UnlockPin) -> Result<PinAnswer, DeskError> {
        let building = self.building();
        let _one = building.guard.looking.lock().await;
        if !building.is_locked() {
            return Ok(PinAnswer::Right);
        }
        let (answer, _) = building.look_at(pin).await?;
        if answer == PinAnswer::Right {
            tracing::info!("the desk is unlocked");
            building.guard.open(building.clocks());
            self.tell_all(&building).await;
        }
        Ok(answer)
    }

    /// Has the desk lock itself after so many minutes, or never; by another PIN, where one is given. The one before is asked for where it is
    /// another, or is not needed any more.
    ///
    /// # Errors
    /// `badInput` for a time or a PIN that cannot be chosen, and where there is no PIN yet and none is given; `machine` when the file cannot be
    /// written.
    pub async fn set_lock(
        &self,
        minutes: Option<u16>,
        old: Option<UnlockPin>,
        new: Option<UnlockPin>,
    ) -> Result<PinAnswer, DeskError> {
        let building = self.building();
        let _one = building.guard.looking.lock().await;
        let after = building.guard.after();
        let most = after.office.unwrap_or(*LOCK_MINUTES.end());
        let sound = minutes.map_or(after.office.is_none(), |minutes| {
            (*LOCK_MINUTES.start()..=most).contains(&minutes)
        });
        if !sound || new.as_ref().is_some_and(|pin| !pin.can_be_chosen()) {
            return Err(DeskError::bad_input(
                "no time or no PIN to lock the desk by",
            ));
        }
        let mut before = None;
        if after.own.is_some() && (new.is_some() || minutes.is_none()) {
            let old = old.ok_or_else(|| DeskError::bad_input("the PIN so far is not given"))?;
            match building.look_at(old).await? {
                (PinAnswer::Right, hash) => before = hash,
                (answer, _) => return Ok(answer),
            }
        }
        let new = new.filter(|_| minutes.is_some());
        if new.is_none() && minutes.is_some() && after.own.is_none() {
            return Err(DeskError::bad_input("there is no PIN to unlock it by"));
        }
        let hash = match new {
            Some(pin) => {
                let hash = building.machine.blocking.run(move || Hash::of(&pin)).await;
                Some(hash.ok().and_then(Result::ok).ok_or_else(no_memory)?)
            }
            None => None,
        };
        // First the file: what was in it can be put back, and of the PIN so far nobody has more than a hash.
        if minutes != after.own {
            self.keep_lock_after(minutes)?;
        }
        if let Some(hash) = hash {
            let tries = Tries::none(building.clocks());
            if let Err(error) = building.keep_pin(&hash, tries).await {
                if error == KeychainError::NoAnswer {
                    building.put_back_pin(before.as_ref());
                }
                if minutes != after.own
                    && let Err(error) = self.keep_lock_after(after.own)
                {
                    tracing::warn!(%error, "another time to lock after is said in lobby.toml");
                }
                return Ok(closed(&error));
            }
        }
        if minutes.is_none() {
            building.forget_pin().await;
        }
        let own = LockAfter {
            own: minutes,
            ..after
        };
        building.guard.settle(own, building.clocks());
        building.tell_lock();
        Ok(PinAnswer::Right)
    }

    /// The lock goes with the sign-in. Where that may be found again at the next start, so is the lock.
    pub(crate) async fn leave_lock(&self, building: &Building, farewell: Farewell) {
        let after = building.guard.after();
        if after.own.is_none() {
            return;
        }
        // Without a client id nobody has asked for the sign-in that the keychain may have: it is there again once the file can be read.
        let asked = !building.session.config().client_id.is_empty();
        if asked && (farewell.revoked || farewell.forgotten) {
            if let Err(error) = self.keep_lock_after(None) {
                tracing::warn!(%error, "the lock is still said in lobby.toml");
            }
            building.forget_pin().await;
            building.without_pin();
        } else {
            building.guard.open(building.clocks());
            building.tell_lock();
        }
    }

    /// Keeps it in the person's own file; in the demo it lasts for this run.
    fn keep_lock_after(&self, minutes: Option<u16>) -> Result<(), DeskError> {
        if self.is_demo() {
            return Ok(());
        }
        Config::save_lock_after(self.profile(), minutes).map_err(|error| not_saved(&error))
    }

    /// Tells the page that the desk is open, and all that it may not have been told: first what it draws nothing without.
    async fn tell_all(&self, building: &Building) {
        if let Ok(clock) = self.clock() {
            building.tell(News::Clock { clock });
            building.tell_status().await;
        }
        building.tell_lock();
        building.changed([Topic::People, Topic::Places, Topic::Visits, Topic::Outbox]);
    }
}

impl Building {
    /// Looks at a PIN, unless others before it have to be waited for. With the answer comes what is kept, where it was looked at.
    async fn look_at(&self, pin: UnlockPin) -> Result<(PinAnswer, Option<Hash>), DeskError> {
        let (hash, tries) = match self.kept_pin().await {
            Kept::None => {
                self.without_pin();
                return Ok((PinAnswer::Right, None));
            }
            Kept::Some(hash, tries) => (hash, tries),
            Kept::Closed(answer) => return Ok((answer, None)),
        };
        let left = tries.left(self.clocks());
        if left > Duration::ZERO {
            let wait = seconds(left);
            return Ok((PinAnswer::Wait { wait }, None));
        }
        let asked = hash.clone();
        let blocking = &self.machine.blocking;
        let right = blocking.run(move || asked.is_of(&pin)).await;
        let right = right.ok().and_then(Result::ok).ok_or_else(no_memory)?;
        let now = self.clocks();
        let tries_now = if right {
            Tries::none(now)
        } else {
            tries.missed(now)
        };
        self.guard.missed(tries_now);
        // Kept before it is answered: whoever starts the program anew goes on where they were.
        if (!right || tries.wrong > 0) && self.keep_pin(&hash, tries_now).await.is_err() {
            tracing::warn!("the keychain does not take how many PINs were wrong");
        }
        if right {
            return Ok((PinAnswer::Right, Some(hash)));
        }
        tracing::info!(wrong = tries_now.wrong, "a wrong PIN");
        let wait = seconds(tries_now.left(self.clocks()));
        Ok((PinAnswer::Wrong { wait }, Some(hash)))
    }

    /// Locks by what the office says now, minutes; `None` where it says nothing.
    pub(crate) fn lock_by_office(&self, office: Option<u16>) {
        let after = LockAfter {
            office,
            ..self.guard.after()
        };
        self.guard.settle(after, self.clocks());
        self.tell_lock();
    }

    /// There is no PIN any more, and so nothing is locked.
    fn without_pin(&self) {
        let after = LockAfter {
            own: None,
            ..self.guard.after()
        };
        self.guard.settle(after, self.clocks());
        self.tell_lock();
    }

    async fn forget_pin(&self) {
        if let Err(error) = self.session.forget_unlock_pin().await {
            tracing::warn!(%error, "the keychain has not let go of the PIN");
        }
    }

    async fn kept_pin(&self) -> Kept {
        match self.session.unlock_pin().await {
            Ok(None) => Kept::None,
            Ok(Some(text)) => match read(&text, self.clocks()) {
                Some((hash, kept)) => Kept::Some(hash, self.guard.tries(kept)),
                None => Kept::Closed(PinAnswer::KeychainClosed),
            },
            Err(error) => Kept::Closed(closed(&error)),
        }
    }

    async fn keep_pin(&self, hash: &Hash, tries: Tries) -> Result<(), KeychainError> {
        let text = written(hash, &tries, self.clocks());
        self.session.keep_unlock_pin(&text).await
    }

    /// Whoever was told that another PIN was not taken goes on with the one so far, also once the keychain takes the other.
    fn put_back_pin(&self, before: Option<&Hash>) {
        let now = self.clocks();
        let text = before.map(|hash| written(hash, &Tries::none(now), now));
        let text = text.as_ref().map(|text| text.as_str());
        self.session.put_back_unlock_pin(text);
    }
}

fn closed(error: &KeychainError) -> PinAnswer {
    tracing::warn!(%error, "the keychain has no answer on the PIN");
    if *error == KeychainError::Absent {
        PinAnswer::NoKeychain
    } else {
        PinAnswer::KeychainClosed
    }
}

/// Whole seconds, and not one too few.
fn seconds(time: Duration) -> u32 {
    let more = u64::from(time.subsec_nanos() > 0);
    u32::try_from(time.as_secs() + more).unwrap_or(u32::MAX)
}

fn no_memory() -> DeskError {
    DeskError::machine("there is no memory to look at a PIN with")
}

#[cfg(test)]
mod tests {
    use crate::sync::tests::Bench;

    #[tokio::test]
    async fn what_the_office_says_later_counts_too() {
        let bench = Bench::open().await;
        let building = bench.building();
        let office = || building.guard.shown(building.clocks()).office_minutes;
        assert_eq!(office(), None);
        building.lock_by_office(Some(10));
        assert_eq!(office(), Some(10));
        building.lock_by_office(None);
        assert_eq!(office(), None);
    }
}
