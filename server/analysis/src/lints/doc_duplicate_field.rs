//! `doc-duplicate-field`: a class declares a field twice.

use pipelua_rules::suggest::shown;
use pipelua_syntax::luacats::{FieldKey, TagKind};
use rustc_hash::FxHashSet;

use crate::finding::Severity;
use crate::lint::docs::RUN;
use crate::lint::{Anchor, Check, DocContext, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "doc-duplicate-field",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-duplicate-field.md"),
    check: Check::Docs(check),
};

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for doc in &cx.docs {
        let mut class = "";
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for tag in &doc.comment.tags {
            let name = match &tag.kind {
                TagKind::Class { name, .. } => {
                    class = &name.text;
                    seen.clear();
                    continue;
                }
                TagKind::Field { key: FieldKey::Name(name), .. } => name,
                _ => continue,
            };
            if !seen.insert(&name.text) {
                let anchor = Anchor::Range(doc.range(name.range));
                let message = format!("`{}` has a field `{}` already", shown(class), shown(&name.text));
                let finding = Finding::new(&LINT, anchor, message).runtime(RUN);
                findings.push(finding.help("keep one of them; a union takes several types"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-duplicate-field"];

    #[test]
    fn the_second_declaration_is_told() {
        check(
            "---@class A\n---@field x string\n---@field y string\n---@field x integer\n\n---@type A\nlocal a = nil\nreturn { allowed = a ~= nil }\n",
            CODE,
            expect![[r#"
                4:11-4:12 doc-duplicate-field: `A` has a field `x` already | run: it does not look at annotations | help: keep one of them; a union takes several types
            "#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "---@class A\n---@field x string\n---@class B\n---@field x string\nlocal a = 1",
            "---@class A\n---@field [string] integer\n---@field [integer] string\nlocal a = 1",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
