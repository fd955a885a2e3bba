//! What the findings about uses of values share: how bad they are, and words for the value.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashSet;

use super::LuaContext;
use crate::finding::Severity;
use crate::infer::Fault;
use crate::lower::{Expr, Lowered};
use crate::scopes::Scopes;

/// Characters of a type or a path that a message has room for.
const ROOM: usize = 34;

/// How bad it is that a type refuses what is done with its values; a step less where `pcall` catches it.
pub(crate) fn severity(cx: &LuaContext<'_>, node: NodeId, fault: Fault) -> Severity {
    let severity = match fault {
        Fault::Nil | Fault::Every => Severity::Error,
        Fault::MayBeNil | Fault::Some => Severity::Warning,
    };
    if is_caught(cx, node) {
        lower(severity)
    } else {
        severity
    }
}

/// What a run does where it meets `what` at `node`.
pub(crate) fn raises(cx: &LuaContext<'_>, node: NodeId, what: &str) -> String {
    if is_caught(cx, node) {
        format!("{what} raises an error, which ends the guarded function")
    } else {
        cx.raises(what)
    }
}

/// The next lower severity.
pub(crate) fn lower(severity: Severity) -> Severity {
    match severity {
        Severity::Error => Severity::Warning,
        Severity::Warning => Severity::Info,
        Severity::Info | Severity::Hint => Severity::Hint,
    }
}

/// Whether an error at `node` ends in a `pcall` of this file, for all that is seen.
pub(crate) fn is_caught(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let guarded = cx.guarded_functions();
    !guarded.is_empty() && cx.tree.ancestors(node).any(|at| guarded.contains(&at))
}

/// The bodies of functions that `pcall` and `xpcall` call, and nobody else.
pub(crate) fn guarded_functions(tree: &Lowered, scopes: &Scopes) -> FxHashSet<NodeId> {
    let literals = tree.of_kind(NodeKind::FunctionBody).filter(|body| {
        let function = tree
            .parent(*body)
            .filter(|at| tree.kind(*at) == NodeKind::FunctionExpr);
        function.is_some_and(|function| is_given_to_pcall(tree, function))
    });
    let named = scopes.locals().filter_map(|(local, _)| {
        let body = scopes.function_in(tree, local)?;
        let mut uses = scopes.uses(local).iter().peekable();
        let is_guarded = uses.peek().is_some() && uses.all(|used| is_given_to_pcall(tree, used.node));
        is_guarded.then_some(body)
    });
    literals.chain(named).collect()
}

/// Whether `pcall` or `xpcall` calls what an expression gives.
pub(crate) fn is_given_to_pcall(tree: &Lowered, node: NodeId) -> bool {
    let Some(list) = tree
        .parent(node)
        .filter(|list| tree.kind(*list) == NodeKind::ArgList)
    else {
        return false;
    };
    let callee = tree
        .parent(list)
        .and_then(|call| tree.path_text(tree.child(call, 0)));
    tree.children(list).next() == Some(node) && matches!(callee.as_deref(), Some("pcall" | "xpcall"))
}

/// The value as the subject of a sentence, such as `` `context.name` `` or "what `f` gives".
pub(crate) fn subject(cx: &LuaContext<'_>, node: NodeId) -> String {
    let node = cx.tree.skip_parens(node);
    let fits = |path: &String| path.chars().count() <= ROOM;
    if let Some(path) = cx.tree.path_text(node).filter(fits) {
        return format!("`{}`", shown(&path));
    }
    match cx.tree.expr(node) {
        Expr::Call { callee, .. } => match cx.tree.path_text(callee).filter(fits) {
            Some(path) => format!("what `{}` gives", shown(&path)),
            None => "what is called here".to_owned(),
        },
        Expr::MethodCall { name: Some(name), .. } => format!("what `{}` gives", shown(cx.tree.text(name))),
        Expr::Field { name: Some(name), .. } => format!("`{}`", shown(cx.tree.text(name))),
        _ => "this value".to_owned(),
    }
}

/// A type, as far as a message has room.
pub(crate) fn short(ty: &str) -> String {
    if ty.chars().count() <= ROOM {
        return ty.to_owned();
    }
    let start: String = ty.chars().take(ROOM - 1).collect();
    format!("{start}…")
}
