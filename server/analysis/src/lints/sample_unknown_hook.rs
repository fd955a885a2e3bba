//! `sample-unknown-hook`: a sample lies in the folder of no hook.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-unknown-hook",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-unknown-hook.md"),
    check: Check::Reader,
};
