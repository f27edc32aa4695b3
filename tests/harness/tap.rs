//! A relay on the wire between the app and the sandbox that remembers what was said: the only way to know every token that the app
//! was ever given.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The relay; it ends with this value.
#[derive(Debug)]
pub struct Tap {
    /// Its address, to be used in place of the API's.
    pub url: String,
    heard: Arc<Mutex<Vec<u8>>>,
    _work: JoinSet<()>,
}

impl Tap {
    /// Listens on a free loopback port and hands everything on to `api`.
    ///
    /// # Errors
    /// When the address is none or no port is free.
    pub async fn on(api: &str) -> Result<Self> {
        let api = url::Url::parse(api)?;
        let port = api.port_or_known_default().context("the API's port")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let mut work = JoinSet::new();
        let said = Arc::clone(&heard);
        work.spawn(async move {
            let mut calls = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else {
                    continue;
                };
                let (near_read, near_write) = near.into_split();
                let (far_read, far_write) = far.into_split();
                calls.spawn(relay(near_read, far_write, None));
                calls.spawn(relay(far_read, near_write, Some(Arc::clone(&said))));
            }
        });
        Ok(Self {
            url,
            heard,
            _work: work,
        })
    }

    /// Every access and refresh token that DoorFlow has given out over this wire.
    #[must_use]
    pub fn tokens(&self) -> BTreeSet<String> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let heard = String::from_utf8_lossy(&heard);
        ["\"access_token\":\"", "\"refresh_token\":\""]
            .iter()
            .flat_map(|name| heard.split(name).skip(1))
            .filter_map(|rest| rest.split_once('"'))
            .map(|(token, _)| token.to_owned())
            .collect()
    }
}

async fn relay(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    heard: Option<Arc<Mutex<Vec<u8>>>>,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length) = from.read(&mut buffer).await {
        if length == 0 {
            break;
        }
        if let Some(heard) = &heard {
            heard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(&buffer[..length]);
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
    // The other side may wait for the end of what it is told; if it is gone, so be it.
    let _ = to.shutdown().await;
}
