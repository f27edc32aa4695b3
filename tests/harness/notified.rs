//! What shows notifications on a desktop (`org.freedesktop.Notifications`), in a session that has no other: it keeps what it was given.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use zbus::object_server::SignalEmitter;
use zbus::{Connection, connection};

use self::daemon::{Daemon, NAME, PATH};

/// One notification as the session was asked to show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notified {
    /// Its number.
    pub id: u32,
    /// Its heading.
    pub title: String,
    /// Its text, with marks.
    pub body: String,
}

/// Shows notifications for as long as it lives.
#[derive(Debug)]
pub struct Notifications {
    connection: Connection,
    shown: Arc<Mutex<Vec<Notified>>>,
}

impl Notifications {
    /// Begins to.
    ///
    /// # Errors
    /// When there is no session, or something else shows them.
    pub async fn begin() -> Result<Self> {
        let shown = Arc::<Mutex<Vec<Notified>>>::default();
        let connection = connection::Builder::session()?
            .serve_at(PATH, Daemon(Arc::clone(&shown)))?
            .name(NAME)?
            .build()
            .await
            .context("becoming what shows notifications")?;
        Ok(Self { connection, shown })
    }

    /// What was shown so far, in order.
    #[must_use]
    pub fn shown(&self) -> Vec<Notified> {
        let shown = self.shown.lock();
        shown.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Somebody clicks on one.
    ///
    /// # Errors
    /// When the session does not take it.
    pub async fn click(&self, id: u32) -> Result<()> {
        let emitter = SignalEmitter::new(&self.connection, PATH)?;
        Daemon::action_invoked(&emitter, id, "default").await?;
        Ok(())
    }
}

/// The protocol, in a room of its own: what is made of it has no documentation.
#[expect(
    clippy::used_underscore_binding,
    reason = "what is made of it hands on what is not looked at"
)]
mod daemon {
    use std::collections::HashMap;
    use std::sync::{Arc, Mutex, PoisonError};

    use zbus::interface;
    use zbus::object_server::SignalEmitter;
    use zbus::zvariant::OwnedValue;

    use super::Notified;

    pub(super) const NAME: &str = "org.freedesktop.Notifications";
    pub(super) const PATH: &str = "/org/freedesktop/Notifications";

    pub(super) struct Daemon(pub(super) Arc<Mutex<Vec<Notified>>>);

    #[interface(name = "org.freedesktop.Notifications")]
    impl Daemon {
        #[expect(
            clippy::too_many_arguments,
            reason = "as many as the protocol has, in its order"
        )]
        fn notify(
            &self,
            _app: String,
            _replaces: u32,
            _icon: String,
            title: String,
            body: String,
            _actions: Vec<String>,
            _hints: HashMap<String, OwnedValue>,
            _expires: i32,
        ) -> u32 {
            let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let id = u32::try_from(shown.len()).map_or(u32::MAX, |count| count + 1);
            shown.push(Notified { id, title, body });
            id
        }

        #[expect(clippy::unused_self, reason = "the protocol's shape")]
        fn get_capabilities(&self) -> Vec<String> {
            ["actions", "body", "body-markup"].map(str::to_owned).into()
        }

        #[expect(clippy::unused_self, reason = "the protocol's shape")]
        fn get_server_information(&self) -> (String, String, String, String) {
            let [name, vendor, version, spec] =
                ["stand-in", "lobby", "1", "1.2"].map(str::to_owned);
            (name, vendor, version, spec)
        }

        #[expect(clippy::unused_self, reason = "the protocol's shape")]
        fn close_notification(&self, _id: u32) {}

        #[zbus(signal)]
        pub(super) async fn action_invoked(
            emitter: &SignalEmitter<'_>,
            id: u32,
            action: &str,
        ) -> zbus::Result<()>;

        #[zbus(signal)]
        async fn notification_closed(
            emitter: &SignalEmitter<'_>,
            id: u32,
            reason: u32,
        ) -> zbus::Result<()>;
    }
}
