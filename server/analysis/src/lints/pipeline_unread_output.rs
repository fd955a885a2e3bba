//! `pipeline-unread-output`: a node gives data that no node behind it reads.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-unread-output",
    severity: Severity::Info,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-unread-output.md"),
    check: Check::Reader,
};

#[cfg(test)]
mod tests;
