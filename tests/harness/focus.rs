//! Where the focus is, and how a person without a pointer gets it elsewhere.

use anyhow::Result;
use serde_json::json;

use super::page::{Page, css};
use super::until;

impl Page {
    /// Presses `Tab` until the focus is on what `selector` matches.
    ///
    /// # Errors
    /// When it cannot be reached so: that is a fault of the page.
    pub async fn tab_to(&self, selector: &str) -> Result<()> {
        self.walk_to(selector, "Tab").await
    }

    /// Presses `key` until the focus is on what `selector` matches.
    ///
    /// # Errors
    /// When it is not reached in 80 presses.
    pub async fn walk_to(&self, selector: &str, key: &str) -> Result<()> {
        const PRESSES: usize = 80;
        self.there(selector).await?;
        let mut way = Vec::new();
        for _ in 0..=PRESSES {
            if self.focused_is(selector).await? {
                return Ok(());
            }
            way.push(self.focused().await?);
            self.press(&[key]).await?;
        }
        anyhow::bail!("{key} does not lead to `{selector}`; it went by {way:?}");
    }

    /// Whether the focus is on what `selector` matches.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn focused_is(&self, selector: &str) -> Result<bool> {
        Ok(self
            .run(
                "return document.activeElement?.matches(arguments[0]) ?? false",
                vec![json!(css(selector))],
            )
            .await?
            == json!(true))
    }

    /// Waits until the focus is on what `selector` matches.
    ///
    /// # Errors
    /// When it does not get there; says where it is.
    pub async fn focus_on(&self, selector: &str) -> Result<()> {
        let waited = until(format!("the focus on `{selector}`"), async || {
            Ok(self.focused_is(selector).await?.then_some(()))
        })
        .await;
        match waited {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("it is on {}", self.focused().await?))),
        }
    }

    /// What has the focus, for a message.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn focused(&self) -> Result<String> {
        let name = self
            .run(
                "const e = document.activeElement; if (!e) return 'nothing'; \
                 return e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') \
                 + (e.dataset.test ? '@' + e.dataset.test : '') + ' ' \
                 + (e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)",
                vec![],
            )
            .await?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }
}
