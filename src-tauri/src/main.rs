//! The program: see the library beside it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

/// A hundred thousand people are read in many small pieces: what is done with goes back to the system soon, and does not stay with the app.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    lobby_shell::run()
}
