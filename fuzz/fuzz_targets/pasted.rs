//! Any bytes as the address that a person pastes.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| desk::session::probe::pasted(bytes));
