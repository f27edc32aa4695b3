//! What says that a desk locks itself, and cannot be read or written.

use anyhow::{Result, ensure};
use desk::lock::PinAnswer;

use super::{PIN, is_locked, pin, that_locks};
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
