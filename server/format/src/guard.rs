//! What keeps StyLua from ending the process: it recurses on the depth of a tree, and may panic.

use pipelua_syntax::{Node, parse};

use crate::FormatError;

/// Deepest tree that is formatted. Chains of calls and operators count as nesting, because StyLua recurses on them.
const DEPTH_LIMIT: usize = 1000;

/// Enough for [`DEPTH_LIMIT`] levels, several times over, in unoptimised builds too; only what is used is ever taken.
const STACK_BYTES: usize = 512 * 1024 * 1024;

/// # Errors
/// If the text has syntax errors or is nested too deeply.
pub(crate) fn check(text: &str) -> Result<(), FormatError> {
    let parse = parse(text);
    if let Some(error) = parse.errors().first() {
        return Err(FormatError::Syntax {
            message: error.message.clone(),
            range: error.range,
        });
    }
    let depth = depth(parse.nodes());
    if depth > DEPTH_LIMIT {
        return Err(FormatError::TooDeep {
            depth,
            limit: DEPTH_LIMIT,
        });
    }
    Ok(())
}

/// # Errors
/// If `work` panics.
pub(crate) fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, FormatError> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("format".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map_err(|error| FormatError::Refused {
                reason: format!("no thread could be started: {error}"),
            })?
            .join()
            .map_err(|_| FormatError::Refused {
                reason: "it failed on this text".to_owned(),
            })
    })
}

/// Levels of the tree; nodes are in preorder, so those around a node are the ones that have not ended yet.
fn depth(nodes: &[Node]) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    let mut deepest = 0;
    for (index, node) in nodes.iter().enumerate() {
        while ends.last().is_some_and(|end| *end <= index) {
            ends.pop();
        }
        ends.push(index + node.size as usize);
        deepest = deepest.max(ends.len());
    }
    deepest
}
