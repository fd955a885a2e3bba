#!/bin/sh
# Runs the parser's fuzz target, or says what is missing for it.
set -u
seconds=${1:-60}
if [ ! -d server/syntax/fuzz ]; then
	echo 'there is no fuzz target in server/syntax/fuzz' >&2
	exit 2
fi
if ! cargo +nightly --version >/dev/null 2>&1; then
	echo 'fuzzing needs a nightly toolchain: rustup toolchain install nightly' >&2
	exit 2
fi
if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
	echo 'cargo-fuzz is missing: cargo install cargo-fuzz --locked' >&2
	exit 2
fi
cd server/syntax && cargo +nightly fuzz run parse -- -max_total_time="$seconds"
