//! `blanket-suppression`: a comment silences all findings, whatever they are.

use pipelua_syntax::TextRange;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "blanket-suppression",
    severity: Severity::Hint,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/blanket-suppression.md"),
    check: Check::Reader,
};

pub(crate) fn finding(comment: TextRange) -> Finding {
    Finding::new(&LINT, Anchor::Range(comment), "this silences every finding, also those of tomorrow")
        .help("Name the codes: `disable-next-line: code -- reason`.")
}
