//! From postorder to preorder in one linear pass, then the flags that errors leave on the nodes.

use crate::error::{RawError, SyntaxError};
use crate::lexer::Lexed;
use crate::token::TokenIndex;
use crate::tree::{Node, NodeId, flags};

pub(super) fn finish(
    postorder: Vec<Node>,
    lexed: &Lexed,
    mut errors: Vec<RawError>,
    damage: Vec<(TokenIndex, TokenIndex)>,
) -> (Vec<Node>, Vec<SyntaxError>) {
    let mut nodes = preorder(&postorder);
    drop(postorder);
    errors.extend(lexed.errors.iter().cloned());
    if errors.is_empty() {
        return (nodes, Vec::new());
    }
    errors.sort_by_key(|error| error.token);
    mark_damage(&mut nodes, &merged(damage));
    let mut errors = attach(&mut nodes, errors);
    errors.sort_by_key(|error| error.range.start);
    (nodes, errors)
}

/// A node's preorder index is the number of nodes that end before its subtree begins, plus its depth.
fn preorder(postorder: &[Node]) -> Vec<Node> {
    let Some(&root) = postorder.last() else {
        return Vec::new();
    };
    let mut nodes = vec![root; postorder.len()];
    // Where in postorder the subtrees of the open ancestors begin.
    let mut open: Vec<usize> = Vec::new();
    for (index, node) in postorder.iter().enumerate().rev() {
        while open.last().is_some_and(|begin| index < *begin) {
            open.pop();
        }
        let begin = index + 1 - node.size as usize;
        nodes[begin + open.len()] = *node;
        if node.size > 1 {
            open.push(begin);
        }
    }
    nodes
}

fn merged(mut ranges: Vec<(TokenIndex, TokenIndex)>) -> Vec<(TokenIndex, TokenIndex)> {
    ranges.sort_unstable();
    let mut merged: Vec<(TokenIndex, TokenIndex)> = Vec::with_capacity(ranges.len());
    for (first, end) in ranges {
        match merged.last_mut() {
            Some(last) if first <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((first, end)),
        }
    }
    merged
}

fn mark_damage(nodes: &mut [Node], damage: &[(TokenIndex, TokenIndex)]) {
    for node in nodes {
        let before = damage.partition_point(|(first, _)| *first <= node.first);
        let inside = before
            .checked_sub(1)
            .and_then(|at| damage.get(at))
            .is_some_and(|(_, end)| node.end <= *end);
        if inside {
            node.flags |= flags::DAMAGED;
        }
    }
}

/// Gives each error the innermost node that holds its token, and flags this node and those around it.
fn attach(nodes: &mut [Node], errors: Vec<RawError>) -> Vec<SyntaxError> {
    let mut attached = Vec::with_capacity(errors.len());
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    for error in errors {
        // Open all nodes that begin at or before the token, keeping those that also hold it.
        while next < nodes.len() && nodes[next].first <= error.token {
            close(nodes, &mut open, nodes[next].first);
            if nodes[next].end > nodes[next].first {
                open.push(next);
            }
            next += 1;
        }
        close(nodes, &mut open, error.token);
        let innermost = open.last().copied().unwrap_or(0);
        nodes[innermost].flags |= flags::ERROR;
        // Ancestors that are flagged already have flagged ancestors.
        for ancestor in open.iter().rev() {
            if nodes[*ancestor].flags & flags::CONTAINS_ERROR != 0 {
                break;
            }
            nodes[*ancestor].flags |= flags::CONTAINS_ERROR;
        }
        nodes[0].flags |= flags::CONTAINS_ERROR;
        attached.push(error.at_node(NodeId(innermost as u32)));
    }
    attached
}

/// Leaves the nodes that end at or before `token`.
fn close(nodes: &[Node], open: &mut Vec<usize>, token: TokenIndex) {
    while open.last().is_some_and(|node| nodes[*node].end <= token) {
        open.pop();
    }
}
