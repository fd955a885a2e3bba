#!/bin/sh
# Says what a build needs and this machine lacks, with the command that installs it.
# As root on Debian it installs the C compiler itself; the Rust toolchain is left to its user.
set -u
missing=0

if ! command -v cc >/dev/null 2>&1; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
		echo 'cc is missing; installing gcc'
		apt-get update -qq && apt-get install -y -qq gcc libc6-dev || missing=1
	else
		echo 'cc is missing (Lua for the tests and the allocator are C): sudo apt-get install gcc libc6-dev'
		missing=1
	fi
fi

if ! command -v cargo >/dev/null 2>&1; then
	echo "cargo is missing: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
	missing=1
fi

[ $missing = 0 ] || { echo 'install these, then type the same again'; exit 2; }
