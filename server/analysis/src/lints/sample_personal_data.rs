//! `sample-personal-data`: a sample holds what may be of a real person.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-personal-data",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-personal-data.md"),
    check: Check::Reader,
};
