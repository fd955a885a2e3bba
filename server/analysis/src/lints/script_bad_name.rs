//! `script-bad-name`: a script whose file has a name that no script can have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "script-bad-name",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/script-bad-name.md"),
    check: Check::Reader,
};
