//! `manifest-unknown-key`: a key that the manifest does not have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "manifest-unknown-key",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/manifest-unknown-key.md"),
    check: Check::Reader,
};
