//! Where this person's Lobby keeps its files.

use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The folders of one Lobby: everything it keeps on disk is in them, and no secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The store and the log.
    pub data: PathBuf,
    /// The person's `lobby.toml`.
    pub config: PathBuf,
}

/// The person has no home folder to keep files in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this user has no home folder; name one with --profile")]
pub struct NoHome;

/// The right to work with a profile, until it is dropped or the program ends. One program at a time has it: two would send the same
/// booking twice.
#[derive(Debug)]
pub struct Hold {
    /// `None` on a disk that knows no locks.
    _locked: Option<File>,
}

/// Another program works with this profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Lobby is already open with this profile")]
pub struct Taken;

impl Profile {
    /// The usual folders of the person who runs the app, as the system lays them out.
    pub fn of_user() -> Result<Self, NoHome> {
        let folders = directories::ProjectDirs::from("", "", "Lobby").ok_or(NoHome)?;
        Ok(Self {
            data: folders.data_local_dir().to_owned(),
            config: folders.config_dir().to_owned(),
        })
    }

    /// Everything in one folder (`--profile DIR`).
    ///
    /// A relative path is taken from the working directory, once: a later change of it moves nothing.
    pub fn at(dir: &Path) -> io::Result<Self> {
        let dir = std::path::absolute(dir)?;
        Ok(Self {
            data: dir.clone(),
            config: dir,
        })
    }

    /// Where the page keeps what it keeps: how it looks, and what it opens with.
    #[must_use]
    pub fn page(&self) -> PathBuf {
        self.data.join("page")
    }

    /// Makes the folders that are missing, open to their owner alone.
    ///
    /// A folder that exists keeps its permissions: `--profile` may name one that serves others too.
    pub fn create(&self) -> io::Result<()> {
        for dir in [&self.data, &self.config, &self.page()] {
            let mut builder = std::fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(dir).map_err(|error| {
                io::Error::new(
                    error.kind(),
                    format!("its folder {} cannot be made: {error}", dir.display()),
                )
            })?;
        }
        Ok(())
    }

