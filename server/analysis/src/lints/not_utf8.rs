//! `not-utf8`: bytes that are no text, so nothing is said about the rest of the file.

use pipelua_syntax::TextRange;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "not-utf8",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/not-utf8.md"),
    check: Check::Reader,
};

/// The one finding of a file whose first bad byte is at `at`.
pub(crate) fn finding(at: u32) -> Finding {
    // The bad bytes are read as U+FFFD.
    let range = TextRange::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8() as u32);
    Finding::new(&LINT, Anchor::Range(range), "the bytes here are not UTF-8, so the file is no text")
        .runtime("the file is refused before it is read; a script raises script.error")
        .help("Save the file as UTF-8; an editor calls this its encoding.")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::render;
    use crate::{Database, FileText};

    #[test]
    fn nothing_but_the_first_bad_byte_is_reported() {
        let mut db = Database::default();
        let bytes = b"-- K\xf6ln\nlocal x = undefined\nx = \xff\n".to_vec();
        db.load([("scripts/example.lua".into(), FileText::from_bytes(bytes))]);
        expect![[r#"
            1:5-1:6 not-utf8: the bytes here are not UTF-8, so the file is no text | run: the file is refused before it is read; a script raises script.error | help: Save the file as UTF-8; an editor calls this its encoding.
        "#]]
        .assert_eq(&render(&db, &[]));
    }
}
