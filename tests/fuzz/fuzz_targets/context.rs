//! `make fuzz`, or `cargo +nightly fuzz run context ../corpus/fuzz/context` in `tests`: see `tests/src/fuzz.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| pipelua_tests::fuzz::context(bytes));
