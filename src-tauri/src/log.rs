//! The log: ids and codes, never names, never secrets.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use desk::profile::Profile;
use tracing_subscriber::EnvFilter;

/// A log longer than this (bytes) is begun anew at the next start.
const LONGEST: u64 = 2_000_000;

/// What is written unless `LOBBY_LOG` says otherwise: this program's own crates only.
const USUAL: &str = "off,lobby_shell=info,desk=info,doorflow=info";

/// Writes to `lobby.log` in the profile; to standard error where that cannot be opened.
pub(crate) fn start(profile: &Profile) {
    let filter = EnvFilter::try_from_env("LOBBY_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false);
    match open(&profile.data.join("lobby.log")) {
        Ok(file) => log.with_writer(Mutex::new(file)).init(),
        Err(_) => log.with_writer(std::io::stderr).init(),
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let long = std::fs::metadata(path).is_ok_and(|found| found.len() > LONGEST);
    let mut options = OpenOptions::new();
    options
        .create(true)
        .write(true)
        .append(!long)
        .truncate(long);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
