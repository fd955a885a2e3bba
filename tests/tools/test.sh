#!/bin/sh
# All tests: nextest where it is installed, else cargo test; then the doctests. Prints the seconds of each suite.
set -eu
now() { date +%s; }
begin=$(now)

sh tests/editors/install-neovim.sh target/editors/neovim

echo '== building the tests'
if cargo nextest --version >/dev/null 2>&1; then
	cargo nextest run --workspace --no-run
	built=$(now)
	echo "== built in $((built - begin)) s"
	code=0
	cargo nextest run --workspace "$@" || code=$?
	report=target/nextest/default/junit.xml
	if [ -f $report ]; then
		echo '== seconds of each suite'
		awk '
			/<testsuite / { match($0, /name="[^"]*"/); suite = substr($0, RSTART + 6, RLENGTH - 7) }
			/<testcase / { match($0, / time="[^"]*"/); seconds[suite] += substr($0, RSTART + 7, RLENGTH - 8); tests[suite]++ }
			END { for (s in seconds) printf "%8.2f s  %4d tests  %s\n", seconds[s], tests[s], s }
		' $report | sort -rn
	fi
	[ $code = 0 ] || exit $code
else
	echo '(cargo-nextest is not installed; cargo test does the same, slower)'
	cargo test --workspace --no-run
	built=$(now)
	echo "== built in $((built - begin)) s"
	cargo test --workspace --lib --bins --tests "$@"
fi

ran=$(now)
echo '== doctests'
cargo test --workspace --doc --quiet
end=$(now)
echo "== built in $((built - begin)) s, tests in $((ran - built)) s, doctests in $((end - ran)) s"
