//! What a program and those that it has started take of the machine, as Linux tells it.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rustix::time::{ClockId, clock_gettime};

/// A program and all that it has started, itself first.
pub(crate) fn tree(root: u32) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(process) = found.get(next).copied() {
        next += 1;
        let tasks = fs::read_dir(format!("/proc/{process}/task"));
        for task in tasks.into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            found.extend(
                children
                    .split_whitespace()
                    .filter_map(|id| id.parse::<u32>().ok()),
            );
        }
    }
    found
}

/// How long these have had a processor so far, to the nanosecond. One that has ended counts for nothing.
pub(crate) fn processor_time(processes: &[u32]) -> Duration {
    let mut total = 0;
    for process in processes {
        let tasks = fs::read_dir(format!("/proc/{process}/task"));
        for task in tasks.into_iter().flatten().flatten() {
            let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            let first = text.split_whitespace().next();
            total += first
                .and_then(|ns| ns.parse::<u64>().ok())
                .unwrap_or_default();
        }
    }
    Duration::from_nanos(total)
}

/// How long this program has had a processor so far, to the nanosecond: also on threads that have ended.
pub(crate) fn own_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

/// The memory of a process, MB: what is its own, and its share of what it has in common with others.
pub(crate) fn memory(process: u32) -> Result<f64> {
    let file = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(&file).with_context(|| file.clone())?;
    let kb = text
        .lines()
        .find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB"))
        .and_then(|kb| kb.trim().parse::<f64>().ok())
        .with_context(|| format!("{file} says no Pss"))?;
    Ok(kb * 1024.0 / 1e6)
}

/// The memory of a process and of all that it has started, MB.
pub(crate) fn memory_of_all(root: u32) -> Result<f64> {
    // One that ends meanwhile has none.
    let shares = tree(root)
        .into_iter()
        .map(|process| memory(process).unwrap_or_default());
    let total = shares.sum::<f64>();
    anyhow::ensure!(total > 0.0, "the program has ended");
    Ok(total)
}

/// Waits until the program and all that it has started have done next to nothing for a while.
pub(crate) async fn quiet(root: u32) {
    const LOOK: Duration = Duration::from_millis(250);
    let mut still = 0;
    let mut before = processor_time(&tree(root));
    while still < 4 {
        tokio::time::sleep(LOOK).await;
        let now = processor_time(&tree(root));
        let worked = now.saturating_sub(before);
        still = if worked < LOOK / 50 { still + 1 } else { 0 };
        before = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_is_weighed_with_those_that_it_started() {
        let mut shell = tokio::process::Command::new("sh")
            .args(["-c", "sleep 60 & wait"])
            .kill_on_drop(true)
            .spawn()
            .expect("a shell");
        let id = shell.id().expect("it runs");
        // Until it is another program, what it started shares its memory.
        let has_started = |process: u32| {
            let name = fs::read_to_string(format!("/proc/{process}/comm"));
            name.is_ok_and(|name| name.trim() == "sleep")
        };
        while !tree(id).into_iter().any(has_started) {
            tokio::task::yield_now().await;
        }
        let all = memory_of_all(id).expect("it is there");
        assert!(all > memory(id).expect("it is there"));
        for process in tree(id).into_iter().skip(1) {
            std::process::Command::new("kill")
                .arg(process.to_string())
                .status()
                .expect("kill");
        }
        shell.wait().await.expect("it ends");
    }

    /// It ends: threads of other tests, too, add to the time, or end and take theirs with them.
    #[test]
    fn what_is_done_takes_time() {
        let me = [std::process::id()];
        let before = processor_time(&me);
        while processor_time(&me) <= before {
            std::hint::spin_loop();
        }
        let before = own_time();
        std::thread::spawn(move || {
            while own_time() <= before {
                std::hint::spin_loop();
            }
        })
        .join()
        .expect("it ends");
        assert!(own_time() > before);
    }
}
