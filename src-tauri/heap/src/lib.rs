//! Memory that the program has freed and the C library keeps.
//!
//! A crate of its own, since this is all of Lobby that the compiler cannot vouch for.

/// How much that is free at the end of what a thread has is worth keeping, in bytes: more is given back as soon as it is free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: libc::c_int = 256 * 1024;

/// How many heaps all threads share.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS: libc::c_int = 3;

/// Has the C library keep little of what is free. By itself it has eight heaps for each processor, each of which keeps as much at its end as it
/// ever lent at once, and [`give_back`] takes only what lies between. To be called before there are other threads.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "no safe crate has these calls")]
pub fn keep_little() {
    // SAFETY: it is given no pointer, and what it sets is read when memory is asked for or freed.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, HEAPS);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
    }
}

/// Elsewhere each heap sees to itself.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep_little() {}

/// Gives the system back what is free: the C library keeps it for each thread that ever had it. What a hundred thousand people took while
/// they were indexed is more than they take afterwards. A few milliseconds, in which other threads may wait for memory.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "no safe crate has this call")]
pub fn give_back() {
    // SAFETY: it is given no pointer, touches nothing that is in use, and may be called by any thread at any time.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Elsewhere memory goes back by itself.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::*;

    /// What a process has in use is weighed by one test at a time.
    fn alone() -> MutexGuard<'static, ()> {
        static ALONE: Mutex<()> = Mutex::new(());
        ALONE.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of memory that this process has in use, of its own.
    fn resident() -> usize {
        let pages = std::fs::read_to_string("/proc/self/statm").expect("the kernel tells");
        let pages = pages
            .split_whitespace()
            .nth(1)
            .expect("there is a second figure");
        pages.parse::<usize>().expect("it is a number") * 4096
    }

    #[test]
    fn what_threads_have_freed_goes_back_at_once() {
        const SIZE: usize = 1000;
        const HOW_MANY: usize = 10_000;
        const THREADS: usize = 8;
        let _alone = alone();
        keep_little();
        // Whoever frees as much at once is allowed to keep as much, by the C library's own rule.
        drop(std::hint::black_box(vec![1_u8; 16_000_000]));
        let before = resident();
        let work = || drop(std::hint::black_box(vec![vec![1_u8; SIZE]; HOW_MANY]));
        let threads: Vec<_> = (0..THREADS).map(|_| std::thread::spawn(work)).collect();
        for thread in threads {
            thread.join().expect("it only allocates");
        }
        let kept = resident().saturating_sub(before);
        // By the C library's own rule it is what all of them had: how many had it at once is not for the test to say.
        assert!(
            kept < SIZE * HOW_MANY * THREADS / 4,
            "{kept} bytes are kept"
        );
    }

    #[test]
    fn what_was_freed_below_something_that_is_in_use_goes_back() {
        const SIZE: usize = 1000;
        const HOW_MANY: usize = 100_000;
        let _alone = alone();
        let mut all: Vec<Vec<u8>> = (0..HOW_MANY).map(|_| vec![1; SIZE]).collect();
        let last = all.pop();
        drop(all);
        let before = resident();
        give_back();
        let given = before.saturating_sub(resident());
        assert!(given > SIZE * HOW_MANY / 2, "only {given} bytes went back");
        drop(last);
    }
}
