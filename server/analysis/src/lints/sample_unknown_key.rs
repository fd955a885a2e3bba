//! `sample-unknown-key`: a key that a sample does not have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-unknown-key",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-unknown-key.md"),
    check: Check::Reader,
};
