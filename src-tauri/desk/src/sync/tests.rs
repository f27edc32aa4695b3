//! Pulling from a demo building, a round at a time.

mod keeping;
mod killed;
mod rounds;
mod walking;

use std::sync::Arc;

use tempfile::TempDir;
use tokio::sync::broadcast;

use crate::building::Building;
use crate::desk::DeskSetup;
use crate::news::News;
use crate::opening::{self, Open};
use crate::profile::Profile;
use crate::session::{OpenBrowser, Phase};

/// A building that is signed in to, and of which nothing has been read yet. Nothing is done in it but what a test does.
pub(crate) struct Bench {
    open: Open,
    pub(crate) news: broadcast::Sender<News>,
    _folder: TempDir,
}

impl Bench {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let browser: OpenBrowser = Arc::new(|_| Ok(()));
        let setup = DeskSetup {
            profile: Profile::at(folder.path()).expect("a profile"),
            version: "0.0.0".to_owned(),
            open_browser: browser,
        };
        let (news, _) = broadcast::channel(512);
        let open = opening::demo(&setup, &news, crate::outbox::Limits::default())
            .await
            .expect("a building");
        open.building.session.sign_in().await;
        let mut phase = open.building.session.phase();
        phase
            .wait_for(|phase| matches!(phase, Phase::SignedIn { .. }))
            .await
            .expect("a sign-in");
        Self {
            open,
            news,
            _folder: folder,
        }
    }

    pub(crate) fn building(&self) -> &Arc<Building> {
        &self.open.building
    }

    fn control(&self) -> sandbox::Control {
        self.open.demo.as_ref().expect("a demo").control()
    }
}
