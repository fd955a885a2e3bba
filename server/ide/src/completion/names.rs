//! Names that can be read at a place: locals, the nearest first, then what every script has; and labels behind `goto`.

use pipelua_analysis::scopes::{Local, LocalId, LocalKind};
use pipelua_analysis::{PortableType, Ty};
use pipelua_schemas::EntryKind;
use pipelua_syntax::{NodeId, NodeKind, TokenKind};

use super::expected::{self, Expected, function_of};
use super::place::Place;
use super::rank::Fit;
use super::{Completion, CompletionKind, call, members};
use crate::document_symbols::parameters;

const COMMIT: &[&str] = &[".", ":", "["];
/// What scripts read most.
const FIRST: [&str; 7] = [
    "context", "helpers", "ipairs", "pairs", "string", "table", "await",
];

/// The locals that can be seen.
pub(super) fn locals(place: &Place<'_>, expected: &Expected) -> Vec<Completion> {
    let fit = Fit::of(place, expected, place.before);
    let mut seen: Vec<(LocalId, &Local)> = Vec::new();
    for (id, local) in place.scopes.locals() {
        if !is_visible(place, local) {
            continue;
        }
        // The later one hides the earlier one.
        seen.retain(|(_, known)| known.name != local.name);
        seen.push((id, local));
    }
    let mut near: Vec<(u32, LocalId, &Local)> = seen
        .into_iter()
        .map(|(id, local)| (last_seen(place, id, local), id, local))
        .collect();
    near.sort_by_key(|(at, _, _)| std::cmp::Reverse(*at));
    let ranked = near.into_iter().zip(0_i32..).map(|((_, id, local), distance)| {
        let body = function_of(place, local.node);
        let ty = place.type_of_local(id);
        let rank = fit.of_local(id, ty, body.is_some()) - 2 * distance;
        (-rank, item(place, local, ty, body))
    });
    let mut ranked: Vec<(i32, Completion)> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, item)| item).collect()
}

/// Behind `function`, the locals that may be given one.
pub(super) fn tables(place: &Place<'_>) -> Vec<Completion> {
    let is_named = place.kind_before(1) == TokenKind::Function
        && place.kind_before(2) != TokenKind::Local
        && place.begins_function();
    if !is_named {
        return Vec::new();
    }
    let mut found = locals(place, &expected::of_type(PortableType::AnyTable));
    found.retain(|item| item.kind == CompletionKind::Local);
    found
}

fn item(place: &Place<'_>, local: &Local, ty: Ty, body: Option<NodeId>) -> Completion {
    let name = place.tree.text(local.name);
    let Some(body) = body else {
        let shown = place.inference.types.display(ty);
        return Completion {
            detail: if shown == "unknown" { String::new() } else { shown },
            commit: COMMIT,
            ..Completion::new(name, CompletionKind::Local, place.word)
        };
    };
    let names = place.tree.children(place.tree.child(body, 0));
    let snippet = call::of_parameters(names.map(|param| place.tree.name(param)));
    Completion {
        parameters: parameters(place.tree, body),
        snippet: (!call::is_called(place)).then(|| format!("{name}{snippet}")),
        ..Completion::new(name, CompletionKind::Function, place.word)
    }
}

/// The token of the last use before the word, or of the declaration.
fn last_seen(place: &Place<'_>, id: LocalId, local: &Local) -> u32 {
    let token = |node: NodeId| place.parse.node(node).first;
    let uses = place.scopes.uses(id);
    let behind = uses.partition_point(|at| token(at.node) < place.before);
    behind
        .checked_sub(1)
        .and_then(|last| uses.get(last))
        .map_or(token(local.node), |at| token(at.node))
}

/// Whether a local can be read at the word.
fn is_visible(place: &Place<'_>, local: &Local) -> bool {
    let parse = place.parse;
    if local.scope != NodeId::ROOT && !holds(place, local.scope) {
        return false;
    }
    let declared = parse.node(local.node);
    match local.kind {
        LocalKind::Parameter | LocalKind::Function => declared.end <= place.before,
        LocalKind::SelfParameter => {
            declared.first < place.before && place.word.start > parse.token_range(declared.first).start
        }
        LocalKind::Loop => {
            let blocks = place.tree.ancestors(local.node).find(|at| {
                matches!(
                    place.tree.kind(*at),
                    NodeKind::NumericForStmt | NodeKind::GenericForStmt
                )
            });
            let block = blocks.and_then(|at| place.tree.children(at).last());
            block.is_some_and(|block| {
                let first = parse.node(block).first;
                let is_opened = first
                    .checked_sub(1)
                    .is_some_and(|before| parse.token_kind(before) == TokenKind::Do);
                // Without `do`, what follows on the line is still the head.
                first < place.before || first == place.before && (is_opened || place.is_first_of_line())
            })
        }
        LocalKind::Local | LocalKind::Const | LocalKind::Close => {
            let statement = place
                .tree
                .ancestors(local.node)
                .find(|at| place.tree.kind(*at) == NodeKind::LocalStmt);
            statement.is_none_or(|statement| {
                let node = parse.node(statement);
                node.end < place.before
                    || node.end == place.before
                        && (place.is_first_of_line() || place.kind_before(1) == TokenKind::Semicolon)
            })
        }
    }
}

/// Whether a scope goes on to the word.
fn holds(place: &Place<'_>, scope: NodeId) -> bool {
    let node = place.parse.node(scope);
    if place.before != node.end {
        // The word may be the `end` itself, or stand before it.
        return place.before < node.end;
    }
    match node.kind {
        NodeKind::Block | NodeKind::Chunk => true,
        NodeKind::RepeatStmt => place.kind_before(1) == TokenKind::Until,
        // What is not closed is still open.
        _ => {
            let last = place.tree.children(scope).last();
            last.is_some_and(|last| place.parse.node(last).end == node.end)
        }
    }
}

/// What every script can read, without what the sandbox has not.
pub(super) fn globals(place: &Place<'_>) -> Vec<Completion> {
    let hidden = |name: &str| {
        place
            .scopes
            .locals()
            .any(|(_, local)| place.tree.text(local.name) == name && is_visible(place, local))
    };
    let sandbox = pipelua_schemas::builtin().sandbox();
    let mut all: Vec<_> = sandbox.globals().filter(|entry| !hidden(entry.name())).collect();
    all.sort_by_key(|entry| {
        FIRST
            .iter()
            .position(|name| *name == entry.name())
            .unwrap_or(FIRST.len())
    });
    all.into_iter()
        .map(|entry| {
            let kind = match entry.kind {
                EntryKind::Function => CompletionKind::Function,
                _ => CompletionKind::Module,
            };
            let mut item = Completion {
                commit: COMMIT,
                ..Completion::new(entry.name(), kind, place.word)
            };
            members::of_entry(place, &mut item, entry, 0);
            item
        })
        .collect()
}

/// Behind `goto`, the labels of the file.
pub(super) fn labels(place: &Place<'_>) -> Option<Vec<Completion>> {
    if place.kind_before(1) != TokenKind::Goto {
        return None;
    }
    let mut found: Vec<Completion> = Vec::new();
    for label in place.scopes.labels() {
        let name = place.tree.text(label.name);
        if found.iter().all(|known| known.label != name) {
            found.push(Completion {
                detail: "label".to_owned(),
                ..Completion::new(name, CompletionKind::Name, place.word)
            });
        }
    }
    if found.is_empty() {
        found.push(Completion::new("continue", CompletionKind::Name, place.word));
    }
    found.retain(|item| !item.label.is_empty());
    Some(found)
}
