//! A local is replaced by its value wherever it is read, where that gives the same.

use pipelua_analysis::scopes::{LocalId, LocalKind};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::extract_local::is_constant;
use super::selected::Selected;
use super::{Offer, RefactorKind};
use crate::name_at::name_at;

pub(super) fn inline_local(selected: &Selected<'_>) -> Option<Offer> {
    let at = name_at(selected.parse, selected.range.start)?;
    let local = selected.scopes.local_of(at.node)?;
    let (tree, scopes) = (selected.tree, selected.scopes);
    let kind = scopes.local(local).kind;
    if !matches!(kind, LocalKind::Local | LocalKind::Const) || !scopes.is_assigned_once(local) {
        return None;
    }
    let value = scopes.initial_value(tree, local)?;
    let declaration = selected.statement_of(value)?;
    let lists = [tree.child(declaration, 0), tree.child(declaration, 1)];
    if lists.into_iter().any(|list| tree.children(list).count() != 1) {
        return None;
    }
    let reads: Vec<NodeId> = scopes.reads(local).collect();
    if reads.iter().any(|read| is_written_below(selected, *read)) {
        return None;
    }
    if reads.is_empty() || !reads.iter().all(|read| selected.means_the_same_at(value, *read)) {
        return None;
    }
    if !is_constant(selected, value) && !is_read_next(selected, declaration, value, &reads) {
        return None;
    }
    let source = selected.source(value);
    let mut edits: Vec<(TextRange, String)> = reads
        .iter()
        .map(|read| {
            (
                selected.parse.node_range(*read),
                in_place(selected, value, *read, source),
            )
        })
        .collect();
    edits.push((whole_lines(selected, declaration), String::new()));
    Some(Offer {
        id: "inline-local",
        title: format!("Inline `{}`", name_of(selected, local)),
        kind: RefactorKind::Inline,
        edits,
    })
}

/// Whether something is put into it there: `a.b = 1`, `function a.b()`.
fn is_written_below(selected: &Selected<'_>, read: NodeId) -> bool {
    let tree = selected.tree;
    let mut at = read;
    while let Some(parent) = tree.parent(at) {
        match tree.kind(parent) {
            NodeKind::FieldExpr | NodeKind::IndexExpr if tree.child(parent, 0) == at => at = parent,
            NodeKind::FunctionStmt => return tree.child(parent, 0) == at,
            NodeKind::ExprList => {
                let is_target = |statement| {
                    tree.kind(statement) == NodeKind::AssignStmt && tree.child(statement, 0) == parent
                };
                return tree.parent(parent).is_some_and(is_target);
            }
            _ => return false,
        }
    }
    false
}

fn name_of<'a>(selected: &Selected<'a>, local: LocalId) -> &'a str {
    selected.tree.text(selected.scopes.local(local).name)
}

/// Whether the only read is in the next statement, once, and before anything that could matter.
fn is_read_next(selected: &Selected<'_>, declaration: NodeId, value: NodeId, reads: &[NodeId]) -> bool {
    let tree = selected.tree;
    let [read] = reads else { return false };
    let Some(block) = tree.parent(declaration) else {
        return false;
    };
    let mut statements = tree.children(block).skip_while(|at| *at != declaration).skip(1);
    let Some(next) = statements.next().filter(|next| tree.contains(*next, *read)) else {
        return false;
    };
    // Inside of blocks and functions it may run later, often or never.
    let mut at = *read;
    while at != next {
        let Some(parent) = tree.parent(at) else {
            return false;
        };
        let is_apart = match tree.kind(parent) {
            NodeKind::Block | NodeKind::FunctionBody | NodeKind::WhileStmt | NodeKind::RepeatStmt => true,
            NodeKind::IfClause => tree.children(next).next() != Some(parent),
            NodeKind::BinaryExpr => {
                matches!(selected.parse.main_text(parent), "and" | "or") && tree.child(parent, 1) == at
            }
            _ => false,
        };
        if is_apart {
            return false;
        }
        at = parent;
    }
    // Whatever else is run before it might change it, or be changed by it.
    let start = selected.parse.node_range(*read).start;
    let is_plain = |node: NodeId| {
        matches!(
            tree.kind(node),
            NodeKind::CallExpr
                | NodeKind::MethodCallExpr
                | NodeKind::FieldExpr
                | NodeKind::IndexExpr
                | NodeKind::BinaryExpr
                | NodeKind::UnaryExpr
        )
    };
    let is_before = |node: NodeId| {
        let range = selected.parse.node_range(node);
        range.start < start && !tree.contains(node, *read)
    };
    tree.kind(value) != NodeKind::VarargExpr
        && !tree.subtree(next).any(|node| is_plain(node) && is_before(node))
}

/// The value as it must be written there.
fn in_place(selected: &Selected<'_>, value: NodeId, read: NodeId, source: &str) -> String {
    use NodeKind as K;
    let tree = selected.tree;
    let kind = tree.kind(value);
    let parent = tree
        .parent(read)
        .map(|parent| (tree.kind(parent), tree.child(parent, 0) == read));
    let is_prefix = matches!(
        parent,
        Some((
            K::FieldExpr | K::IndexExpr | K::CallExpr | K::MethodCallExpr,
            true
        ))
    );
    let is_operand = matches!(parent, Some((K::BinaryExpr | K::UnaryExpr, _)));
    let needs_parens = match kind {
        K::NameExpr | K::FieldExpr | K::IndexExpr | K::ParenExpr => false,
        // Of many values only the first was kept.
        K::CallExpr | K::MethodCallExpr | K::VarargExpr => {
            !(is_prefix || is_operand || is_single(selected, read))
        }
        K::BinaryExpr | K::UnaryExpr | K::FunctionExpr => is_prefix || is_operand,
        _ => is_prefix,
    };
    if needs_parens {
        format!("({source})")
    } else {
        source.to_owned()
    }
}

/// Whether just one value is taken where it stands.
fn is_single(selected: &Selected<'_>, read: NodeId) -> bool {
    let tree = selected.tree;
    let Some(parent) = tree.parent(read) else {
        return false;
    };
    let is_last = |list: NodeId, item: NodeId| tree.children(list).last() == Some(item);
    match tree.kind(parent) {
        NodeKind::ExprList | NodeKind::ArgList => !is_last(parent, read),
        NodeKind::PositionalItem => tree.parent(parent).is_some_and(|table| !is_last(table, parent)),
        _ => true,
    }
}

/// A statement with its line, if it stands alone there.
pub(super) fn whole_lines(selected: &Selected<'_>, statement: NodeId) -> TextRange {
    let range = selected.parse.node_range(statement);
    let text = selected.text;
    let before = text[..range.start as usize].trim_end_matches([' ', '\t']);
    let after = text[range.end as usize..].trim_start_matches([' ', '\t']);
    let is_alone =
        (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'));
    if !is_alone {
        // The blank that parts it from what follows goes along.
        let end = range.end + u32::from(text[range.end as usize..].starts_with(' '));
        return TextRange::new(range.start, end);
    }
    let end = text.len() - after.len() + usize::from(after.starts_with('\n'));
    TextRange::new(before.len() as u32, end as u32)
}
