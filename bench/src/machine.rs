//! The computer that was measured on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A computer, as far as it matters to how fast something is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Machine {
    /// The processor's own name.
    processor: String,
    /// How many of them a program may use.
    cores: usize,
    /// Megabytes.
    memory_mb: u64,
    /// The system's own name.
    system: String,
}

impl Machine {
    /// This one.
    pub(crate) fn this() -> Self {
        let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
        let field = |text: &str, name: &str, ends: char| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(ends))
                .map(|value| value.trim().trim_matches('"').to_owned())
        };
        let memory_kb = field(&read("/proc/meminfo"), "MemTotal", ':')
            .and_then(|value| value.trim_end_matches(" kB").parse::<u64>().ok());
        Self {
            processor: field(&read("/proc/cpuinfo"), "model name", ':')
                .unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_mb: memory_kb.unwrap_or_default() / 1000,
            system: field(&read("/etc/os-release"), "PRETTY_NAME", '=')
                .unwrap_or_else(|| std::env::consts::OS.to_owned()),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            processor,
            cores,
            memory_mb,
            system,
        } = self;
        write!(
            f,
            "{processor}, {cores} cores, {} GB, {system}",
            memory_mb.div_ceil(1000)
        )
    }
}
