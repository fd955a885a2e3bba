//! `suppression-without-reason`: a comment silences an error and does not say why.

use pipelua_syntax::TextRange;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "suppression-without-reason",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/suppression-without-reason.md"),
    check: Check::Reader,
};

pub(crate) fn finding(comment: TextRange) -> Finding {
    Finding::new(&LINT, Anchor::Range(comment), "this silences an error without saying why")
        .runtime("the error is not reported, and a run meets it all the same")
        .help("Say why behind the codes: `-- reason`.")
}
