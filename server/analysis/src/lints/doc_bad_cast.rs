//! `doc-bad-cast`: a `@cast` names no local that is in scope there.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::flags;
use pipelua_syntax::luacats::TagKind;

use crate::finding::Severity;
use crate::lint::{Check, DocContext, Finding, FixKind, Lint, Proof};
use crate::scopes::scopes;

pub(crate) static LINT: Lint = Lint {
    code: "doc-bad-cast",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-bad-cast.md"),
    check: Check::Docs(check),
};

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for doc in &cx.docs {
        let Some(next) = doc.next else { continue };
        for tag in &doc.comment.tags {
            let TagKind::Cast { name, .. } = &tag.kind else {
                continue;
            };
            let function = cx.tree.function_of(next);
            // The declaration may be what is broken.
            if cx.tree.has_flag(function, flags::CONTAINS_ERROR) {
                continue;
            }
            let root = name.text.split('.').next().unwrap_or_default();
            let scopes = scopes(cx.db, cx.file);
            let visible = || scopes.visible_at(cx.tree, next).map(|local| cx.tree.text(local.name));
            let is_path = root.len() < name.text.len();
            if is_path || root == "self" || visible().any(|local| local == root) {
                continue;
            }
            let near = nearest(root, visible());
            let message = format!("there is no local `{}` here{}", shown(root), did_you_mean(near));
            let finding = doc.misspelt(&LINT, name.range, message, near);
            findings.push(match near {
                Some(_) => finding,
                None => finding.help("put it behind the local that it speaks of"),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-bad-cast"];

    #[test]
    fn a_cast_of_what_is_no_local_is_told() {
        check(
            "local value = context.name\n---@cast valu string\nlocal b = value\n---@cast nothing_of_that string\nreturn { allowed = b ~= nil }\n",
            CODE,
            expect![[r#"
                2:10-2:14 doc-bad-cast: there is no local `valu` here; did you mean `value`? | run: it does not look at annotations | help: write `value` | fix: Write `value`
                4:10-4:25 doc-bad-cast: there is no local `nothing_of_that` here | run: it does not look at annotations | help: put it behind the local that it speaks of
            "#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "local value = context.name\n---@cast value string\nlocal b = value",
            "local value = context.name\n---@cast value -nil\n\nlocal b = value",
            "local function f(x)\n  ---@cast x string\n  return x\nend f(1)",
            "local t = {}\n---@cast t.a string\nlocal b = t.a",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
