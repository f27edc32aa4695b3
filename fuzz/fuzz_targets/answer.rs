//! Any bytes as an answer of DoorFlow's.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| doorflow::probe::answer(bytes));
