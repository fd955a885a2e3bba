//! `deprecated`: a use of a function that is marked as out of use.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::{Severity, Tag};
use crate::library;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::Lowered;
use crate::reading::is_target;
use crate::ty::TyData;

pub(crate) static LINT: Lint = Lint {
    code: "deprecated",
    severity: Severity::Hint,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/deprecated.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    let is_any = library::has_deprecated() || cx.notes.has_deprecated();
    if !is_any {
        return;
    }
    for at in tree.ids() {
        if !matches!(tree.kind(at), NodeKind::NameExpr | NodeKind::FieldExpr) || is_target(tree, at) || is_declared(tree, at) {
            continue;
        }
        let Some(instead) = deprecated(cx, at) else {
            continue;
        };
        let name = tree.path_text(at).unwrap_or_else(|| tree.name(at).to_owned());
        let finding = cx
            .finding(Anchor::Main(at), format!("`{}` is deprecated", shown(&name)))
            .runtime("it works as before")
            .help(if instead.is_empty() { "see what its description says instead".to_owned() } else { instead })
            .tag(Tag::Deprecated);
        cx.report(finding);
    }
}

/// Whether it is the name of a function that is made there.
fn is_declared(tree: &Lowered, at: NodeId) -> bool {
    tree.parent(at).is_some_and(|parent| tree.kind(parent) == NodeKind::FunctionStmt)
}

/// What is said of a function that is out of use.
fn deprecated(cx: &LuaContext<'_>, at: NodeId) -> Option<String> {
    match cx.inference.types.get(cx.inference.type_of(at)) {
        TyData::Closure(body) => cx.notes.signature(*body)?.deprecated.clone(),
        TyData::Builtin(index) => {
            let entry = library::entry(*index)?;
            Some(entry.entry.deprecated.as_ref()?.message.clone())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["deprecated"];

    #[test]
    fn each_use_of_a_deprecated_function_is_told() {
        check(
            "---@deprecated use `is_known`\nlocal function known(x) return x end\nlocal M = {}\n---@deprecated\nfunction M.old() return 1 end\nlocal a = known(1)\nlocal b = M.old()\nreturn { allowed = a == b }\n",
            CODE,
            expect![[r#"
                6:11-6:16 deprecated: `known` is deprecated | run: it works as before | help: use `is_known`
                7:13-7:16 deprecated: `M.old` is deprecated | run: it works as before | help: see what its description says instead
            "#]],
        );
    }

    #[test]
    fn other_functions_and_the_declaration_are_fine() {
        for text in [
            "---@deprecated\nlocal function old() end",
            "local function fine() end\nfine()",
            "---@deprecated\nlocal function old() end\nlocal function fine() end\nfine()",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
