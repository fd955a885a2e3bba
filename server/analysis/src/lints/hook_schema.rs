//! `hook-schema`: a team's hook is not described as a hook is.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "hook-schema",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/hook-schema.md"),
    check: Check::Reader,
};
