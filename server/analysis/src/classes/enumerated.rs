//! The values that `@enum` names: those of the table below it.

use pipelua_syntax::luacats::{Literal, TypeExpr, TypeKind};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use crate::lower::{Expr, Lowered, Number, TableItem};

/// The values of the table behind `@enum`, or its keys.
pub(super) fn enumerated(tree: &Lowered, node: NodeId, keys: bool) -> Vec<TypeExpr> {
    let values = tree.child(node, 1);
    let Some(table) = tree.children(values).next() else {
        return Vec::new();
    };
    if !matches!(tree.kind(node), NodeKind::LocalStmt | NodeKind::AssignStmt)
        || tree.kind(table) != NodeKind::TableExpr
    {
        return Vec::new();
    }
    let literal = |literal| TypeExpr {
        range: TextRange::default(),
        kind: TypeKind::Literal(literal),
    };
    let of_item = |item: TableItem| {
        let (name, value) = match item {
            TableItem::Named { name, value } => (Some(name), value),
            TableItem::Keyed { key, value } => (tree.string_key(key), value),
            TableItem::Positional { value } => (None, value),
        };
        if keys {
            return name.map(|name| Literal::String(tree.text(name).to_owned()));
        }
        match tree.expr(value) {
            Expr::String(text) => Some(Literal::String(tree.text(text).to_owned())),
            Expr::Number(Number::Integer(value)) => Some(Literal::Integer(value)),
            Expr::Number(Number::Float(value)) => Some(Literal::Number(value.to_string())),
            Expr::True => Some(Literal::Boolean(true)),
            Expr::False => Some(Literal::Boolean(false)),
            _ => None,
        }
    };
    let all: Option<Vec<Literal>> = tree.table_items(table).map(|(_, item)| of_item(item)).collect();
    // One value that is not written as such may be anything.
    all.unwrap_or_default().into_iter().map(literal).collect()
}
