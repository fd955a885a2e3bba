//! Chains of names such as `context.outputs.geo`, read from their end.

use pipelua_analysis::lower::{Expr, Lowered};
use pipelua_analysis::scopes::Scopes;
use pipelua_syntax::NodeId;

/// The names of a chain that begins with a global, from that on; none for anything else.
pub(crate) fn global_path(tree: &Lowered, scopes: &Scopes, node: NodeId) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut at = node;
    loop {
        match tree.expr(at) {
            Expr::Name(name) => {
                if scopes.local_of(at).is_some() {
                    return None;
                }
                names.push(tree.text(name).to_owned());
                names.reverse();
                return Some(names);
            }
            Expr::Field {
                base,
                name: Some(name),
            }
            | Expr::MethodCall {
                base,
                name: Some(name),
                ..
            } => {
                names.push(tree.text(name).to_owned());
                at = base;
            }
            Expr::Index { base, key } => {
                names.push(tree.text(tree.string_key(key)?).to_owned());
                at = base;
            }
            Expr::Paren(inner) => at = inner,
            _ => return None,
        }
    }
}

/// The call whose argument `node` is: the path of what is called, and which argument it is.
pub(crate) fn argument_of(tree: &Lowered, scopes: &Scopes, node: NodeId) -> Option<(Vec<String>, usize)> {
    let list = tree.parent(node)?;
    let call = tree.parent(list)?;
    match tree.expr(call) {
        Expr::Call { callee, args } if args == list => {
            let at = tree.list(list).position(|argument| argument == node)?;
            Some((global_path(tree, scopes, callee)?, at))
        }
        _ => None,
    }
}
