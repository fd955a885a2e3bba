//! `empty-block`: a block without a statement, and without a comment that says why.

use pipelua_syntax::{NodeKind, flags};

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "empty-block",
    severity: Severity::Hint,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/empty-block.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for block in tree.of_kind(NodeKind::Block) {
        if tree.size(block) > 1 || tree.has_flag(block, flags::HAS_COMMENT) {
            continue;
        }
        let Some(owner) = tree.parent(block) else { continue };
        let what = match tree.kind(owner) {
            NodeKind::DoStmt => "this block",
            NodeKind::IfClause | NodeKind::ElseClause => "this branch",
            NodeKind::WhileStmt | NodeKind::RepeatStmt | NodeKind::NumericForStmt | NodeKind::GenericForStmt => {
                "this loop"
            }
            // A function that does nothing is often asked for.
            _ => continue,
        };
        let finding = cx
            .finding(Anchor::Main(owner), format!("{what} does nothing"))
            .help("Write what is missing, remove it, or say why in a comment inside.")
            .tag(Tag::Unnecessary)
            .by_absence();
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn every_empty_block_is_found() {
        check(
            "do end\nif context.name then\nelseif context.email then\nelse\nend\nwhile helpers.now() < 5 do end\nfor _ in pairs({}) do end\nfor _ = 1, 2 do end\nrepeat until true\n",
            &["empty-block"],
            expect![[r#"
                1:1-1:3 empty-block: this block does nothing | help: Write what is missing, remove it, or say why in a comment inside.
                2:1-2:3 empty-block: this branch does nothing | help: Write what is missing, remove it, or say why in a comment inside.
                3:1-3:7 empty-block: this branch does nothing | help: Write what is missing, remove it, or say why in a comment inside.
                4:1-4:5 empty-block: this branch does nothing | help: Write what is missing, remove it, or say why in a comment inside.
                6:1-6:6 empty-block: this loop does nothing | help: Write what is missing, remove it, or say why in a comment inside.
                7:1-7:4 empty-block: this loop does nothing | help: Write what is missing, remove it, or say why in a comment inside.
                8:1-8:4 empty-block: this loop does nothing | help: Write what is missing, remove it, or say why in a comment inside.
                9:1-9:7 empty-block: this loop does nothing | help: Write what is missing, remove it, or say why in a comment inside.
            "#]],
        );
    }

    #[test]
    fn a_comment_or_a_function_is_fine() {
        check_none(
            "if context.name then\n  -- nothing to do\nelse\n  helpers.log(1)\nend\nlocal function nothing() end\nreturn nothing\n",
            &["empty-block"],
        );
        check_none("", &["empty-block"]);
    }
}
