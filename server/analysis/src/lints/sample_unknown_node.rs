//! `sample-unknown-node`: a sample names a node that its pipeline does not have.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "sample-unknown-node",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/sample-unknown-node.md"),
    check: Check::Reader,
};
