//! `doc-unknown-param`: a `@param` names no parameter of its function.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::luacats::{Name, TagKind};
use pipelua_syntax::{NodeKind, flags};

use crate::annotated::function_at;
use crate::finding::Severity;
use crate::lint::docs::Doc;
use crate::lint::{Check, DocContext, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "doc-unknown-param",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-unknown-param.md"),
    check: Check::Docs(check),
};

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for doc in &cx.docs {
        let Some(body) = doc.node.and_then(|node| function_at(cx.tree, node)) else {
            continue;
        };
        if cx.tree.has_flag(body, flags::CONTAINS_ERROR) {
            continue;
        }
        let list = cx.tree.child(body, 0);
        let params = cx.tree.children(list).filter(|at| cx.tree.kind(*at) == NodeKind::Param);
        let has: Vec<&str> = params.map(|param| cx.tree.name(param)).collect();
        let takes_more = cx.tree.has_flag(list, flags::VARARG);
        let documented: Vec<&str> = names(doc).map(|name| name.text.as_str()).collect();
        let open: Vec<&str> = has.iter().copied().filter(|param| !documented.contains(param)).collect();
        for name in names(doc) {
            let word = name.text.as_str();
            let is_there = has.contains(&word) || word == "self" || word == "..." && takes_more;
            if is_there {
                continue;
            }
            let only = if documented.len() == 1 && has.len() == 1 { has.first().copied() } else { None };
            let near = nearest(word, open.iter().copied()).or(only).filter(|_| word != "...");
            let message = format!("the function has no parameter `{}`{}", shown(word), did_you_mean(near));
            let finding = doc.misspelt(&LINT, name.range, message, near);
            findings.push(match near {
                Some(_) => finding,
                None => finding.help("remove it, or name a parameter that there is"),
            });
        }
    }
    findings
}

fn names(doc: &Doc) -> impl Iterator<Item = &Name> {
    doc.comment.tags.iter().filter_map(|tag| match &tag.kind {
        TagKind::Param { name, .. } => Some(name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-unknown-param"];

    #[test]
    fn a_parameter_that_there_is_not_is_told() {
        check(
            "---@param addres string\n---@param other integer\nlocal function f(address) return address end\n---@param ... string\nlocal g = function(a) return a end\nreturn { allowed = f(1) ~= g(2) }\n",
            CODE,
            expect![[r#"
                1:11-1:17 doc-unknown-param: the function has no parameter `addres`; did you mean `address`? | run: it does not look at annotations | help: write `address` | fix: Write `address`
                2:11-2:16 doc-unknown-param: the function has no parameter `other` | run: it does not look at annotations | help: remove it, or name a parameter that there is
                4:11-4:14 doc-unknown-param: the function has no parameter `...` | run: it does not look at annotations | help: remove it, or name a parameter that there is
            "#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "---@param a string\n---@param ... integer\nlocal function f(a, ...) return a, ... end f(1)",
            "local M = {}\n---@param self table\n---@param a string\nfunction M:f(a) return a end M:f(1)",
            "---@param a string\nlocal t = { f = function(a) return a end }",
            "local t = {\n  ---@param a string\n  f = function(a) return a end,\n}",
            "---@param a string\nlocal a = 1",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
