#!/bin/sh
# The main job: checks a workspace that is fine and one that is full of faults, then tells what to type next.
set -u
pipelua=$1
root=$(pwd)

expect() { # expect CODE DIR
	echo
	echo "\$ pipelua -C $2 check"
	"$pipelua" -C "$2" check
	code=$?
	if [ $code -ne "$1" ]; then
		echo "this should have ended with exit code $1, it was $code" >&2
		exit 1
	fi
}

expect 0 tests/workspaces/acme
expect 1 tests/workspaces/faulty
echo
echo 'acme is clean; faulty has one of everything, so exit code 1 is right there.'
echo
echo 'Next:'
echo "  export PATH=\"$root/target/release:\$PATH\""
echo '  pipelua init my-hooks && pipelua -C my-hooks check     a workspace of your own'
echo '  pipelua explain return-shape                           the page of a finding'
echo '  pipelua check --format json tests/workspaces/faulty    the same for machines'
