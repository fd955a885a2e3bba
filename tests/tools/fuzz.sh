#!/bin/sh
# Runs every fuzz target for its share of the given seconds, or says what is missing for it.
set -u
seconds=${1:-240}
if ! cargo +nightly --version >/dev/null 2>&1; then
	echo 'fuzzing needs a nightly toolchain: rustup toolchain install nightly' >&2
	exit 2
fi
if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
	echo 'cargo-fuzz is missing: cargo install cargo-fuzz --locked' >&2
	exit 2
fi
share=$((seconds / 4))
[ "$share" -gt 0 ] || share=1
(cd server/syntax && cargo +nightly fuzz run parse -- -max_total_time="$share") || exit 1
cd tests || exit 2
for target in script context pattern; do
	# What it finds on its way stays in fuzz/corpus, which git ignores; what shall be kept goes to corpus/fuzz.
	mkdir -p "fuzz/corpus/$target"
	cargo +nightly fuzz run "$target" "fuzz/corpus/$target" "corpus/fuzz/$target" -- -max_total_time="$share" -timeout=10 || exit 1
done
