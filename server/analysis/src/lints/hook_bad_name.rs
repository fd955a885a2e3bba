//! `hook-bad-name`: the name of a team's hook is none, or is built in.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "hook-bad-name",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/hook-bad-name.md"),
    check: Check::Reader,
};
