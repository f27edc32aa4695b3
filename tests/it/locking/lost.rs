//! What says that a desk locks itself, and cannot be read or written.

use anyhow::{Result, ensure};
use desk::lock::PinAnswer;

use super::{PIN, is_locked, pin, that_locks};
use crate::ears::until;
use crate::reception::{Reception, signed_in};

#[tokio::test]
async fn a_start_is_locked_whatever_has_become_of_the_time_in_the_file() -> Result<()> {
    let (reception, _clock) = that_locks().await?;
    let Reception {
        sandbox: _sandbox,
        office,
        desk,
        ears: _ears,
    } = reception;
    desk.end().await;
    let file = office.folder().join("lobby.toml");
    let written = std::fs::read_to_string(&file)?;
    let wrong = written.replace("lock_after_minutes = 5", "lock_after_minutes = 480");
    ensure!(wrong != written, "{written}");
    let unreadable = [written.as_bytes(), b"# \xff"].concat();
    for spoilt in [wrong.into_bytes(), unreadable] {
        std::fs::write(&file, spoilt)?;
        let (again, _ears) = office.start().await?;
        ensure!(is_locked(&again));
        again.lock_screen().await;
        ensure!(is_locked(&again), "there is a PIN");
        assert_eq!(again.unlock(pin(PIN)).await?, PinAnswer::Right);
        again.end().await;
    }
    // Nobody knows then whose sign-in the keychain has, so that to sign out ends none.
    let (unread, _ears) = office.start().await?;
    unread.sign_out().await?;
    unread.end().await;
    std::fs::write(&file, written)?;
    let (mended, _ears) = office.start().await?;
    signed_in(&mended).await?;
    ensure!(is_locked(&mended));
    mended.lock_screen().await;
    ensure!(is_locked(&mended), "the PIN is as it was");
    Ok(())
}

#[tokio::test]
async fn a_pin_that_the_keychain_takes_after_it_was_refused_does_not_count() -> Result<()> {
    let (reception, _clock) = that_locks().await?;
    let (desk, keychain) = (&reception.desk, &reception.office.keychain);
    let entry = |entry: &String| entry.starts_with("unlock-pin:");
    // The one so far is read, what is to take its place is not taken.
    keychain.hang();
    keychain.let_one_through();
    let other = desk.set_lock(Some(5), Some(pin(PIN)), Some(pin("2222")));
    assert_eq!(other.await?, PinAnswer::KeychainClosed);
    keychain.release();
    desk.lock_now();
    assert_eq!(desk.unlock(pin(PIN)).await?, PinAnswer::Right);

    let off = desk.set_lock(None, Some(pin(PIN)), None).await?;
    assert_eq!(off, PinAnswer::Right);
    keychain.hang();
    let first = desk.set_lock(Some(5), None, Some(pin("2222"))).await?;
    assert_eq!(first, PinAnswer::KeychainClosed);
    keychain.release();
    until("the keychain to be done", async || {
        Ok((keychain.waiting() == 0).then_some(()))
    })
    .await?;
    // Whatever else is asked is answered behind it.
    desk.lock_screen().await;
    ensure!(!keychain.entries().iter().any(entry), "no PIN is chosen");
    Ok(())
}
