//! `stale-baseline`: an entry of the baseline that matches nothing.

use crate::finding::Severity;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "stale-baseline",
    severity: Severity::Info,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/stale-baseline.md"),
    check: Check::Reader,
};

/// The finding for an entry that accepts `code`.
pub(crate) fn finding(code: &str, at: Anchor) -> Finding {
    Finding::new(&LINT, at, format!("this entry accepts a `{code}` that is not found any more"))
        .help("remove it; `pipelua check --update-baseline` removes all such entries")
}
