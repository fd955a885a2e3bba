//! `sample-unknown-secret`: a sample gives a secret that the manifest does not declare.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-unknown-secret",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-unknown-secret.md"),
    check: Check::Reader,
};
