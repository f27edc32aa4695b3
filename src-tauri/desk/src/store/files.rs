//! The files of a database: its own, SQLite's beside it, what was set aside, and the copies from before a migration.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{StoreError, at};

/// What SQLite puts behind a database's name for the files beside it; the first is the database.
const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", "-journal"];
/// What is put behind the name of a file that was set aside.
const ASIDE: &str = ".damaged";
/// How a database begins that is not encrypted.
const PLAIN: &[u8] = b"SQLite format 3\0";

/// Whether there is a database that is not encrypted.
pub(super) fn is_plain(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    match File::open(path) {
        Ok(file) => file.take(PLAIN.len() as u64).read_to_end(&mut head)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(head == PLAIN)
}

/// Makes a file that is missing, its owner's alone; one that is there becomes so.
pub(super) fn make_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A file system without modes (a stick, a share) is no reason not to work.
        if let Err(error) = fs::set_permissions(path, fs::Permissions::from_mode(0o600)) {
            tracing::warn!(%error, "the store's file mode cannot be set");
        }
    }
    Ok(())
}

/// Moves a damaged database and the files beside it out of the way.
pub(super) fn set_aside(path: &Path) -> io::Result<()> {
    for suffix in SUFFIXES {
        let from = behind(path, suffix);
        if from.exists() {
            fs::rename(&from, behind(&from, ASIDE))?;
        }
    }
    Ok(())
}

/// Notes beside a database that it is begun anew, until that is kept in it.
pub(super) fn leave_anew(path: &Path) -> io::Result<()> {
    File::create(anew(path))?.sync_all()
}

/// Whether that is still to be kept; so it is where that cannot be seen.
pub(super) fn is_anew(path: &Path) -> bool {
    anew(path).try_exists().unwrap_or(true)
}

/// That is kept, or is nobody's business any more.
pub(super) fn forget_anew(path: &Path) -> Result<(), StoreError> {
    let anew = anew(path);
    remove(&anew).map_err(|source| at(&anew, source))
}

fn anew(path: &Path) -> PathBuf {
    path.with_extension("anew")
}

/// Where the copy from before a migration goes.
pub(super) fn copy_of(path: &Path, version: usize) -> PathBuf {
    path.with_extension(format!("v{version}.db"))
}

/// Removes a database, what was set aside of it, and its copies. What is gone already is no error; of the files that cannot be
/// removed the first is told, when all the others are.
pub(super) fn remove_all(path: &Path) -> Result<(), StoreError> {
    let mut files = Vec::new();
    for suffix in SUFFIXES {
        let file = behind(path, suffix);
        files.extend([behind(&file, ASIDE), file]);
    }
    let listed = copies(path).map(|copies| files.extend(copies));
    let mut told = listed.map_err(|source| at(path, source));
    for file in files {
        let removed = remove(&file).map_err(|source| at(&file, source));
        told = told.and(removed);
    }
    told
}

/// Removes the copies of a database, and what was set aside of it, that were last written before `before`.
pub(super) fn remove_old(path: &Path, before: SystemTime) -> Result<(), StoreError> {
    let mut files = copies(path).map_err(|source| at(path, source))?;
    files.extend(SUFFIXES.map(|suffix| behind(&behind(path, suffix), ASIDE)));
    for file in files {
        let written = fs::metadata(&file).and_then(|found| found.modified());
        if written.is_ok_and(|written| written < before) {
            remove(&file).map_err(|source| at(&file, source))?;
        }
    }
    Ok(())
}

/// The copies of a database, and the files beside them.
fn copies(path: &Path) -> io::Result<Vec<PathBuf>> {
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else {
        return Ok(Vec::new());
    };
    let mut copies = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if is_copy(&name, stem) {
            copies.push(folder.join(name));
        }
    }
    Ok(copies)
}

/// Whether this is the name of a copy (`lobby.v1.db`), or of a file beside one.
fn is_copy(name: &OsStr, stem: &OsStr) -> bool {
    let mut begins: OsString = stem.to_owned();
    begins.push(".v");
    name.as_encoded_bytes()
        .strip_prefix(begins.as_encoded_bytes())
        .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

fn behind(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
