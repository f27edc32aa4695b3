//! A listener that keeps to no protocol: it reads a request, says some bytes, and hangs up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

/// What becomes of each connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Habit {
    /// Hung up on before anything is read.
    HangUp,
    /// The request is read whole, and these bytes are said before it hangs up.
    Say(&'static str),
    /// The request is read whole, these bytes are said, and then nothing more.
    SayAndHold(&'static str),
}

/// The listener; it is gone when this is dropped.
pub(crate) struct Silent {
    pub(crate) url: Url,
    accepted: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Silent {
    pub(crate) async fn start(habit: Habit) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let accepted = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&accepted);
        let task = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                held.extend(serve(stream, habit).await);
            }
        });
        Self {
            url: format!("http://{address}").parse().expect("an address"),
            accepted,
            task,
        }
    }

    /// How many connections were made.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers the connection where it is to be held.
async fn serve(mut stream: TcpStream, habit: Habit) -> Option<TcpStream> {
    let (said, hold) = match habit {
        Habit::HangUp => return None,
        Habit::Say(said) => (said, false),
        Habit::SayAndHold(said) => (said, true),
    };
    read_request(&mut stream).await;
    // The other side may be gone already: that is its business.
    stream.write_all(said.as_bytes()).await.ok()?;
    hold.then_some(stream)
}

/// Reads the head, and as much of a body as it announces.
async fn read_request(stream: &mut TcpStream) {
    let mut read = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk).await {
            Ok(count) if count > 0 => read.extend_from_slice(&chunk[..count]),
            _ => return,
        }
        let text = String::from_utf8_lossy(&read).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().expect("a length"));
            if body.len() >= length {
                return;
            }
        }
    }
}
