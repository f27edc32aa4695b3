//! One driven window.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, ensure};
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{LOOK, PATIENCE, answer, keys, paths, screen, until};

/// What is to be clicked was not where the pointer came to.
fn is_not_under_the_pointer(error: &CmdError) -> bool {
    let kinds = [
        ErrorStatus::ElementClickIntercepted,
        ErrorStatus::ElementNotInteractable,
    ];
    matches!(error, CmdError::Standard(said) if kinds.contains(&said.error))
}

/// The window's page. Selectors are CSS; `@name` stands for `[data-test="name"]`.
#[derive(Debug, Clone)]
pub struct Page {
    client: Client,
}

impl Page {
    /// The page of an open session.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The session itself.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for an element that is shown.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see(&self, selector: &str) -> Result<Element> {
        let css = css(selector);
        let found = until(format!("`{selector}` to be shown"), async || {
            for element in self.client.find_all(Locator::Css(&css)).await? {
                if element.is_displayed().await? {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => Err(error.context(self.told().await)),
        }
    }

    /// Waits for an element, shown or drawn by another in its stead.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn there(&self, selector: &str) -> Result<()> {
        let waited = until(format!("`{selector}`"), async || {
            Ok((self.count(selector).await? > 0).then_some(()))
        })
        .await;
        match waited {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.told().await)),
        }
    }

    /// Waits for an element that is shown and whose text contains `text`.
    ///
    /// # Errors
    /// When it does not come; says what the elements read instead.
    pub async fn see_text(&self, selector: &str, text: &str) -> Result<Element> {
        let css = css(selector);
        let mut last = Vec::new();
        let found = until(format!("`{selector}` to say {text:?}"), async || {
            let mut texts = Vec::new();
            for element in self.client.find_all(Locator::Css(&css)).await? {
                let says = element.text().await?;
                if says.contains(text) {
                    return Ok(Some(element));
                }
                texts.push(says);
            }
            last = texts;
            Ok(None)
        })
        .await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => Err(error.context(format!("it said {last:?}; {}", self.told().await))),
        }
    }

    /// Waits until nothing that matches is shown.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone(&self, selector: &str) -> Result<()> {
        let css = css(selector);
        until(format!("`{selector}` to go"), async || {
            for element in self.client.find_all(Locator::Css(&css)).await? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await
    }

    /// How many elements match now.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        Ok(self
            .client
            .find_all(Locator::Css(&css(selector)))
            .await?
            .len())
    }

    /// Waits until a script's answer is true.
    ///
    /// # Errors
    /// When it does not become so.
    pub async fn holds(&self, what: &str, script: &str) -> Result<()> {
        let found = until(what, async || {
            Ok((self.run(script, vec![]).await? == json!(true)).then_some(()))
        })
        .await;
        match found {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.told().await)),
        }
    }

    /// Runs the body of a function in the page.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let what = format!(
            "running {:?} in the window",
            script.chars().take(200).collect::<String>()
        );
        answer(what, self.client.execute(script, arguments)).await
    }

    /// Runs the body of a function that is done when it calls its last argument; answers with what it calls it with.
    ///
    /// # Errors
    /// When it throws or never calls it.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let what = format!(
            "running {:?} in the window",
            script.chars().take(200).collect::<String>()
        );
        answer(what, self.client.execute_async(script, arguments)).await
    }

    /// Presses chords one after the other, each as a person would: `["/", "Ctrl+Enter"]`.
    ///
    /// # Errors
    /// When a key has no such name or the window does not answer.
    pub async fn press(&self, chords: &[&str]) -> Result<()> {
        for chord in chords {
            answer(
                format!("pressing {chord}"),
                self.client.perform_actions(keys::chord(chord)?),
            )
            .await?;
        }
        Ok(())
    }

    /// Types a text, a stroke a character, into whatever has the focus.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        answer(
            format!("typing {text:?}"),
            self.client.perform_actions(keys::text(text)),
        )
        .await
    }

    /// Clicks on what is shown, as the pointer does: what lies above it would get the click.
    ///
    /// # Errors
    /// When it is not shown or lies under something.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let what = format!("clicking `{selector}`");
        self.of_shown(selector, &what, async |element| element.click().await)
            .await
    }

    /// Where something stands that is shown: its left and upper edge, its width and its height, in CSS pixels.
    async fn place(&self, selector: &str) -> Result<(f64, f64, f64, f64)> {
        let what = format!("measuring `{selector}`");
        self.of_shown(selector, &what, async |element| element.rectangle().await)
            .await
    }

    /// Does something with an element that is shown. One that is drawn anew meanwhile is looked for again, and so is one that moves away under
    /// the pointer, or lies under something: nothing was done with it.
    async fn of_shown<T>(
        &self,
        selector: &str,
        what: &str,
        work: impl AsyncFn(Element) -> Result<T, CmdError>,
    ) -> Result<T> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let element = self.see(selector).await?;
            let done = tokio::time::timeout(PATIENCE, work(element)).await;
            match done.with_context(|| format!("{what}: no answer"))? {
                Err(error) if error.is_stale_element_reference() => {}
                Err(error) if is_not_under_the_pointer(&error) && Instant::now() < give_up => {
                    tokio::time::sleep(LOOK).await;
                }
                // WebKit's driver often says no more than what kind of error it is.
                other => return other.map_err(|error| anyhow!("{what}: {error:?}")),
            }
        }
    }

    /// Presses the button of the mouse so many pixels right of and below the middle of something, moves it on by so many, and lets go.
    ///
    /// # Errors
    /// When it is not shown or the window does not answer.
    pub async fn drag(
        &self,
        selector: &str,
        (right, below): (f64, f64),
        (across, down): (f64, f64),
    ) -> Result<()> {
        let (x, y, width, height) = self.place(selector).await?;
        let (x, y) = (x + width / 2.0 + right, y + height / 2.0 + below);
        let to = |x: f64, y: f64| PointerAction::MoveTo {
            duration: None,
            x: x.round(),
            y: y.round(),
        };
        // In two moves, as a hand does: a press that goes straight to its end is no drag to a page that waits for the first.
        let drag = MouseActions::new("mouse".to_owned())
            .then(to(x, y))
            .then(PointerAction::Down {
                button: MOUSE_BUTTON_LEFT,
            })
            .then(to(x + across / 2.0, y + down / 2.0))
            .then(to(x + across, y + down))
            .then(PointerAction::Up {
                button: MOUSE_BUTTON_LEFT,
            });
        answer(
            format!("dragging `{selector}`"),
            self.client.perform_actions(drag),
        )
        .await
    }

    /// What a person would see now, for a message: the text, cut short, and where a picture lies.
    pub async fn told(&self) -> String {
        let text = self
            .run("return document.body.innerText.slice(0, 1500)", vec![])
            .await;
        let text = text.ok().as_ref().and_then(Value::as_str).map_or_else(
            || "nothing".to_owned(),
            |text| text.split_whitespace().collect::<Vec<_>>().join(" "),
        );
        let picture = paths::leavings("failures").map(|folder| {
            let number = std::fs::read_dir(&folder).map_or(0, Iterator::count);
            folder.join(format!("{number}.png"))
        });
        let picture = match picture {
            Ok(path) => match self.picture(&path).await {
                Ok(()) => path.display().to_string(),
                Err(error) => format!("none: {error}"),
            },
            Err(error) => format!("none: {error}"),
        };
        format!("picture: {picture}; the page says: {text}")
    }

    /// Leaves a picture of the window.
    ///
    /// # Errors
    /// When the window or the disk does not answer.
    pub async fn picture(&self, path: &Path) -> Result<()> {
        // Two frames: the first paints what has just changed, the second knows that it is on the screen.
        self.run_async(
            "const done = arguments[arguments.length - 1]; \
             document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
            vec![],
        )
        .await?;
        let size = self.run("return [innerWidth, innerHeight]", vec![]).await?;
        let (width, height): (u16, u16) = serde_json::from_value(size)?;
        answer("taking a picture", screen::picture(width, height, path)).await
    }

    /// Gives the page this many pixels.
    ///
    /// # Errors
    /// When the window does not take the size.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        answer("resizing", self.client.set_window_size(width, height)).await?;
        let shown = || async {
            let size = self.run("return [innerWidth, innerHeight]", vec![]).await?;
            Ok::<_, anyhow::Error>((size[0].as_u64(), size[1].as_u64()))
        };
        let waited = until(format!("a page of {width}×{height}"), async || {
            Ok((shown().await? == (Some(width.into()), Some(height.into()))).then_some(()))
        })
        .await;
        match waited {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("it has {:?}", shown().await?))),
        }
    }

    /// Shows the page in a theme, `light` or `dark`, as the settings do it.
    ///
    /// # Errors
    /// When the page is not painted so.
    pub async fn theme(&self, theme: &str) -> Result<()> {
        let paper = self
            .run(
                "document.documentElement.dataset.theme = arguments[0]; \
                 return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)",
                vec![json!(theme)],
            )
            .await?;
        let brightness: u64 = paper
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .sum();
        let shown = if brightness > 3 * 128 {
            "light"
        } else {
            "dark"
        };
        ensure!(
            shown == theme,
            "asked for {theme}, the page is painted {paper}"
        );
        Ok(())
    }
}

/// `@name` stands for `[data-test="name"]`, anywhere in a selector.
pub(super) fn css(selector: &str) -> String {
    let mut css = String::with_capacity(selector.len());
    let mut rest = selector.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '@' {
            css.push(character);
            continue;
        }
        let mut name = String::new();
        while let Some(next) = rest.next_if(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
            name.push(next);
        }
        css.extend(["[data-test=\"", &name, "\"]"]);
    }
    css
}
