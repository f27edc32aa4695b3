//! A blank window: no more of Tauri, of the page and of the program than it takes to say when it is painted.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![expect(clippy::print_stdout, reason = "it is all that it does")]

use std::time::SystemTime;

/// Prints when the page was painted, in microseconds of Unix time.
#[tauri::command]
fn painted() -> Result<(), String> {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_err(|error| error.to_string())?;
    println!("painted {}", now.as_micros());
    Ok(())
}

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![painted])
        .run(tauri::generate_context!())
}
