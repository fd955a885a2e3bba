//! `doc-unknown-code`: a suppression has a code or a word that means nothing, so it silences nothing.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::TextRange;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, Finding, FixData, FixKind, Lint, Proof, registry};

pub(crate) static LINT: Lint = Lint {
    code: "doc-unknown-code",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-unknown-code.md"),
    check: Check::Reader,
};

/// What `---@diagnostic` can be told to do.
const WORDS: [&str; 4] = ["disable-next-line", "disable-line", "disable", "enable"];

/// A code that no finding has.
pub(crate) fn code(range: TextRange, code: &str) -> Finding {
    let near = nearest(code, registry().iter().map(|lint| lint.code));
    let message = format!("no finding has the code `{}`{}", shown(code), did_you_mean(near));
    finding(range, message, near, "Take the code from the finding; `pipelua explain --all` lists them.")
}

/// A word that is none of [`WORDS`].
pub(crate) fn word(range: TextRange, word: &str) -> Finding {
    let near = nearest(word, WORDS);
    let message = if word.is_empty() {
        "`---@diagnostic` does not say what to do".to_owned()
    } else {
        format!("`---@diagnostic` knows no `{}`{}", shown(word), did_you_mean(near))
    };
    let help = "Write `disable-next-line`, `disable-line`, `disable` or `enable` behind `---@diagnostic`.";
    finding(range, message, near, help)
}

fn finding(range: TextRange, message: String, near: Option<&str>, help: &str) -> Finding {
    let anchor = Anchor::Range(range);
    let finding = Finding::new(&LINT, anchor, message).runtime("nothing; what it was meant to silence is reported");
    match near {
        Some(near) => finding.fix(FixData::new(format!("write `{near}`")).replace(anchor, near)),
        None => finding.help(help),
    }
}
