//! Pictures of a window, in both themes and at both sizes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::page::Page;
use super::paths;

/// The sizes that every screen has to do with: the smallest, and a usual one. The usual one stays.
const SIZES: [(u32, u32); 2] = [(900, 600), (1280, 800)];

/// The folder under `target/` that they go to.
#[derive(Debug)]
pub struct Pictures {
    folder: PathBuf,
}

impl Pictures {
    /// Pictures in this folder, which is made if need be.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn in_folder(name: &str) -> Result<Self> {
        Ok(Self {
            folder: paths::leavings(name)?,
        })
    }

    /// Leaves four pictures of what is shown; ends in the light theme.
    ///
    /// # Errors
    /// When the window or the disk does not answer.
    pub async fn take(&self, page: &Page, screen: &str) -> Result<()> {
        self.take_and(page, screen, async |_| Ok(())).await
    }

    /// The same, and looks at each by its name.
    ///
    /// # Errors
    /// When the window or the disk does not answer, or `look` finds a fault.
    pub async fn take_and(
        &self,
        page: &Page,
        screen: &str,
        mut look: impl AsyncFnMut(&str) -> Result<()>,
    ) -> Result<()> {
        for (width, height) in SIZES {
            page.resize(width, height)
                .await
                .with_context(|| screen.to_owned())?;
            for theme in ["dark", "light"] {
                page.theme(theme).await?;
                let name = format!("{screen}-{theme}-{width}x{height}");
                page.picture(&self.folder.join(format!("{name}.png")))
                    .await?;
                look(&name).await?;
            }
        }
        Ok(())
    }

    /// Where they are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The names of all that are there, in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> = std::fs::read_dir(&self.folder)?
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .collect();
        names.sort();
        Ok(names)
    }
}
