//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The top of the source tree.
#[must_use]
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from(".."), Path::to_path_buf)
}

/// A program of this workspace, built beside the one that runs.
///
/// # Errors
/// When it has not been built.
pub fn program(name: &str) -> Result<PathBuf> {
    let here = std::env::current_exe().context("where this program is")?;
    // Tests lie one folder deeper than programs.
    let found = here
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| {
            folder
                .join(name)
                .with_extension(std::env::consts::EXE_EXTENSION)
        })
        .find(|path| path.is_file());
    match found {
        Some(path) => Ok(path),
        None => bail!("`{name}` is not built: run `cargo build` first"),
    }
}

/// A folder under `target/` for what a run leaves behind, made if need be.
///
/// # Errors
/// When it cannot be made.
pub fn leavings(name: &str) -> Result<PathBuf> {
    let built = program_folder()?;
    let folder = built.parent().unwrap_or(&built).join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    Ok(folder)
}

/// The folder that holds the built programs (`target/debug`).
fn program_folder() -> Result<PathBuf> {
    let here = std::env::current_exe().context("where this program is")?;
    let folder = here.parent().context("a program lies in a folder")?;
    Ok(if folder.ends_with("deps") {
        folder.parent().unwrap_or(folder).to_path_buf()
    } else {
        folder.to_path_buf()
    })
}

/// The browser that `WebKitGTK` brings along for automation.
///
/// # Errors
/// When no multiarch folder holds it.
pub fn mini_browser() -> Result<PathBuf> {
    std::fs::read_dir("/usr/lib")
        .context("reading /usr/lib")?
        .filter_map(|entry| Some(entry.ok()?.path().join("webkit2gtk-4.1/MiniBrowser")))
        .chain([PathBuf::from("/usr/libexec/webkit2gtk-4.1/MiniBrowser")])
        .find(|path| path.is_file())
        .context("no MiniBrowser in /usr/lib/*/webkit2gtk-4.1: is webkit2gtk-driver installed?")
}
