//! Global functions and variables become local ones: here a script that writes a global ends in an error.

use std::collections::{BTreeMap, BTreeSet};

use pipelua_schemas::builtin;
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::Rewriter;

/// Lua allows 200 locals in a function; some are left for others.
const MOST: usize = 100;

/// Where a global that becomes local is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Globals {
    /// At its first value, if that stands in front of all else that names it; at the top otherwise.
    InPlace,
    AtTop,
    /// Nowhere: the script would not compile.
    Left,
}

/// A statement that gives a global a value.
struct Write {
    statement: NodeId,
    target: NodeId,
}

impl Rewriter<'_> {
    pub(super) fn globals(&mut self, place: Globals) {
        let Some(block) = self.parsed.child(NodeId::ROOT, 0) else {
            return;
        };
        let statements: Vec<NodeId> = self.parsed.children(block).collect();
        let outermost: BTreeSet<NodeId> = statements.iter().copied().collect();
        let mut written = self.written();
        written.retain(|name, _| !self.declared.contains(name) && builtin().sandbox().get(name).is_none());
        if place == Globals::Left || written.len() > MOST {
            let message = format!(
                "it writes {} globals, and has no room for as many locals",
                written.len()
            );
            let first = statements.first().map_or(0, |first| self.start(*first));
            self.left.push((first, message));
            return;
        }
        let (ready, ahead): (Vec<_>, Vec<_>) = written.iter().partition(|(name, writes)| {
            place == Globals::InPlace
                && outermost.contains(&writes[0].statement)
                && self.is_ready(name, &writes[0])
        });
        if let (Some(first), false) = (statements.first(), ahead.is_empty()) {
            let names: Vec<&str> = ahead.iter().map(|(name, _)| name.as_str()).collect();
            let at = TextRange::empty(self.start(*first));
            self.edit(at, format!("local {}\n", names.join(", ")));
        }
        for (name, writes) in ready {
            let at = self.start(writes[0].statement);
            self.edit(TextRange::empty(at), "local ");
            self.done.push((at, format!("the global `{name}` is local now")));
        }
        for (name, writes) in ahead {
            let message = format!("the global `{name}` is local now, declared at the top");
            self.done.push((self.start(writes[0].target), message));
        }
    }

    /// By name, in the order of the text.
    fn written(&self) -> BTreeMap<String, Vec<Write>> {
        let mut written: BTreeMap<String, Vec<Write>> = BTreeMap::new();
        let assignments = self
            .nodes(NodeKind::AssignStmt)
            .into_iter()
            .flat_map(|statement| {
                let list = self.parsed.child(statement, 0);
                let targets: Vec<NodeId> = list
                    .map(|list| self.parsed.children(list).collect())
                    .unwrap_or_default();
                targets.into_iter().map(move |target| Write { statement, target })
            });
        let functions = self
            .nodes(NodeKind::FunctionStmt)
            .into_iter()
            .filter_map(|statement| {
                let target = self.parsed.child(statement, 0)?;
                Some(Write { statement, target })
            });
        let mut all: Vec<Write> = assignments.chain(functions).collect();
        all.sort_by_key(|write| write.target);
        for write in all {
            if self.kind(write.target) == NodeKind::NameExpr {
                let name = self.parsed.main_text(write.target).to_owned();
                written.entry(name).or_default().push(write);
            }
        }
        written
    }

    /// Whether a `local` in front of the statement is all: nobody speaks of the name before.
    fn is_ready(&self, name: &str, write: &Write) -> bool {
        let statement = write.statement;
        let from = if self.kind(statement) == NodeKind::FunctionStmt {
            self.start(statement)
        } else {
            // The name of a local is not known in its own value, and one `local` would take all targets.
            let targets = self.parsed.child(statement, 0);
            if targets.is_none_or(|list| self.parsed.children(list).count() != 1) {
                return false;
            }
            self.parsed.node_range(statement).end
        };
        self.nodes(NodeKind::NameExpr)
            .into_iter()
            .filter(|node| *node != write.target && self.parsed.main_text(*node) == name)
            .all(|node| self.start(node) >= from)
    }
}
