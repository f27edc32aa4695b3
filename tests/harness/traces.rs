//! What the program must leave in no file: whoever is in the building, and whatever lets anybody in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use memchr::memmem;
use sandbox::Control;

/// In bytes, as it would stand there: fewer stand in a file of some megabytes by chance (two characters of a Chinese name are four of UTF-16),
/// or in another word.
const SHORTEST: usize = 6;

/// The names and every text of everybody in the building, but for bare numbers: those are ids, and ids may be kept.
#[must_use]
pub fn texts_of_everybody(building: &Control) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for person in building.people() {
        texts.insert(format!("{} {}", person.first_name, person.last_name));
        texts.extend([person.first_name, person.last_name]);
        texts.extend(person.texts.into_iter().flatten());
    }
    texts.retain(|text| text.len() >= SHORTEST && !text.bytes().all(|byte| byte.is_ascii_digit()));
    texts
}

/// A file, or every file in a folder and below it.
///
/// # Errors
/// One that cannot be listed.
pub fn files_in(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        files.extend(files_in(&entry?.path())?);
    }
    Ok(files)
}

/// Which of these texts stand in a file, or in a folder's files, as UTF-8 or as UTF-16 of either order.
///
/// # Errors
/// A file that cannot be read.
pub fn found_in(path: &Path, texts: &BTreeSet<String>) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for file in files_in(path)? {
        let content =
            std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        for text in texts {
            let forms: [Vec<u8>; 3] = [
                text.as_bytes().to_vec(),
                text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            ];
            let stands =
                |form: &Vec<u8>| form.len() >= SHORTEST && memmem::find(&content, form).is_some();
            if forms.iter().any(stands) {
                found.push((file.clone(), text.clone()));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_written_and_chance_is_not() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let texts = BTreeSet::from(["高橋 翔太".to_owned(), "高橋".to_owned()]);
        let found = |content: &[u8]| -> Result<Vec<String>> {
            let file = folder.path().join("file");
            std::fs::write(&file, content)?;
            Ok(found_in(folder.path(), &texts)?
                .into_iter()
                .map(|(_, text)| text)
                .collect())
        };
        let utf16 = |text: &str| -> Vec<u8> {
            let units = text.encode_utf16();
            units.flat_map(u16::to_le_bytes).collect()
        };
        assert_eq!(found("…高橋…".as_bytes())?, ["高橋"]);
        assert_eq!(found(&utf16("…高橋 翔太…"))?, ["高橋 翔太"]);
        // Four bytes of what is encrypted are these by chance.
        assert_eq!(found(&utf16("…高橋…"))?, [""; 0]);
        Ok(())
    }
}
