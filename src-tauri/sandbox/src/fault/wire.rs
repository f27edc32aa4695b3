//! Connections that can be spoiled below HTTP.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const LENGTH: &[u8] = b"content-length: ";

/// What is to be done to one connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orders(Arc<Flags>);

#[derive(Debug, Default)]
struct Flags {
    reset: AtomicBool,
    misstate: AtomicBool,
}

impl Orders {
    /// Has the connection end with a reset when it ends.
    pub(super) fn reset(&self) {
        self.0.reset.store(true, Ordering::Release);
    }

    /// Has the next answer say half of its length.
    pub(super) fn misstate_length(&self) {
        self.0.misstate.store(true, Ordering::Release);
    }

    pub(crate) fn is_reset(&self) -> bool {
        self.0.reset.load(Ordering::Acquire)
    }

    pub(crate) fn is_misstated(&self) -> bool {
        self.0.misstate.load(Ordering::Acquire)
    }
}

/// Listens, and gives every connection its orders.
#[derive(Debug)]
pub(crate) struct Loopback(pub(crate) TcpListener);

impl Listener for Loopback {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        let orders = Orders::default();
        (Wire { stream, orders }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Orders {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        stream.io().orders.clone()
    }
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    orders: Orders,
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.orders.is_reset()
            && let Err(error) = self.stream.set_zero_linger()
        {
            tracing::warn!(%error, "a connection closes that was to be reset");
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.orders.is_misstated() {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        }
        let spoiled = halved(bytes);
        let written = Pin::new(&mut self.stream).poll_write(context, &spoiled);
        if spoiled != bytes && matches!(written, Poll::Ready(Ok(_))) {
            self.orders.0.misstate.store(false, Ordering::Release);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.orders.is_reset() {
            // To shut down is to part in order.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The same bytes with half the length in the head, in as many digits.
fn halved(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let found = bytes.windows(LENGTH.len()).position(|it| it == LENGTH);
    let Some(start) = found.map(|at| at + LENGTH.len()) else {
        return bytes;
    };
    let digits = bytes[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let length = std::str::from_utf8(&bytes[start..start + digits])
        .ok()
        .and_then(|digits| digits.parse::<usize>().ok());
    if let Some(length) = length {
        let half = format!("{:0digits$}", length / 2);
        bytes[start..start + digits].copy_from_slice(half.as_bytes());
    }
    bytes
}
