//! Notices that the computer has slept, so that what is on screen and what is under way does not wait as if no time had passed.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::Instant;

use crate::building::Building;

/// How often the two clocks are compared.
const BEAT: Duration = Duration::from_secs(10);
/// A shorter sleep is made up for by the usual waits.
const NOTICEABLE: Duration = Duration::from_secs(20);

/// Compares the clocks for as long as somebody is signed in, and starts again what a sleep has held up.
pub(crate) async fn keep_awake(building: Arc<Building>) {
    let reading = || (Instant::now(), building.machine.clock.now());
    let mut before = reading();
    loop {
        tokio::time::sleep(BEAT).await;
        let now = reading();
        if let Some(uncounted) = slept(now.0 - before.0, now.1 - before.1) {
            tracing::info!(seconds = uncounted.as_secs(), "awake again");
            building.session.slept(uncounted);
            building.woke.send_replace(());
            building.outbox.look_now();
            building.send.notify_one();
        }
        before = now;
    }
}

/// Whether the computer slept between two beats, which came so much later by the steady clock and by the one on the wall; and for how
/// long the steady clock stood still, as it does on Linux and macOS. Where it goes on, the beat itself is late. A wall clock that was set
/// ahead looks the same and is taken for a sleep: that costs a look at DoorFlow. One that was set back is nothing.
fn slept(steady: Duration, wall: TimeDelta) -> Option<Duration> {
    let counted = TimeDelta::from_std(steady).unwrap_or(TimeDelta::MAX);
    let uncounted = wall
        .checked_sub(&counted)
        .and_then(|uncounted| uncounted.to_std().ok())
        .unwrap_or_default();
    (uncounted >= NOTICEABLE || steady >= BEAT + NOTICEABLE).then_some(uncounted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_told_from_a_late_beat_and_from_a_clock_that_was_set_back() {
        let hour = 3_600;
        for (steady, wall, wanted, why) in [
            (10, 10, None, "nothing"),
            (29, 29, None, "a computer that is busy"),
            (10, 29, None, "a clock that was put right"),
            (10, 10 + hour, Some(hour), "a steady clock that stood still"),
            (10 + hour, 10 + hour, Some(0), "a steady clock that went on"),
            (
                600,
                10 + hour,
                Some(hour - 590),
                "one that went on at first",
            ),
            (10, 10 - hour, None, "a clock that was set back"),
            (10 + hour, 10, Some(0), "set back while it slept"),
        ] {
            let wanted = wanted.map(|seconds: i64| Duration::from_secs(seconds.unsigned_abs()));
            let steady = Duration::from_secs(i64::unsigned_abs(steady));
            assert_eq!(slept(steady, TimeDelta::seconds(wall)), wanted, "{why}");
        }
    }

    #[test]
    fn absurd_clocks_are_borne() {
        assert_eq!(slept(Duration::ZERO, TimeDelta::MIN), None);
        assert_eq!(slept(Duration::MAX, TimeDelta::MIN), Some(Duration::ZERO));
        assert!(slept(Duration::ZERO, TimeDelta::MAX).is_some());
    }
}
