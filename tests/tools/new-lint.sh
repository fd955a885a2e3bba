#!/bin/sh
# Starts a new lint: its file, its page and its line in the registry. `make new-lint CODE=some-code`
set -eu
code=${1:-}
case $code in
	'' | *[!a-z0-9-]* | -* | *- | *--*)
		echo 'a code is lower-case words joined by `-`, such as: make new-lint CODE=empty-block' >&2
		exit 2
		;;
esac
module=$(printf '%s' "$code" | tr - _)
lints=server/analysis/src/lints
file=$lints/$module.rs
page=docs/lints/$code.md
registry=$lints/mod.rs
for path in "$file" "$page"; do
	if [ -e "$path" ]; then
		echo "$path exists and was left as it is" >&2
		exit 2
	fi
done

cat >"$file" <<EOF
//! \`$code\`: say in one line what it finds.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "$code",
    severity: Severity::Info,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/$code.md"),
    check: Check::Lua(check),
};

fn check(_cx: &mut LuaContext<'_>) {}
EOF

cat >"$page" <<EOF
# $code

Say in one sentence what it finds.

## Why

Say what goes wrong where it is not fixed.

## Fires

\`\`\`lua
return { allowed = true }
\`\`\`

## Use instead

\`\`\`lua
return { allowed = true }
\`\`\`

## On a run

Say what the run does there.
EOF

# The list in the registry is sorted, and so it stays.
awk -v name="    $module," '
	/^lints! \{/ { inside = 1 }
	inside && !done && /^    [a-z_0-9]+,$/ && $0 > name { print name; done = 1 }
	inside && /^\}/ { if (!done) print name; done = 1; inside = 0 }
	{ print }
' "$registry" >"$registry.new" && mv "$registry.new" "$registry"

echo "wrote $file"
echo "wrote $page"
echo "added $module to $registry"
echo
echo "Next: write the check, then cargo test -p pipelua-analysis && cargo test -p pipelua-tests --test layers"
