//! The network between the desk and DoorFlow, which a test can cut or hold.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Open,
    Held,
    Cut,
}

/// A relay on loopback.
pub(crate) struct Wire {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    waiting: watch::Sender<usize>,
}

impl Wire {
    /// A relay to this address, open.
    pub(crate) async fn to(server: SocketAddr) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("an address");
        let (mode, waiting) = (watch::Sender::new(Mode::Open), watch::Sender::new(0));
        let wire = Self {
            address,
            mode: mode.clone(),
            waiting: waiting.clone(),
        };
        tokio::spawn(async move {
            while let Ok((desk, _)) = socket.accept().await {
                if *mode.borrow() == Mode::Cut {
                    continue;
                }
                let server = TcpStream::connect(server)
                    .await
                    .expect("the sandbox listens");
                let ((from_desk, to_desk), (from_server, to_server)) =
                    (desk.into_split(), server.into_split());
                tokio::spawn(carry(
                    from_desk,
                    to_server,
                    mode.subscribe(),
                    Some(waiting.clone()),
                ));
                tokio::spawn(carry(from_server, to_desk, mode.subscribe(), None));
            }
        });
        wire
    }

    /// The address to talk to.
    pub(crate) fn url(&self) -> url::Url {
        url::Url::parse(&format!("http://{}", self.address)).expect("an address")
    }

    /// From now on requests wait on the way.
    pub(crate) fn hold(&self) {
        self.mode.send_replace(Mode::Held);
    }

    /// From now on there is no network, and what is on its way is lost.
    pub(crate) fn cut(&self) {
        self.mode.send_replace(Mode::Cut);
    }

    /// The network works.
    pub(crate) fn open(&self) {
        self.mode.send_replace(Mode::Open);
    }

    /// Comes back when this many requests wait on the way.
    pub(crate) async fn waits_with(&self, requests: usize) {
        let mut waiting = self.waiting.subscribe();
        waiting
            .wait_for(|waiting| *waiting == requests)
            .await
            .expect("the wire is there");
    }
}

/// Carries bytes one way, as the mode has it.
async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut mode: watch::Receiver<Mode>,
    waiting: Option<watch::Sender<usize>>,
) {
    let mut cut = mode.clone();
    let carrying = async {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut bytes).await {
            let held = *mode.borrow() == Mode::Held;
            if held && let Some(waiting) = &waiting {
                waiting.send_modify(|waiting| *waiting += 1);
            }
            let opened = mode.wait_for(|mode| *mode == Mode::Open).await.is_ok();
            if held && let Some(waiting) = &waiting {
                waiting.send_modify(|waiting| *waiting -= 1);
            }
            if !opened || to.write_all(&bytes[..length]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = carrying => {}
        _ = cut.wait_for(|mode| *mode == Mode::Cut) => {}
    }
}
