//! Memory that the program has freed and the C library keeps.
//!
//! A crate of its own, since this is all of Lobby that the compiler cannot vouch for.

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
    use super::*;

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
    fn what_was_freed_below_something_that_is_in_use_goes_back() {
        const SIZE: usize = 1000;
        const HOW_MANY: usize = 100_000;
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
