//! `hook-syntax`: the file of a team's hook is no JSON.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "hook-syntax",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/hook-syntax.md"),
    check: Check::Reader,
};
