//! What the walk over a file does at its labels and jumps; [`super::labels`] holds the rules.

use pipelua_syntax::{NodeId, NodeKind};

use super::ScopeErrorKind;
use super::resolve::Resolver;

impl Resolver<'_> {
    pub(super) fn open_labels(&mut self) {
        let alive = self.alive.len();
        self.frame().labels.open_block(alive);
    }

    pub(super) fn close_labels(&mut self, before: usize) {
        let unknown = self.frame().labels.close_block(before);
        for goto in unknown {
            self.error(goto, ScopeErrorKind::UnknownLabel);
        }
    }

    pub(super) fn goto(&mut self, node: NodeId) {
        let Some(name) = self.tree.symbol(node) else {
            return;
        };
        let alive = self.alive.len();
        if let Some(label) = self.frame().labels.goto(name, node, alive) {
            self.scopes.labels[label].gotos.push(node);
        }
    }

    pub(super) fn label(&mut self, node: NodeId, block: NodeId) {
        let Some(name) = self.tree.symbol(node) else {
            return;
        };
        let index = self.scopes.labels.len();
        // A label behind which nothing stands in its block lies outside the scope of the block's locals.
        let last = self.is_last(node, block);
        let alive = self.alive.len();
        let declared = self.frame().labels.label(name, node, index, alive, last);
        if let Some(first) = declared.duplicate {
            self.error(node, ScopeErrorKind::DuplicateLabel { first });
        }
        for goto in declared.into_scope {
            let local = self.alive[goto.alive];
            self.error(goto.node, ScopeErrorKind::JumpIntoScope { local });
        }
        self.scopes.labels.push(super::Label {
            name,
            node,
            gotos: declared.resolved,
        });
    }

    /// Whether only empty statements and labels stand behind `label` in its block.
    fn is_last(&mut self, label: NodeId, block: NodeId) -> bool {
        let tree = self.tree;
        // `until` does not end the scope: its condition sees the locals of the block.
        if tree
            .parent(block)
            .is_some_and(|at| tree.kind(at) == NodeKind::RepeatStmt)
        {
            return false;
        }
        if self.tail.0 != block {
            let is_void = |id: NodeId| matches!(tree.kind(id), NodeKind::EmptyStmt | NodeKind::LabelStmt);
            let last = tree.children(block).filter(|id| !is_void(*id)).last();
            self.tail = (block, last.unwrap_or(block));
        }
        label > self.tail.1
    }
}
