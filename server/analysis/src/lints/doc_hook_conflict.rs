//! `doc-hook-conflict`: a pipeline runs a script at a hook that its `---@hook` does not name.

use pipelua_rules::suggest::shown;
use pipelua_syntax::luacats::{Name, TagKind};

use crate::annotations::hook_tags;
use crate::finding::Severity;
use crate::inputs::FileKind;
use crate::lint::docs::Doc;
use crate::lint::{Anchor, Check, DocContext, Finding, FixKind, Lint, Proof};
use crate::workspace::hooks::hooks;
use crate::workspace::placement::placements;

pub(crate) static LINT: Lint = Lint {
    code: "doc-hook-conflict",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-hook-conflict.md"),
    check: Check::Docs(check),
};

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    if cx.file.kind(cx.db) != FileKind::Script {
        return Vec::new();
    }
    let hooks = hooks(cx.db);
    let mut named: Vec<(&Doc, &Name)> = Vec::new();
    for doc in &cx.docs {
        for tag in &doc.comment.tags {
            if let TagKind::Hook { names } = &tag.kind {
                named.extend(names.iter().map(|name| (doc, name)));
            }
        }
    }
    let Some((doc, first)) = named.first() else {
        return Vec::new();
    };
    let declared: Vec<&str> = hook_tags(cx.tree).collect();
    // Of a name that is no hook it is not known what was meant.
    if declared.iter().any(|name| !hooks.is_declared(name)) {
        return Vec::new();
    }
    let others = placements(cx.db, cx.file).iter();
    let Some(other) = others.into_iter().find(|placement| !declared.contains(&&*placement.hook)) else {
        return Vec::new();
    };
    let anchor = Anchor::Range(doc.range(first.range));
    let message = format!("`@hook` does not name `{}`, at which this script runs", shown(&other.hook));
    let finding = Finding::new(&LINT, anchor, message)
        .runtime("it runs where the pipelines say, and is checked for that")
        .help(format!("name `{}` as well, or take the script out of that pipeline", other.hook));
    vec![finding]
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-hook-conflict"];

    #[test]
    fn a_hook_that_is_not_named_is_told() {
        check(
            "---@hook before_signin\n--- Title.\nreturn { allowed = true }\n",
            CODE,
            expect![[r#""#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "---@hook before_signup",
            "---@hook before_signin, before_signup",
            "---@hook before_signin\n---@hook before_signup",
            "---@hook before_singin",
            "--- no hook is named",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
