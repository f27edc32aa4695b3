//! Any bytes as a request to the listener of a sign-in.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| desk::session::probe::callback(bytes));
