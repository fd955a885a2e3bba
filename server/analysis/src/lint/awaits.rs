//! The calls of `await` in a file, with what is waited for.

use pipelua_syntax::{NodeId, NodeKind};

use super::LuaContext;
use super::type_fault::is_given_to_pcall;
use crate::library;
use crate::ty::{Ty, TyData};

/// Functions that call each other are followed this far.
const MAX_CALLERS: u32 = 8;

/// `await(promise)`
#[derive(Clone, Copy)]
pub(crate) struct Await {
    pub(crate) call: NodeId,
    pub(crate) promise: NodeId,
}

/// All calls of `await`.
pub(crate) fn awaits<'a>(cx: &LuaContext<'a>) -> impl Iterator<Item = Await> + use<'a> {
    let (tree, inference) = (cx.tree, cx.inference);
    tree.of_kind(NodeKind::CallExpr).filter_map(move |call| {
        let callee = inference.type_of(tree.child(call, 0));
        let TyData::Builtin(entry) = inference.types.get(callee) else {
            return None;
        };
        let promise = tree.children(tree.child(call, 1)).next()?;
        (library::entry(*entry)?.path() == "await").then_some(Await { call, promise })
    })
}

/// Whether every value of a type is a promise.
pub(crate) fn is_promise(cx: &LuaContext<'_>, ty: Ty) -> bool {
    let types = &cx.inference.types;
    types.members(&ty).iter().all(|member| types.is_promise(*member))
}

/// Whether an error at `node` may end in a `pcall` of this file: also in one around a caller, or where nobody knows
/// who calls.
pub(crate) fn may_be_caught(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let mut open = vec![(node, MAX_CALLERS)];
    while let Some((node, rest)) = open.pop() {
        let body = cx.tree.function_of(node);
        if cx.tree.kind(body) != NodeKind::FunctionBody {
            return false;
        }
        let Some(callers) = callers(cx, body).filter(|_| rest > 0) else {
            return true;
        };
        // Those who call it from where nothing is caught decide.
        open.extend(callers.into_iter().map(|caller| (caller, rest - 1)));
        if open.len() > 64 {
            return true;
        }
    }
    true
}

/// Where a function is called, as far as `pcall` does not do it; `None` where that is not known.
fn callers(cx: &LuaContext<'_>, body: NodeId) -> Option<Vec<NodeId>> {
    let tree = cx.tree;
    let holder = tree.parent(body)?;
    if tree.kind(holder) == NodeKind::FunctionExpr {
        if is_given_to_pcall(tree, holder) {
            return Some(Vec::new());
        }
        let list = tree.parent(holder)?;
        let call = tree
            .parent(list)
            .filter(|_| tree.kind(list) == NodeKind::ArgList)?;
        let callee = tree.path_text(tree.child(call, 0))?;
        // It is called there and then, and errors pass through.
        return library::entry_at(&callee).map(|_| vec![call]);
    }
    if tree.kind(holder) != NodeKind::LocalFunctionStmt {
        return None;
    }
    let local = cx.scopes.local_of(tree.child(holder, 0))?;
    let mut callers = Vec::new();
    for used in cx.scopes.uses(local) {
        if is_given_to_pcall(tree, used.node) {
            continue;
        }
        let call = tree.parent(used.node).filter(|_| tree.is_callee(used.node))?;
        callers.push(call);
    }
    Some(callers)
}
