//! `suppression-without-reason`: a comment silences an error and does not say why, or has only room for a reason.

use pipelua_syntax::TextRange;

use crate::finding::Severity;
use crate::suppress::REASON_PLACEHOLDER;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "suppression-without-reason",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/suppression-without-reason.md"),
    check: Check::Reader,
};

pub(crate) fn missing(comment: TextRange) -> Finding {
    Finding::new(&LINT, Anchor::Range(comment), "this silences an error without saying why")
        .runtime("the error is not reported, and a run meets it all the same")
        .help("Say why behind the codes: `-- reason`.")
}

pub(crate) fn placeholder(comment: TextRange) -> Finding {
    let message = format!("`{REASON_PLACEHOLDER}` stands where the reason goes");
    Finding::new(&LINT, Anchor::Range(comment), message)
        .runtime("nothing changes on a run")
        .help("Write why this may be silenced.")
}
