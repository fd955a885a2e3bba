//! `library-unsupported`: a file in `lib/`, which scripts cannot load yet.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "library-unsupported",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/library-unsupported.md"),
    check: Check::Reader,
};
