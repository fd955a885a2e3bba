//! Statements as a step that the waterfall shows: in `helpers.trace`.

use pipelua_syntax::{NodeId, NodeKind};

use super::extract_function::{indented, leaves};
use super::selected::Selected;
use super::{Offer, RefactorKind};

pub(super) fn wrap_in_trace(selected: &Selected<'_>) -> Option<Offer> {
    let new = match selected.expression() {
        Some(value) => of_expression(selected, value)?,
        None => of_statements(selected, &selected.statements()?)?,
    };
    Some(Offer {
        id: "wrap-in-trace",
        title: "Wrap in `helpers.trace`".to_owned(),
        kind: RefactorKind::Rewrite,
        edits: vec![(selected.range, new)],
    })
}

/// What takes time is a call.
fn of_expression(selected: &Selected<'_>, value: NodeId) -> Option<String> {
    let tree = selected.tree;
    let is_call = matches!(tree.kind(value), NodeKind::CallExpr | NodeKind::MethodCallExpr);
    let has_vararg = tree
        .subtree(value)
        .any(|node| tree.kind(node) == NodeKind::VarargExpr);
    let is_statement = tree
        .parent(value)
        .is_some_and(|parent| tree.kind(parent) == NodeKind::CallStmt);
    if !is_call || has_vararg {
        return None;
    }
    let name = selected.name_for(value);
    let source = selected.source(value);
    let body = if is_statement {
        source.to_owned()
    } else {
        format!("return {source}")
    };
    Some(format!("helpers.trace(\"{name}\", function() {body} end)"))
}

fn of_statements(selected: &Selected<'_>, statements: &[NodeId]) -> Option<String> {
    if statements.iter().any(|statement| leaves(selected, *statement)) {
        return None;
    }
    // What is declared in there is not seen outside any more.
    let is_inside = |node: NodeId| {
        statements
            .iter()
            .any(|statement| selected.tree.contains(*statement, node))
    };
    let is_needed = selected.scopes.locals().any(|(id, local)| {
        is_inside(local.node) && selected.scopes.uses(id).iter().any(|used| !is_inside(used.node))
    });
    if is_needed {
        return None;
    }
    let indent = selected.indent(selected.range.start);
    let body = indented(selected, indent);
    Some(format!(
        "helpers.trace(\"step\", function()\n{body}\n{indent}end)"
    ))
}
