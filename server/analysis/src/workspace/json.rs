//! The JSON files of the workspace, read with places.

use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Json, JsonErrorKind};

use super::wording::{CORRECT_IT, lower_first, sentence};
use crate::db::Db;
use crate::inputs::{FileText, SourceFile};
use crate::lint::{Anchor, Finding, FixData, Lint};

/// Reads `file`; there is always a tree. `no_eq`: trees carry places, comparing them is wasted work.
#[salsa::tracked(returns(ref), no_eq, lru = 64)]
pub fn json(db: &dyn Db, file: SourceFile) -> Json {
    pipelua_syntax::json::parse(file.text(db).as_str())
}

/// Whether the bytes of `file` are text; where not, its JSON is read with U+FFFD in their place, and `not-utf8` is all
/// that is said of it.
pub(crate) fn is_utf8(db: &dyn Db, file: SourceFile) -> bool {
    matches!(file.text(db), FileText::Utf8(_))
}

/// Where `pointer` leads: its key, else its value; where it leads nowhere, its nearest parent.
pub(crate) fn place_of(json: &Json, pointer: &str) -> TextRange {
    let mut pointer = pointer;
    loop {
        if let Some(range) = json.key_range_of(pointer).or_else(|| json.range_of(pointer)) {
            return range;
        }
        match pointer.rsplit_once('/') {
            Some((parent, _)) => pointer = parent,
            None => return TextRange::empty(0),
        }
    }
}

/// Findings of `lint` for all that is no strict JSON: errors, comments and trailing commas.
pub(crate) fn syntax_findings(
    db: &dyn Db,
    file: SourceFile,
    lint: &'static Lint,
    runtime: &str,
) -> Vec<Finding> {
    let json = json(db, file);
    let mut findings = Vec::new();
    for error in json.errors() {
        let mut finding = Finding::new(lint, Anchor::Range(error.range), sentence(&error.message))
            .runtime(runtime)
            .help(CORRECT_IT);
        if let Some(related) = &error.related {
            finding = finding.related(file, Anchor::Range(related.range), related.message.clone());
        }
        if let Some(fix) = &error.fix {
            let mut data = FixData::new(&fix.title);
            for (range, new_text) in &fix.edits {
                data = data.replace(Anchor::Range(*range), new_text);
            }
            finding = finding.help(lower_first(&fix.title)).fix(data);
        }
        findings.push(finding);
    }
    let hash = |range: TextRange| {
        let is_hash = |kind| kind == JsonErrorKind::HashComment;
        json.errors()
            .iter()
            .any(|error| is_hash(error.kind) && error.range == range)
    };
    for comment in json.comments().iter().filter(|comment| !hash(comment.range)) {
        findings.push(removable(
            lint,
            comment.range,
            "JSON has no comments",
            "remove the comment",
            runtime,
        ));
    }
    for comma in json.trailing_commas() {
        let message = "JSON has no comma before a closing bracket";
        findings.push(removable(lint, *comma, message, "remove the comma", runtime));
    }
    findings.sort_by_key(|finding| match finding.anchor {
        Anchor::Range(range) => range.start,
        _ => 0,
    });
    findings
}

fn removable(lint: &'static Lint, range: TextRange, message: &str, help: &str, runtime: &str) -> Finding {
    let anchor = Anchor::Range(range);
    Finding::new(lint, anchor, message)
        .runtime(runtime)
        .help(help)
        .fix(FixData::new(help).replace(anchor, ""))
}
