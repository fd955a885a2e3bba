//! `doc-syntax`: an annotation cannot be read.

use pipelua_rules::suggest::shown;

use crate::finding::Severity;
use crate::lint::docs::RUN;
use crate::lint::{Anchor, Check, DocContext, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "doc-syntax",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-syntax.md"),
    check: Check::Docs(check),
};

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for doc in &cx.docs {
        for error in &doc.comment.errors {
            let at = error.range.start;
            let tag = doc.comment.tags.iter().find(|tag| tag.range.start <= at && at <= tag.range.end);
            // What these say wrongly has findings of its own.
            if tag.is_some_and(|tag| matches!(tag.name.text.as_str(), "diagnostic" | "hook")) {
                continue;
            }
            let inside = if error.range.is_empty() { tag.map_or(error.range, |tag| tag.name.range) } else { error.range };
            let anchor = Anchor::Range(doc.range(inside));
            let message = match tag {
                Some(tag) => format!("`@{}`: {}", shown(&tag.name.text), error.message),
                None => error.message.clone(),
            };
            let finding = Finding::new(&LINT, anchor, message).runtime(RUN);
            findings.push(finding.help("write it as LuaCATS does; a remark goes behind `#` or into a line without `@`"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-syntax"];

    #[test]
    fn a_place_that_cannot_be_read_is_told() {
        check(
            "---@type { a: string\nlocal a = {}\n---@param\nlocal function f() end\n---@type string |\nlocal b = a\n---@class\nlocal c = { f, b }\nreturn { allowed = c ~= nil }\n",
            CODE,
            expect![[r#"
                1:5-1:9 doc-syntax: `@type`: `}` is missing here | run: it does not look at annotations | help: write it as LuaCATS does; a remark goes behind `#` or into a line without `@`
                3:5-3:10 doc-syntax: `@param`: a name is missing here | run: it does not look at annotations | help: write it as LuaCATS does; a remark goes behind `#` or into a line without `@`
                5:5-5:9 doc-syntax: `@type`: a type is missing here | run: it does not look at annotations | help: write it as LuaCATS does; a remark goes behind `#` or into a line without `@`
                7:5-7:10 doc-syntax: `@class`: a name is missing here | run: it does not look at annotations | help: write it as LuaCATS does; a remark goes behind `#` or into a line without `@`
            "#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "--- A title, and a@b.example.\n--- 50% of {them}",
            "---@param a string what it is: a text\nlocal function f(a) return a end f(1)",
            "---@return string? why if it is refused, nil else\nlocal function f() return nil end f()",
            "---@type table<string, fun(a: integer): string?>\nlocal a = {}",
            "---@alias Level\n---| \"low\" # small\n---| \"high\"\nlocal a = 1",
            "---@hook before_signup\n---@deprecated use g\nlocal function f() end f()",
            "---@generic T: string\n---@param a T\n---@return T\nlocal function f(a) return a end f(1)",
            "---@see helpers.fetch\nlocal a = 1",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
