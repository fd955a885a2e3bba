//! `pipeline-data-conflict`: two nodes give one key, and which of them stands is left to the order.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "pipeline-data-conflict",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pipeline-data-conflict.md"),
    check: Check::Reader,
};

#[cfg(test)]
mod tests;
