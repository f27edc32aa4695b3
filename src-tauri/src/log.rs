//! The log: ids and codes, never names, never secrets.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use desk::profile::Profile;
use tracing_subscriber::EnvFilter;

/// A log longer than this (bytes) is set aside at the next start, in place of the one before.
const LONGEST: u64 = 2_000_000;

/// What is written unless `LOBBY_LOG` says otherwise: this program's own crates only.
const USUAL: &str = "off,lobby_shell=info,desk=info,doorflow=info";

/// Writes to `lobby.log` in the profile, and keeps the one before it as `lobby.1.log`; to standard error where that cannot be opened.
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
    let mut long = std::fs::metadata(path).is_ok_and(|found| found.len() > LONGEST);
    // What cannot be set aside is begun anew: it is not to grow for ever.
    if long && std::fs::rename(path, path.with_extension("1.log")).is_ok() {
        long = false;
    }
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_long_log_is_kept_once_and_a_short_one_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let [log, older] = ["lobby.log", "lobby.1.log"].map(|name| folder.path().join(name));
        let words = |text: &str| {
            let mut log = open(&log).expect("a log");
            log.write_all(text.as_bytes()).expect("room");
        };
        let length = |path| fs::metadata(path).expect("a file").len();
        words("one ");
        words("two ");
        assert_eq!(length(&log), 8);
        assert!(!older.exists());
        for first in ["a", "b"] {
            words(&first.repeat(2_000_001));
            words("anew");
            assert_eq!(length(&log), 4, "begun anew");
            let kept = fs::read_to_string(&older).expect("the one before");
            assert!(kept.ends_with(first) && length(&older) > LONGEST);
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                for path in [&log, &older] {
                    let mode = fs::metadata(path).expect("a file").permissions().mode();
                    assert_eq!(mode & 0o777, 0o600);
                }
            }
        }
    }
}
