//! `manifest-deprecated`: a key of the manifest under an old name.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "manifest-deprecated",
    severity: Severity::Info,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/manifest-deprecated.md"),
    check: Check::Reader,
};
