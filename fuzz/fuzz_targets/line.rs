//! Any bytes as a line that somebody types to book a visit.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| desk::quick::probe::line(bytes));