    /// Takes the profile for this program.
    ///
    /// Where a disk cannot be written or locks nothing, it is said in the log and nobody is kept out.
    pub fn hold(&self) -> Result<Hold, Taken> {
        let locked = self.create().and_then(|()| {
            let mut options = File::options();
            // To be read as well: on NFS, what is open for writing alone cannot be locked together with others.
            options.create(true).read(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(self.lock())
        });
        let locked = locked.and_then(|file| Ok(lock_alone(&file)?.then_some(file)));
        match locked {
            Ok(Some(file)) => Ok(Hold {
                _locked: Some(file),
            }),
            Ok(None) => Err(Taken),
            Err(error) => {
                tracing::warn!(%error, "the profile cannot be locked");
                Ok(Hold { _locked: None })
            }
        }
    }

    /// Whether no program works with this profile. One may from the next moment on.
    #[must_use]
    pub fn is_free(&self) -> bool {
        // What cannot be opened or locked keeps nobody out.
        let locked = File::open(self.lock()).map(|file| file.try_lock_shared());
        !matches!(locked, Ok(Err(TryLockError::WouldBlock)))
    }

    fn lock(&self) -> PathBuf {
        self.data.join("outbox.lock")
    }

    /// A short name for this profile in the keychain, where the entries of all profiles lie side by side.
    ///
    /// The same folder always has the same tag, also by way of a link to it once it exists.
    #[must_use]
    pub fn tag(&self) -> String {
        let dir = self
            .data
            .canonicalize()
            .unwrap_or_else(|_| self.data.clone());
        let digest = Sha256::digest(dir.as_os_str().as_encoded_bytes());
        digest.iter().take(6).fold(String::new(), |mut tag, byte| {
            // Writing to a String cannot fail.
            let _ = write!(tag, "{byte:02x}");
            tag
        })
    }
}

/// Whether nobody else has the lock of this file, which is ours then.
fn lock_alone(file: &File) -> io::Result<bool> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // Whoever only looks whether it is free shares it, and for a moment.
        match file.try_lock_shared() {
            Ok(()) => file.unlock()?,
            // Somebody has it, whatever else is known.
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_named_folder_holds_everything() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let profile = Profile::at(&dir.path().join("desk/north"))?;
        profile.create()?;
        profile.create()?;
        assert!(
            profile.data.is_dir(),
            "the folder is made, and making it twice is fine"
        );
        assert_eq!(
            profile.data, profile.config,
            "one folder moves all local state"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = profile.data.metadata()?.permissions().mode();
            assert_eq!(
                mode & 0o777,
                0o700,
                "others on this machine may not look inside"
            );
            let mode = profile.page().metadata()?.permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "nor at what the page keeps");
        }
        Ok(())
    }

    #[test]
    fn an_existing_folder_keeps_its_permissions() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let before = dir.path().metadata()?.permissions();
        Profile::at(dir.path())?.create()?;
        assert_eq!(
            dir.path().metadata()?.permissions(),
            before,
            "the folder may serve others too"
        );
        Ok(())
    }

    /// Only a file system of its own kind asks for it when it is locked; so it is seen to here.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_locked_is_open_for_both_kinds_of_locks() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let profile = Profile::at(dir.path())?;
        let hold = profile.hold().expect("nobody has it");
        let lock = profile.lock().canonicalize()?;
        let is_it =
            |open: &std::fs::DirEntry| std::fs::read_link(open.path()).is_ok_and(|to| to == lock);
        let mut open = std::fs::read_dir("/proc/self/fd")?.flatten();
        let number = open.find(is_it).expect("it is open").file_name();
        let told = std::fs::read_to_string(Path::new("/proc/self/fdinfo").join(number))?;
        let flags = told.lines().find_map(|line| line.strip_prefix("flags:"));
        let flags = flags.expect("its flags").trim();
        let mode = u32::from_str_radix(flags, 8).expect("octal") & 0o3;
        assert_eq!(mode, 2, "reading and writing");
        drop(hold);
        Ok(())
    }

    #[test]
    fn one_program_at_a_time_holds_a_profile() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        let profile = Profile::at(&one)?;
        let hold = profile.hold().expect("nobody has it");
        assert_eq!(profile.hold().err(), Some(Taken));
        let other = Profile::at(&two)?.hold();
        assert!(other.is_ok(), "another profile is another's");
        drop(hold);
        assert!(profile.hold().is_ok(), "it is free again");
        Ok(())
    }

    #[test]
    fn whoever_looks_whether_a_profile_is_free_keeps_nobody_out_of_it() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let profile = Profile::at(dir.path())?;
        assert!(profile.is_free(), "nobody has ever opened it");
        let hold = profile.hold().expect("nobody has it");
        assert!(!profile.is_free());
        drop(hold);
        assert!(profile.is_free());

        thread::scope(|all| {
            let look = || (0..5000).filter(|_| profile.is_free()).count();
            let lookers = [(); 3].map(|()| all.spawn(look));
            while !lookers.iter().all(thread::ScopedJoinHandle::is_finished) {
                assert!(profile.hold().is_ok(), "it was only looked at");
            }
        });
        Ok(())
    }

    #[test]
    fn tags_tell_profiles_apart_and_stay() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        let tag = Profile::at(&one)?.tag();
        assert_eq!(
            tag,
            Profile::at(&one)?.tag(),
            "a restart must find its own entries"
        );
        assert_ne!(
            tag,
            Profile::at(&two)?.tag(),
            "two profiles must not share a sign-in"
        );
        assert_eq!(tag.len(), 12, "short enough for every keychain");
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_folder_is_the_same_profile() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        Profile::at(&real)?.create()?;
        std::os::unix::fs::symlink(&real, &link)?;
        assert_eq!(
            Profile::at(&link)?.tag(),
            Profile::at(&real)?.tag(),
            "one folder, one sign-in"
        );
        Ok(())
    }
}
