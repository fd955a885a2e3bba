# Everything a developer types. `make` alone lists it.

SHELL := /bin/sh
CARGO ?= cargo
PIPELUA := target/release/pipelua

.PHONY: help need build run test check gates bench fuzz new-lint picture

help:
	@echo 'make run       build; check, test and run the example workspaces; tell what to type next'
	@echo 'make test      all tests, with the seconds of each suite'
	@echo 'make check     format, clippy, tests, docs; cargo deny where it is installed'
	@echo 'make gates     the tests with every gate in full (minutes instead of seconds)'
	@echo 'make bench     speed and memory on generated workspaces, written to tests/bench/RESULTS.md; strange scripts'
	@echo 'make fuzz      the fuzz targets of parser, sandbox, contexts and patterns (needs a nightly toolchain and cargo-fuzz)'
	@echo 'make new-lint CODE=some-code   file, page and registry line of a new lint'
	@echo 'make picture   draws docs/images/check.svg again from real output'

need:
	@sh tests/tools/need.sh

build: need
	$(CARGO) build --release --bin pipelua

run: build
	@sh tests/tools/run.sh $(PIPELUA)

test: need
	@sh tests/tools/test.sh

check: need
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	@sh tests/tools/test.sh
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps --document-private-items --quiet
	@if command -v cargo-deny >/dev/null 2>&1; then $(CARGO) deny check; \
	else echo 'cargo-deny is not installed, licences and advisories were not looked at: cargo install cargo-deny --locked'; fi

gates: need
	@PIPELUA_GATES=full sh tests/tools/test.sh

bench: build
	@command -v python3 >/dev/null 2>&1 || { echo 'python3 is missing: apt-get install python3'; exit 2; }
	@python3 tests/bench/run.py $(PIPELUA)
	$(CARGO) bench -p pipelua-analysis --bench constructs

fuzz: need
	@sh tests/tools/fuzz.sh $(FUZZ_SECONDS)

new-lint:
	@sh tests/tools/new-lint.sh '$(CODE)'

picture: build
	@command -v python3 >/dev/null 2>&1 || { echo 'python3 is missing: apt-get install python3'; exit 2; }
	@python3 tests/tools/picture.py $(PIPELUA) docs/images/check.svg
