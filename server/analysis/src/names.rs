//! What people call things: the dotted name of the function around a place.

use pipelua_syntax::{NodeId, NodeKind};

use crate::lower::Lowered;

/// The names of the functions around `node`, outermost first, joined by dots; a function without one is `?`.
pub(crate) fn function_path(tree: &Lowered, node: NodeId) -> String {
    let mut names: Vec<String> = tree
        .holders(node)
        .filter(|at| tree.kind(*at) == NodeKind::FunctionBody)
        .map(|body| function_name(tree, body).unwrap_or_else(|| "?".to_owned()))
        .collect();
    names.reverse();
    names.join(".")
}

/// What a function is called, by its `FunctionBody`.
pub(crate) fn function_name(tree: &Lowered, body: NodeId) -> Option<String> {
    let owner = tree.parent(body)?;
    match tree.kind(owner) {
        NodeKind::LocalFunctionStmt => Some(tree.name(tree.child(owner, 0)).to_owned()),
        NodeKind::FunctionStmt => tree.path_text(tree.child(owner, 0)),
        NodeKind::FunctionExpr => {
            let holder = tree.parent(owner)?;
            match tree.kind(holder) {
                NodeKind::NamedItem => Some(tree.name(holder).to_owned()),
                NodeKind::ExprList => {
                    let statement = tree.parent(holder)?;
                    let at = tree.position_in(holder, owner)?;
                    let targets = tree.child(statement, 0);
                    let target = tree.children(targets).nth(at).filter(|_| targets != holder)?;
                    match tree.kind(target) {
                        NodeKind::NameDef => Some(tree.name(target).to_owned()),
                        _ => tree.path_text(target),
                    }
                }
                _ => None,
            }
        }
        _ => None,
    }
}
