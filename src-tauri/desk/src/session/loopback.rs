//! The listener that the browser brings the answer to.

use std::collections::VecDeque;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use oauth2::CsrfToken;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::callback::{Callback, Expected, LONGEST_REQUEST, Outcome, read_callback};
use super::redirect::Redirect;

/// How many connections are read at once. One more ends the oldest: who keeps a connection open without asking
/// keeps nobody else out.
const MOST_CONNECTIONS: usize = 16;
/// How long a connection may take to ask and to read its answer.
const CONNECTION_LIMIT: Duration = Duration::from_secs(5);
/// The pause after a connection that could not be accepted, lest a full table of files keeps a processor busy.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// Listens on the redirect address, on 127.0.0.1 alone, until it is dropped.
pub(super) struct Listener {
    socket: TcpListener,
    redirect: Redirect,
}

impl Listener {
    /// Takes the port of a loopback redirect address; any free one where it names port 0.
    pub(super) async fn bind(redirect: &Redirect, port: u16) -> io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let redirect = redirect.with_port(socket.local_addr()?.port());
        Ok(Self { socket, redirect })
    }

    /// The redirect address, with the port that was bound.
    pub(super) fn redirect(&self) -> &Redirect {
        &self.redirect
    }

    /// Waits for the answer with this state; strangers are answered and forgotten.
    pub(super) async fn answer(self, state: &CsrfToken) -> Outcome {
        let awaited = Arc::new(Awaited {
            redirect: self.redirect,
            state: CsrfToken::new(state.secret().clone()),
        });
        let (found, mut answers) = mpsc::channel(1);
        let mut open: VecDeque<AbortHandle> = VecDeque::new();
        loop {
            tokio::select! {
                biased;
                // `found` is held here, so that the channel never ends without an answer.
                Some(outcome) = answers.recv() => return outcome,
                accepted = self.socket.accept() => match accepted {
                    Ok((stream, _)) => {
                        open.retain(|connection| !connection.is_finished());
                        if open.len() >= MOST_CONNECTIONS && let Some(oldest) = open.pop_front() {
                            oldest.abort();
                        }
                        let (awaited, found) = (Arc::clone(&awaited), found.clone());
                        // Not ended with the listener: the page is still on its way when the answer is known.
                        let connection = tokio::spawn(async move {
                            let served = serve(stream, &awaited, &found);
                            // Too slow is as good as gone.
                            let _ = tokio::time::timeout(CONNECTION_LIMIT, served).await;
                        });
                        open.push_back(connection.abort_handle());
                    }
                    // One connection that failed before it began, or no more file handles: neither ends the wait.
                    Err(error) => {
                        tracing::debug!(%error, "a connection was not accepted");
                        tokio::time::sleep(ACCEPT_AGAIN).await;
                    }
                },
            }
        }
    }
}

/// What all connections look for.
struct Awaited {
    redirect: Redirect,
    state: CsrfToken,
}

/// Reads one request and answers it.
async fn serve(mut stream: TcpStream, awaited: &Awaited, found: &mpsc::Sender<Outcome>) {
    let mut request = Vec::with_capacity(1024);
    let expected = Expected {
        redirect: &awaited.redirect,
        state: &awaited.state,
    };
    let page = loop {
        // One byte more than may come, so that too long is seen as that.
        let room = LONGEST_REQUEST + 1 - request.len();
        match (&mut stream).take(room as u64).read_buf(&mut request).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        match read_callback(&request, expected) {
            Callback::Incomplete => {}
            Callback::Stranger(status) => {
                tracing::debug!(status, "a stranger's request on the sign-in listener");
                break refusal(status);
            }
            // The first answer counts; a browser that sends it twice gets the same page.
            Callback::Answer(outcome) => {
                let page = closing(&outcome);
                let _ = found.try_send(outcome);
                break page;
            }
        }
    };
    // A browser that has gone does not need its page.
    if stream.write_all(page.as_bytes()).await.is_ok() && stream.shutdown().await.is_ok() {
        // Closing with unread bytes resets the connection, and the page with it.
        let mut rest = [0; 1024];
        while matches!(stream.read(&mut rest).await, Ok(1..)) {}
    }
}

/// The page that the browser is left with. It runs nothing, loads nothing, is kept nowhere.
fn closing(outcome: &Outcome) -> String {
    let (title, text) = match outcome {
        Outcome::Code(_) => (
            "Back to Lobby",
            "You can close this page and go back to Lobby.",
        ),
        Outcome::Denied => (
            "Not connected",
            "Lobby was not given access. You can close this page and go back to Lobby.",
        ),
        Outcome::Failed(_) => (
            "Not connected",
            "DoorFlow did not connect Lobby. Close this page: Lobby says what to do next.",
        ),
    };
    page("200 OK", title, text)
}

fn refusal(status: u16) -> String {
    let status = match status {
        403 => "403 Forbidden",
        404 => "404 Not Found",
        405 => "405 Method Not Allowed\r\nAllow: GET",
        421 => "421 Misdirected Request",
        431 => "431 Request Header Fields Too Large",
        _ => "400 Bad Request",
    };
    page(
        status,
        "Nothing here",
        "Lobby waits for a sign-in here, and this is not it.",
    )
}

fn page(status: &str, title: &str, text: &str) -> String {
    let body = format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}\
         </title>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n</main>\n</html>\n"
    );
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: \
         no-store\r\nReferrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\nX-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
#[path = "loopback_tests.rs"]
mod tests;
