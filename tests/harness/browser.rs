//! The person who signs in: a browser of their own, on DoorFlow's pages, by keyboard.

use anyhow::Result;

use super::driver::Driver;
use super::page::Page;
use super::{answer, paths};

/// A browser window.
#[derive(Debug)]
pub struct Browser {
    /// Its page.
    pub page: Page,
    driver: Driver,
    _folder: tempfile::TempDir,
}

/// How a browser paints its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Painting {
    /// As the app paints itself where there is no graphics card, as on a virtual screen: without layers.
    LikeLobby,
    /// As it does by itself: with layers, composed by a graphics card or by one that is only played.
    ByItself,
}

impl Browser {
    /// Opens a browser on an address, painted as the app is.
    ///
    /// # Errors
    /// When there is no browser or the address does not load.
    pub async fn open(address: &str) -> Result<Self> {
        Self::painted(address, Painting::LikeLobby).await
    }

    /// The same, painted as is said.
    ///
    /// # Errors
    /// As [`Browser::open`].
    pub async fn painted(address: &str, painting: Painting) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("lobby-browser.")
            .tempdir()?;
        let mut environment = Vec::new();
        if painting == Painting::LikeLobby {
            environment.push(("WEBKIT_DISABLE_COMPOSITING_MODE".into(), "1".into()));
        }
        let driver = Driver::start(&environment, &folder.path().join("browser.log")).await?;
        let client = driver
            .open(&paths::mini_browser()?, &["--automation".to_owned()])
            .await?;
        answer(format!("loading {address}"), client.goto(address)).await?;
        Ok(Self {
            page: Page::new(client),
            driver,
            _folder: folder,
        })
    }

    /// Closes it.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn close(self) -> Result<()> {
        answer("closing the browser", self.page.client().clone().close()).await?;
        self.driver.stop().await;
        Ok(())
    }
}
