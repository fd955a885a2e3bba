#!/bin/sh
# The main job: checks a workspace that is fine and one that is full of faults, tests and runs the fine one, then tells
# what to type next.
set -u
pipelua=$1
root=$(pwd)

expect() { # expect CODE DIR COMMAND..
	expected=$1 folder=$2
	shift 2
	echo
	echo "\$ pipelua -C $folder $*"
	"$pipelua" -C "$folder" "$@"
	code=$?
	if [ $code -ne "$expected" ]; then
		echo "this should have ended with exit code $expected, it was $code" >&2
		exit 1
	fi
}

expect 1 tests/workspaces/faulty check
expect 0 tests/workspaces/acme check
expect 0 tests/workspaces/acme test
expect 1 tests/workspaces/acme run before_signup --sample embargoed_country
echo
echo 'acme is clean and its samples pass; faulty has one of everything, and the embargoed visitor is denied, so exit'
echo 'code 1 is right there.'
echo
echo 'Next:'
echo "  export PATH=\"$root/target/release:\$PATH\""
echo '  pipelua init my-hooks && cd my-hooks && pipelua check    a workspace of your own'
echo '  pipelua explain return-shape                             the page of a finding'
echo '  pipelua check --format json tests/workspaces/faulty      the same for machines'
