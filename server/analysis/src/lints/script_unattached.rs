//! `script-unattached`: a script that no pipeline uses and that names no hook.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "script-unattached",
    severity: Severity::Hint,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/script-unattached.md"),
    check: Check::Reader,
};
