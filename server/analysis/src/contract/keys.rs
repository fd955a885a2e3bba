//! Where a key of a table is given, and which key of a result a misspelt one stands for.

use pipelua_rules::suggest::nearest;
use pipelua_syntax::{NodeId, NodeKind};

use crate::lower::{Expr, Lowered, TableItem};
use crate::scopes::Scopes;

/// A place that gives a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct KeyPlace {
    /// The item of the constructor, or the target of the assignment.
    pub(crate) key: NodeId,
    pub(crate) value: NodeId,
}

/// Words that people use for a key of a result.
const OTHER_WORDS: [(&str, &str); 10] = [
    ("allow", "allowed"),
    ("ok", "allowed"),
    ("success", "allowed"),
    ("permitted", "allowed"),
    ("reason", "error"),
    ("message", "error"),
    ("msg", "error"),
    ("err", "error"),
    ("payload", "data"),
    ("output", "data"),
];

/// The one of `keys` that `name` was meant to be.
pub(crate) fn likely_key<'a>(name: &str, keys: &[&'a str]) -> Option<&'a str> {
    nearest(name, keys.iter().copied()).or_else(|| {
        let lower = name.to_lowercase();
        let (_, meant) = OTHER_WORDS.iter().find(|(word, _)| *word == lower)?;
        keys.iter().copied().find(|key| key == meant)
    })
}

/// Where the table made by `literal` is given the key `name`: in its constructor, then through its local.
pub(crate) fn key_places(tree: &Lowered, scopes: &Scopes, literal: NodeId, name: &str) -> Vec<KeyPlace> {
    let mut places: Vec<KeyPlace> = Vec::new();
    for (key, item) in tree.table_items(literal) {
        let (symbol, value) = match item {
            TableItem::Named { name, value } => (Some(name), value),
            TableItem::Keyed { key, value } => (tree.string_key(key), value),
            TableItem::Positional { .. } => continue,
        };
        if symbol.is_some_and(|symbol| tree.text(symbol) == name) {
            places.push(KeyPlace { key, value });
        }
    }
    let Some(local) = declared_by(tree, literal).and_then(|declaration| scopes.local_of(declaration)) else {
        return places;
    };
    for used in scopes.uses(local) {
        let target = tree
            .parent(used.node)
            .filter(|target| tree.child(*target, 0) == used.node);
        let symbol = target.and_then(|target| match tree.expr(target) {
            Expr::Field { name, .. } => name,
            Expr::Index { key, .. } => tree.string_key(key),
            _ => None,
        });
        if let (Some(key), true) = (target, symbol.is_some_and(|symbol| tree.text(symbol) == name)) {
            places.extend(assigned_value(tree, key).map(|value| KeyPlace { key, value }));
        }
    }
    places
}

/// The `NameDef` of a `local` that begins with this expression.
fn declared_by(tree: &Lowered, value: NodeId) -> Option<NodeId> {
    let list = tree.parent(value)?;
    let statement = tree.parent(list)?;
    if tree.kind(statement) != NodeKind::LocalStmt {
        return None;
    }
    let at = tree.position_in(list, value)?;
    tree.children(tree.child(statement, 0)).nth(at)
}

/// The value that an assignment gives to `target`, if it is one.
fn assigned_value(tree: &Lowered, target: NodeId) -> Option<NodeId> {
    let list = tree.parent(target)?;
    let statement = tree.parent(list)?;
    if tree.kind(statement) != NodeKind::AssignStmt || tree.child(statement, 0) != list {
        return None;
    }
    let at = tree.position_in(list, target)?;
    tree.children(tree.child(statement, 1)).nth(at)
}

#[cfg(test)]
mod tests {
    use super::likely_key;

    #[test]
    fn a_key_is_known_by_its_letters_or_by_what_people_call_it() {
        let all = ["allowed", "error", "data"];
        for (name, meant) in [
            ("alowed", Some("allowed")),
            ("Allowed", Some("allowed")),
            ("allow", Some("allowed")),
            ("reason", Some("error")),
            ("eror", Some("error")),
            ("dta", Some("data")),
            ("score", None),
        ] {
            assert_eq!(likely_key(name, &all), meant, "{name}");
        }
        assert_eq!(likely_key("reason", &["allowed"]), None);
    }
}
