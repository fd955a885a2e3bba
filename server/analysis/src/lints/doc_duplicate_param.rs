//! `doc-duplicate-param`: a parameter is described twice.

use pipelua_rules::suggest::shown;
use pipelua_syntax::luacats::TagKind;

use crate::finding::Severity;
use crate::lint::docs::RUN;
use crate::lint::{Anchor, Check, DocContext, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "doc-duplicate-param",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-duplicate-param.md"),
    check: Check::Docs(check),
};

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for doc in &cx.docs {
        let mut seen: Vec<&str> = Vec::new();
        for tag in &doc.comment.tags {
            let TagKind::Param { name, .. } = &tag.kind else {
                continue;
            };
            if seen.contains(&name.text.as_str()) {
                let anchor = Anchor::Range(doc.range(name.range));
                let message = format!("parameter `{}` is described above already", shown(&name.text));
                let finding = Finding::new(&LINT, anchor, message).runtime(RUN);
                findings.push(finding.help("remove one of them, or name the parameter that was meant"));
            }
            seen.push(&name.text);
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-duplicate-param"];

    #[test]
    fn the_second_description_is_told() {
        check(
            "---@param a string\n---@param b string\n---@param a integer\nlocal function f(a, b) return a, b end\nreturn { allowed = f(1, 2) ~= nil }\n",
            CODE,
            expect![[r#"
                3:11-3:12 doc-duplicate-param: parameter `a` is described above already | run: it does not look at annotations | help: remove one of them, or name the parameter that was meant
            "#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "---@param a string\n---@param b string\nlocal function f(a, b) return a, b end f(1, 2)",
            "---@param a string\nlocal function f(a) return a end\n---@param a string\nlocal function g(a) return a end f(g(1))",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
