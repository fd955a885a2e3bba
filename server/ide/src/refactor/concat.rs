//! `"a" .. b .. "c"` as one text with places in it.

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::{TyData, editor_context};
use pipelua_syntax::{NodeId, NodeKind};

use super::selected::Selected;
use super::{Offer, RefactorKind};

/// Fewer parts read well as they are.
const LEAST: usize = 3;

pub(super) fn concat_to_format(selected: &Selected<'_>) -> Option<Offer> {
    let outermost = outermost_concat(selected)?;
    let mut parts = Vec::new();
    let mut open = vec![outermost];
    while let Some(node) = open.pop() {
        if is_concat(selected, node) {
            open.push(selected.tree.child(node, 1));
            open.push(selected.tree.child(node, 0));
        } else {
            parts.push(node);
        }
    }
    if parts.len() < LEAST {
        return None;
    }
    let inference = infer(
        selected.db,
        selected.file,
        editor_context(selected.db, selected.file),
    );
    let mut format = String::new();
    let mut arguments = Vec::new();
    for part in parts {
        if selected.tree.kind(part) == NodeKind::StringExpr {
            format.push_str(&inside_of_quotes(selected.source(part))?);
        } else if is_text_or_number(inference, part) {
            format.push_str("%s");
            let source = selected.source(part);
            let is_many = matches!(
                selected.tree.kind(part),
                NodeKind::CallExpr | NodeKind::MethodCallExpr
            );
            arguments.push(if is_many {
                format!("({source})")
            } else {
                source.to_owned()
            });
        } else {
            // Nil and others raise when they are joined, and are written out when they are formatted.
            return None;
        }
    }
    if arguments.is_empty() {
        return None;
    }
    // Only the last argument can be many values.
    let last = arguments.len() - 1;
    for (at, argument) in arguments.iter_mut().enumerate() {
        let is_wrapped = argument.starts_with('(') && argument.ends_with("))");
        if at < last && is_wrapped {
            *argument = argument[1..argument.len() - 1].to_owned();
        }
    }
    let range = selected.parse.node_range(outermost);
    Some(Offer {
        id: "concat-to-format",
        title: "Write with `string.format`".to_owned(),
        kind: RefactorKind::Rewrite,
        edits: vec![(
            range,
            format!("string.format(\"{format}\", {})", arguments.join(", ")),
        )],
    })
}

fn is_concat(selected: &Selected<'_>, node: NodeId) -> bool {
    selected.tree.kind(node) == NodeKind::BinaryExpr && selected.parse.main_text(node) == ".."
}

/// The whole chain around the cursor.
fn outermost_concat(selected: &Selected<'_>) -> Option<NodeId> {
    let at = selected.parse.node_at(selected.range.start);
    let around: Vec<NodeId> = std::iter::once(at).chain(selected.tree.ancestors(at)).collect();
    let first = around.iter().position(|node| is_concat(selected, *node))?;
    let chain = around[first..]
        .iter()
        .take_while(|node| is_concat(selected, **node));
    chain.last().copied()
}

/// What stands between double quotes; a text in other quotes is left alone if it would have to change.
fn inside_of_quotes(source: &str) -> Option<String> {
    let quote = source
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let inside = source.get(1..source.len() - 1)?;
    if quote == '\'' && inside.contains(['"', '\\']) {
        return None;
    }
    Some(inside.replace('%', "%%"))
}

/// Floats are written alike, whichever way.
fn is_text_or_number(inference: &Inference, part: NodeId) -> bool {
    let ty = inference.type_of(part);
    let mut members = inference.types.members(&ty).iter();
    members.all(|member| {
        matches!(
            inference.types.get(*member),
            TyData::String(_) | TyData::Integer(_) | TyData::Number(_)
        )
    })
}
