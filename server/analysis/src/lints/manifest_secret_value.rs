//! `manifest-secret-value`: the manifest holds what looks like a secret.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "manifest-secret-value",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/manifest-secret-value.md"),
    check: Check::Reader,
};
