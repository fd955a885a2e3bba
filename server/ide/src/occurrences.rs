//! All places of one name of a file: a local, a label, a global, or a field of a global.

use crate::path::global_path;
use pipelua_analysis::lower::{Lowered, Symbol};
use pipelua_analysis::scopes::{Access, LocalId, LocalKind, Scopes};
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange};

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Named {
    Local(LocalId),
    /// The `LabelStmt`.
    Label(NodeId),
    Global(Symbol),
}

/// A place of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Occurrence {
    pub(crate) range: TextRange,
    pub(crate) access: Access,
    pub(crate) is_declaration: bool,
}

/// What the name of `node` stands for; `None` for fields and keys.
pub(crate) fn named(tree: &Lowered, scopes: &Scopes, node: NodeId) -> Option<Named> {
    if let Some(local) = scopes.local_of(node) {
        return Some(Named::Local(local));
    }
    match tree.kind(node) {
        NodeKind::NameExpr => tree.symbol(node).map(Named::Global),
        NodeKind::LabelStmt => Some(Named::Label(node)),
        NodeKind::GotoStmt => scopes
            .labels()
            .iter()
            .find(|label| label.gotos.contains(&node))
            .map(|label| Named::Label(label.node)),
        _ => None,
    }
}

/// In the order of the text.
pub(crate) fn occurrences(parse: &Parse, tree: &Lowered, scopes: &Scopes, named: Named) -> Vec<Occurrence> {
    let at = |node: NodeId, access, is_declaration| Occurrence {
        range: parse.token_range(parse.node(node).main),
        access,
        is_declaration,
    };
    let mut found: Vec<Occurrence> = match named {
        Named::Local(local) => declaration(parse, tree, scopes, local)
            .map(|range| Occurrence {
                range,
                access: Access::Write,
                is_declaration: true,
            })
            .into_iter()
            .chain(
                scopes
                    .uses(local)
                    .iter()
                    .map(|at_use| at(at_use.node, at_use.access, false)),
            )
            .collect(),
        Named::Label(label) => {
            let gotos = scopes.labels().iter().find(|known| known.node == label);
            let gotos = gotos.map_or(&[][..], |label| &label.gotos);
            std::iter::once(at(label, Access::Write, true))
                .chain(gotos.iter().map(|goto| at(*goto, Access::Read, false)))
                .collect()
        }
        Named::Global(name) => scopes
            .globals()
            .iter()
            .filter(|global| global.name == name)
            .map(|global| at(global.node, global.access, false))
            .collect(),
    };
    found.sort_by_key(|occurrence| occurrence.range);
    found.dedup_by_key(|occurrence| occurrence.range);
    found
}

/// What a field stands for: the names from a global on, `helpers.log.info`; `None` for a field of anything else.
pub(crate) fn field_of_global(tree: &Lowered, scopes: &Scopes, node: NodeId) -> Option<Vec<String>> {
    let is_field = matches!(tree.kind(node), NodeKind::FieldExpr | NodeKind::MethodCallExpr);
    is_field.then(|| global_path(tree, scopes, node)).flatten()
}

/// The places of this field, in the order of the text.
pub(crate) fn fields_of_global(
    parse: &Parse,
    tree: &Lowered,
    scopes: &Scopes,
    path: &[String],
) -> Vec<Occurrence> {
    let Some(last) = path.last() else {
        return Vec::new();
    };
    let mut found: Vec<Occurrence> = [NodeKind::FieldExpr, NodeKind::MethodCallExpr]
        .into_iter()
        .flat_map(|kind| tree.of_kind(kind))
        .filter(|node| tree.name(*node) == last.as_str())
        .filter(|node| global_path(tree, scopes, *node).as_deref() == Some(path))
        .map(|node| Occurrence {
            range: parse.token_range(parse.node(node).main),
            access: if is_target(tree, node) {
                Access::Write
            } else {
                Access::Read
            },
            is_declaration: false,
        })
        .collect();
    found.sort_by_key(|occurrence| occurrence.range);
    found
}

/// Whether an expression is assigned to.
fn is_target(tree: &Lowered, node: NodeId) -> bool {
    let list = tree.parent(node);
    let statement = list.and_then(|list| tree.parent(list));
    statement.is_some_and(|statement| {
        tree.kind(statement) == NodeKind::AssignStmt && Some(tree.child(statement, 0)) == list
    })
}

/// Where a local is declared: its name; for `self` the name of its method.
pub(crate) fn declaration(
    parse: &Parse,
    tree: &Lowered,
    scopes: &Scopes,
    local: LocalId,
) -> Option<TextRange> {
    let declared = scopes.local(local);
    let node = match declared.kind {
        LocalKind::SelfParameter => {
            let statement = tree.parent(declared.node)?;
            tree.child(statement, 0)
        }
        _ => declared.node,
    };
    Some(parse.token_range(parse.node(node).main))
}
