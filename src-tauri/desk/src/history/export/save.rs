//! A file that is there whole or not at all.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::error::DeskError;

/// Writes a file, readable for this person alone, and gives its name. What was there before is kept until the new one is whole.
pub(super) fn write(path: PathBuf, ending: &str, bytes: &[u8]) -> Result<String, DeskError> {
    let path = with_ending(path, ending);
    let name = path
        .file_name()
        .ok_or_else(|| DeskError::bad_input("the file has no name"))?
        .to_string_lossy()
        .into_owned();
    replace(&path, bytes).map_err(|error| {
        // Its path may name people.
        DeskError::machine(format!("the export was not written: {:?}", error.kind()))
    })?;
    Ok(name)
}

/// A name that was typed without an ending gets it, unless that is another file: about that one nobody was asked.
fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    let ended = path.with_extension(ending);
    if path.extension().is_some() || path.exists() || ended.exists() {
        path
    } else {
        ended
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // In the same folder, since only there a rename is one step; tempfile makes it for this person alone.
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::error::Code;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_takes_the_place_of_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("visits.csv");
        fs::write(&path, "before, and longer").unwrap();
        assert_eq!(write(path.clone(), "csv", b"after").unwrap(), "visits.csv");
        assert_eq!(fs::read(&path).unwrap(), b"after");
        assert_eq!(names(folder.path()), ["visits.csv"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn what_cannot_be_written_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("visits.csv");
        fs::create_dir_all(taken.join("inside")).unwrap();
        let error = write(taken.clone(), "csv", b"after").unwrap_err();
        assert_eq!(error.code, Code::Machine);
        assert!(!error.detail.contains("visits"), "{}", error.detail);
        assert_eq!(names(folder.path()), ["visits.csv"]);
        assert_eq!(names(&taken), ["inside"]);
        let nowhere = folder.path().join("gone").join("visits.csv");
        assert!(write(nowhere, "csv", b"after").is_err());
    }

    #[test]
    fn a_name_without_an_ending_gets_one_but_never_another_files() {
        let folder = tempfile::tempdir().unwrap();
        let typed = folder.path().join("visits");
        assert_eq!(
            write(typed.clone(), "ics", b"one").unwrap(),
            "visits.ics",
            "it is free"
        );
        assert_eq!(write(typed, "ics", b"two").unwrap(), "visits");
        assert_eq!(fs::read(folder.path().join("visits.ics")).unwrap(), b"one");
    }
}
