//! `unused-suppression`: a comment silences what is not found there.

use pipelua_syntax::TextRange;

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, Finding, FixData, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "unused-suppression",
    severity: Severity::Warning,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unused-suppression.md"),
    check: Check::Reader,
};

/// Nothing of the comment is needed; `code` is the one that it names.
pub(crate) fn whole(comment: TextRange, code: Option<&str>) -> Finding {
    let message = match code {
        Some(code) => format!("there is no `{code}` here for this to silence"),
        None => "there is nothing here for this to silence".to_owned(),
    };
    let anchor = Anchor::Range(comment);
    finding(anchor, message).fix(FixData::new("remove it").safe().remove(anchor))
}

/// One of several codes is not needed.
pub(crate) fn one(codes: &[TextRange], at: usize, code: &str) -> Finding {
    let own = codes[at];
    let with_comma = match (at.checked_sub(1), codes.get(at + 1)) {
        (_, Some(next)) => TextRange::new(own.start, next.start),
        (Some(previous), None) => TextRange::new(codes[previous].end, own.end),
        (None, None) => own,
    };
    let fix = FixData::new(format!("remove `{code}`")).safe();
    finding(Anchor::Range(own), format!("there is no `{code}` here for this to silence"))
        .fix(fix.replace(Anchor::Range(with_comma), ""))
}

fn finding(anchor: Anchor, message: String) -> Finding {
    Finding::new(&LINT, anchor, message).tag(Tag::Unnecessary)
}
