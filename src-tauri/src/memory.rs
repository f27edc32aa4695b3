//! What the program no longer needs, it does not keep.

use std::time::Duration;

use desk::Desk;
use tauri::async_runtime;

/// How long after people are indexed what that took is free again.
const AFTER_START: Duration = Duration::from_millis(250);

/// How long what a full list or a long table took may lie about.
const EVERY: Duration = Duration::from_mins(5);

/// Gives memory back that is free, for as long as the program runs.
pub(crate) async fn keep_giving_back() {
    loop {
        tokio::time::sleep(EVERY).await;
        give_back().await;
    }
}

/// Does so once everybody is indexed, which is the last that a start does.
pub(crate) async fn give_back_after_start(desk: Desk) {
    desk.directory_filled().await;
    tokio::time::sleep(AFTER_START).await;
    give_back().await;
}

async fn give_back() {
    if let Err(error) = async_runtime::spawn_blocking(heap::give_back).await {
        tracing::warn!(%error, "memory was not given back");
    }
}
