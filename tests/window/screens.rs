//! Looking at what the window shows: pictures in both themes and at both sizes, and what axe says of each.

use anyhow::{Result, ensure};
use lobby_tests::harness::axe;
use lobby_tests::harness::page::Page;
use lobby_tests::harness::pictures::Pictures;

/// What was found, gathered so that one run names every fault.
pub(crate) struct Screens {
    pictures: Pictures,
    faults: Vec<String>,
}

impl Screens {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            pictures: Pictures::in_folder("screens")?,
            faults: Vec::new(),
        })
    }

    /// Takes four pictures and has axe look at each; what it finds is told at the end.
    pub(crate) async fn look(&mut self, page: &Page, screen: &str) -> Result<()> {
        let faults = &mut self.faults;
        self.pictures
            .take_and(page, screen, async |name| {
                if let Err(fault) = axe::check(page, name).await {
                    faults.push(fault.to_string());
                }
                Ok(())
            })
            .await
    }

    pub(crate) fn told(self) -> Result<()> {
        ensure!(self.faults.is_empty(), "{}", self.faults.join("\n"));
        Ok(())
    }
}
