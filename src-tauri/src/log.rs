//! The log: ids and codes, never names, never secrets.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use desk::profile::Profile;
use tracing_subscriber::EnvFilter;

/// A log longer than this (bytes) is set aside, in place of the one before.
const LONGEST: u64 = 2_000_000;

/// What is written unless `LOBBY_LOG` says otherwise: this program's own crates only.
const USUAL: &str = "off,lobby_shell=info,desk=info,doorflow=info";

/// Writes to `lobby.log` in the profile, and keeps the one before it as `lobby.1.log`; to standard error where that cannot be opened.
pub(crate) fn start(profile: &Profile, demo: bool) {
    let filter = EnvFilter::try_from_env("LOBBY_LOG").unwrap_or_else(|_| EnvFilter::new(USUAL));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false);
    match Log::open(profile, demo) {
        Ok(file) => log.with_writer(Mutex::new(file)).init(),
        Err(_) => log.with_writer(io::stderr).init(),
    }
    tell_of_panics();
}

/// Logs the place of a panic alone: its message may quote what somebody typed, and so it does not go to a terminal or to the system's journal
/// either, but where the program is being worked on.
fn tell_of_panics() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if let Some(place) = panicked.location() {
            tracing::error!(%place, "the program is wrong here");
        }
        if cfg!(debug_assertions) {
            usual(panicked);
        }
    }));
}

/// The file, and how long it is.
struct Log {
    path: PathBuf,
    file: File,
    length: u64,
    /// Nobody else writes to it for long, so that it can be set aside while it is written.
    own: bool,
}

impl Log {
    /// Sets a long log aside only where no desk is open: that would go on in the one that was set aside, until it is gone.
    fn open(profile: &Profile, demo: bool) -> io::Result<Self> {
        let path = profile.data.join("lobby.log");
        let free = profile.is_free();
        let long = std::fs::metadata(&path).is_ok_and(|found| found.len() > LONGEST);
        let file = open(&path, free && long)?;
        let length = file.metadata()?.len();
        Ok(Self {
            path,
            file,
            length,
            // A desk may be opened beside the demo at any time.
            own: free && !demo,
        })
    }
}

impl Write for Log {
    /// What is written at once is a whole line.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.own && self.length > LONGEST {
            // Where that fails, it is tried again after as much more.
            self.length = 0;
            if let Ok(file) = open(&self.path, true) {
                self.file = file;
            }
        }
        let written = self.file.write(line)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Opens the log, a new one where the one that is there is to be set aside.
fn open(path: &Path, anew: bool) -> io::Result<File> {
    // What cannot be set aside is begun anew: it is not to grow for ever.
    let over = anew && std::fs::rename(path, path.with_extension("1.log")).is_err();
    let mut options = OpenOptions::new();
    options
        .create(true)
        .write(true)
        .append(!over)
        .truncate(over);
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
    use std::sync::Arc;

    use super::*;

    /// A profile in a folder of its own, its log and the one before.
    fn profile(folder: &tempfile::TempDir) -> (Profile, [PathBuf; 2]) {
        let profile = Profile::at(folder.path()).expect("a folder");
        let logs = ["lobby.log", "lobby.1.log"].map(|name| profile.data.join(name));
        (profile, logs)
    }

    fn length(path: &Path) -> u64 {
        fs::metadata(path).expect("a file").len()
    }

    #[test]
    fn a_long_log_is_kept_once_and_a_short_one_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let (profile, [log, older]) = profile(&folder);
        let words = |text: &str| {
            let mut log = Log::open(&profile, false).expect("a log");
            log.write_all(text.as_bytes()).expect("room");
        };
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

    #[test]
    fn the_log_of_an_open_desk_is_set_aside_by_that_desk_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (profile, [log, older]) = profile(&folder);
        let mut desk = Log::open(&profile, false).expect("a log");
        let hold = profile.hold().expect("nobody has it");
        fs::write(&log, "a".repeat(2_000_001)).expect("room");
        for demo in [false, true] {
            let mut other = Log::open(&profile, demo).expect("a log");
            for _ in 0..2 {
                other.write_all(&vec![b'b'; 1_500_000]).expect("room");
            }
            assert!(!older.exists(), "a desk writes to it");
        }
        desk.write_all(b"on").expect("room");
        let all = fs::read_to_string(&log).expect("a log");
        assert!(all.ends_with("bon"), "it goes on where they have written");

        desk.write_all(&vec![b'c'; 2_000_001]).expect("room");
        desk.write_all(b"anew").expect("room");
        assert_eq!(length(&log), 4, "however long it is open");
        let kept = fs::read_to_string(&older).expect("the one before");
        assert!(kept.ends_with('c'));

        drop(hold);
        fs::write(&log, "a".repeat(2_000_001)).expect("room");
        let demo = Log::open(&profile, true);
        assert_eq!((demo.is_ok(), length(&log)), (true, 0), "nobody is in it");
    }

    #[test]
    fn of_a_panic_the_place_is_logged_and_not_what_it_says() {
        let said = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&said);
        let log = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || Lines(Arc::clone(&to)))
            .finish();
        tell_of_panics();
        tracing::subscriber::with_default(log, || {
            let caught = panic::catch_unwind(|| panic!("Zenobia Quillfeather"));
            assert!(caught.is_err());
        });
        let said = said.lock().expect("lines").clone();
        let said = String::from_utf8(said).expect("text");
        assert!(said.contains(file!()), "{said}");
        assert!(!said.contains("Zenobia"), "{said}");
    }

    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("lines").extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
