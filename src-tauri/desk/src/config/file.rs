//! The person's file, changed without losing what else is in it.

use std::io::{self, Write as _};
use std::path::Path;

use toml_edit::DocumentMut;

use crate::session::{Redirect, RedirectError};

/// Why the person's file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The client id is empty or holds what no client id holds.
    #[error("the client id is empty or has blanks in it")]
    ClientId,
    /// The redirect address cannot be used.
    #[error("the redirect address {0}")]
    Redirect(#[from] RedirectError),
    /// More guests at once than can be asked for.
    #[error("the number of guests {0}")]
    Guests(String),
    /// The file there is not TOML: writing over it would lose what somebody wrote.
    #[error("lobby.toml is not valid TOML; mend it or remove it")]
    Damaged,
    /// The disk.
    #[error("lobby.toml cannot be written: {0}")]
    Disk(io::Error),
}

/// Whether this can be a client id.
pub(super) fn is_client_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 512 && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Whether all of it can be read.
pub(super) fn is_sound(text: &str) -> bool {
    text.parse::<DocumentMut>().is_ok()
}

/// Sets the two keys that a person may set.
pub(super) fn save(path: &Path, client_id: &str, redirect_uri: &str) -> Result<(), SaveError> {
    if !is_client_id(client_id) {
        return Err(SaveError::ClientId);
    }
    change(path, |document| {
        document["client_id"] = toml_edit::value(client_id);
        if redirect_uri.is_empty() {
            document.remove("redirect_uri");
        } else {
            Redirect::parse(redirect_uri)?;
            document["redirect_uri"] = toml_edit::value(redirect_uri);
        }
        Ok(())
    })
}

/// Changes the file; what is not touched of it stays as it was written.
pub(super) fn change(
    path: &Path,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), SaveError>,
) -> Result<(), SaveError> {
    let mut document = match std::fs::read_to_string(path) {
        Ok(text) => text
            .parse::<DocumentMut>()
            .map_err(|_| SaveError::Damaged)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => DocumentMut::new(),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(SaveError::Damaged),
        Err(error) => return Err(SaveError::Disk(error)),
    };
    change(&mut document)?;
    replace(path, document.to_string().as_bytes()).map_err(SaveError::Disk)
}

/// Writes beside the file, then renames: a power cut leaves the old file or the new one.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(format!("toml.{}.new", std::process::id()));
    let written = (|| {
        let mut options = std::fs::File::options();
        options.create(true).truncate(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    })();
    if written.is_err() {
        // It may never have been made; what went wrong first is what is told.
        let _ = std::fs::remove_file(&beside);
    }
    written
}
