//! `doc-unknown-tag`: an annotation has a tag that there is not.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::luacats::{TAGS, TagKind};

use crate::finding::Severity;
use crate::lint::{Check, DocContext, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "doc-unknown-tag",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-unknown-tag.md"),
    check: Check::Docs(check),
};

/// Tags of other tools that say nothing to a checker.
const ELSEWHERE: [&str; 27] = [
    "attribute",
    "brief",
    "constructor",
    "copyright",
    "default",
    "description",
    "error",
    "example",
    "file",
    "fun",
    "global",
    "internal",
    "language",
    "license",
    "link",
    "local",
    "name",
    "note",
    "raise",
    "summary",
    "test",
    "throws",
    "todo",
    "tparam",
    "treturn",
    "usage",
    "within",
];

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for doc in &cx.docs {
        for tag in &doc.comment.tags {
            let name = tag.name.text.as_str();
            if tag.kind != TagKind::Unknown || ELSEWHERE.contains(&name) {
                continue;
            }
            let near = nearest(name, TAGS.iter().copied());
            // A word with an at sign in a sentence is a name of somebody.
            if near.is_none() && !doc.is_at_the_dashes(tag.range) {
                continue;
            }
            let message = format!("there is no tag `@{}`{}", shown(name), did_you_mean(near));
            let finding = doc.misspelt(&LINT, tag.name.range, message, near);
            findings.push(match near {
                Some(_) => finding,
                None => finding.help("put a blank behind `---` if it is no annotation"),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-unknown-tag"];

    #[test]
    fn a_tag_that_there_is_not_is_told_with_the_nearest() {
        check(
            "---@parm a string\nlocal function f(a) return a end\n---@retrun string\nlocal function g() return f(1) end\n---@somebody\nreturn { allowed = g() ~= nil }\n",
            CODE,
            expect![[r#"
                1:5-1:9 doc-unknown-tag: there is no tag `@parm`; did you mean `param`? | run: it does not look at annotations | help: write `param` | fix: Write `param`
                3:5-3:11 doc-unknown-tag: there is no tag `@retrun`; did you mean `return`? | run: it does not look at annotations | help: write `return` | fix: Write `return`
                5:5-5:13 doc-unknown-tag: there is no tag `@somebody` | run: it does not look at annotations | help: put a blank behind `---` if it is no annotation
            "#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "--- Ask @somebody about it, or mail a@b.example.\nlocal a = 1",
            "--- @somebody wrote this\nlocal a = 1",
            "---@usage f(1)\n---@example f()\nlocal function f() end f()",
            "---@see helpers.fetch\n---@private\n---@async\n---@nodiscard\nlocal function f() end f()",
            "---@hook before_signup\n---@config { a: string }\n---@data { b: string }\nlocal a = 1",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
