//! `newline-call`: a line that begins with `(` or `[` continues the line above as a call or an index.

use pipelua_syntax::{NodeId, NodeKind, flags};
use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::{Expr, Lowered};

pub(crate) static LINT: Lint = Lint {
    code: "newline-call",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/newline-call.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    let kinds = [NodeKind::CallExpr, NodeKind::IndexExpr];
    // Outer nodes come first, so that the top of a chain is climbed to once, however long it is.
    let mut tops: FxHashMap<NodeId, NodeId> = FxHashMap::default();
    for id in kinds.into_iter().flat_map(|kind| tree.of_kind(kind)) {
        if !tree.has_flag(id, flags::NEWLINE) {
            continue;
        }
        let top = top_of_chain(tree, id, &tops);
        tops.insert(id, top);
        let base = tree.child(id, 0);
        let what = tree.path_text(base).filter(|path| path.len() <= 40);
        let what = what.map_or_else(|| "the expression above".to_owned(), |path| format!("`{path}`"));
        let (message, runtime) = if tree.kind(id) == NodeKind::CallExpr {
            (format!("this line calls {what}, which stands on the line above"), "the line above is called")
        } else {
            (format!("this line indexes {what}, which stands on the line above"), "the line above is indexed")
        };
        let mut finding = cx
            .finding(Anchor::Main(id), message)
            .runtime(format!("{runtime} with what stands in brackets here"));
        if is_statement_of_its_own(tree, id, top) {
            let fix = FixData::new("begin a new statement with `;`").insert_before(Anchor::Main(id), ";");
            finding = finding.help("put a `;` in front of it").fix(fix);
        } else {
            finding = finding.help("join the two lines, or begin the second one with a name");
        }
        cx.report(finding);
    }
}

/// The end of the chain of calls, fields and indices that begins with `id`.
fn top_of_chain(tree: &Lowered, id: NodeId, known: &FxHashMap<NodeId, NodeId>) -> NodeId {
    let mut top = id;
    while let Some(parent) = tree.parent(top) {
        let goes_on = matches!(
            tree.kind(parent),
            NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::FieldExpr | NodeKind::IndexExpr
        );
        if !goes_on || tree.child(parent, 0) != top {
            break;
        }
        if let Some(top) = known.get(&parent) {
            return *top;
        }
        top = parent;
    }
    top
}

/// Whether a `;` in front of the brackets leaves two whole statements: `local a = b` and `(f or g)(x)`.
fn is_statement_of_its_own(tree: &Lowered, id: NodeId, top: NodeId) -> bool {
    let Expr::Call { callee, args } = tree.expr(id) else {
        return false;
    };
    if tree.children(args).count() != 1 || tree.has_flag(args, flags::BARE) {
        return false;
    }
    // The chain that hangs on the brackets must end in a call, and that must end the statement.
    let Some(holder) = tree.parent(top) else {
        return false;
    };
    let is_call = |at: NodeId| matches!(tree.kind(at), NodeKind::CallExpr | NodeKind::MethodCallExpr);
    if top == id || !is_call(top) {
        return false;
    }
    match tree.kind(holder) {
        NodeKind::CallStmt => is_call(callee),
        NodeKind::ExprList => {
            let is_last = tree.end(holder) == tree.end(top);
            let statement = tree.parent(holder).map(|statement| tree.kind(statement));
            is_last && matches!(statement, Some(NodeKind::LocalStmt | NodeKind::AssignStmt))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_bracket_on_a_new_line_is_found() {
        check(r#"local log = helpers.log
local email = context.email
(log or print)(email)
log(email)
("x"):rep(3)
local first = email
[1]
local n = log
(email)
return { allowed = first ~= n }
"#, &["newline-call"], expect![[r#"
    3:1-3:2 newline-call: this line calls `context.email`, which stands on the line above | run: the line above is called with what stands in brackets here | help: put a `;` in front of it | fix: Begin a new statement with `;`
    5:1-5:2 newline-call: this line calls the expression above, which stands on the line above | run: the line above is called with what stands in brackets here | help: put a `;` in front of it | fix: Begin a new statement with `;`
    7:1-7:2 newline-call: this line indexes `email`, which stands on the line above | run: the line above is indexed with what stands in brackets here | help: join the two lines, or begin the second one with a name
    9:1-9:2 newline-call: this line calls `log`, which stands on the line above | run: the line above is called with what stands in brackets here | help: join the two lines, or begin the second one with a name
"#]]);
        check_fix(r#"local log = helpers.log
local email = context.email
(log or print)(email)
log(email)
;(log or print).call(email)
return { allowed = true }
"#, "newline-call", expect![[r#"
    local log = helpers.log
    local email = context.email
    ;(log or print)(email)
    log(email)
    ;(log or print).call(email)
    return { allowed = true }
"#]]);
    }

    #[test]
    fn a_bracket_on_the_same_line_is_fine() {
        check_none(r#"local log = helpers.log
log(
  "a",
  "b"
)
local t = {
  [1] = 2,
}
local s = ("x")
  :rep(3)
;(log or print)(t[
1
], s)
log {
}
return { allowed = true }
"#, &["newline-call"]);
    }

}
