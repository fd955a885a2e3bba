//! `make fuzz`, or `cargo +nightly fuzz run pattern ../corpus/fuzz/pattern` in `tests`: see `tests/src/fuzz.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pipelua_tests::fuzz::pattern(bytes));
