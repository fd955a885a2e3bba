//! Labels and jumps of one function, resolved as Lua's compiler does: block by block, forward jumps waiting.
//!
//! **Source**: Lua 5.4 reference manual §3.3.4, and the rule that a label at the end of a block lies outside the
//! scope of its locals.

use pipelua_syntax::NodeId;
use rustc_hash::FxHashMap;

use crate::lower::Symbol;

#[derive(Default)]
pub(super) struct Labels {
    visible: FxHashMap<Symbol, Visible>,
    /// The names of `visible`, outermost block first.
    names: Vec<Symbol>,
    waiting: Vec<Goto>,
    blocks: Vec<Block>,
}

struct Visible {
    node: NodeId,
    index: usize,
}

/// A jump whose label has not been seen yet.
#[derive(Clone, Copy)]
pub(super) struct Goto {
    name: Symbol,
    pub(super) node: NodeId,
    /// Locals in scope at the jump, or at the end of the blocks that it has left since.
    pub(super) alive: usize,
}

struct Block {
    labels: usize,
    waiting: usize,
    alive: usize,
}

/// What a new label means for the jumps before it.
pub(super) struct Declared {
    pub(super) duplicate: Option<NodeId>,
    pub(super) resolved: Vec<NodeId>,
    /// Jumps that would enter the scope of a local.
    pub(super) into_scope: Vec<Goto>,
}

impl Labels {
    pub(super) fn open_block(&mut self, alive: usize) {
        self.blocks.push(Block {
            labels: self.names.len(),
            waiting: self.waiting.len(),
            alive,
        });
    }

    /// Ends a block whose locals began at `alive`; returns the jumps without a label when it was the function's.
    pub(super) fn close_block(&mut self, alive: usize) -> Vec<NodeId> {
        let Some(block) = self.blocks.pop() else {
            return Vec::new();
        };
        for name in self.names.drain(block.labels..) {
            self.visible.remove(&name);
        }
        for goto in &mut self.waiting[block.waiting..] {
            goto.alive = goto.alive.min(alive);
        }
        if self.blocks.is_empty() {
            return self.waiting.drain(..).map(|goto| goto.node).collect();
        }
        Vec::new()
    }

    /// A jump: to a visible label at once (its index), else it waits.
    pub(super) fn goto(&mut self, name: Symbol, node: NodeId, alive: usize) -> Option<usize> {
        if let Some(label) = self.visible.get(&name) {
            return Some(label.index);
        }
        self.waiting.push(Goto { name, node, alive });
        None
    }

    pub(super) fn label(
        &mut self,
        name: Symbol,
        node: NodeId,
        index: usize,
        alive: usize,
        last: bool,
    ) -> Declared {
        let duplicate = self.visible.get(&name).map(|label| label.node);
        let (from, block_alive) = self
            .blocks
            .last()
            .map_or((0, 0), |block| (block.waiting, block.alive));
        let alive = if last { block_alive } else { alive };
        let mut declared = Declared {
            duplicate,
            resolved: Vec::new(),
            into_scope: Vec::new(),
        };
        if duplicate.is_none() {
            self.names.push(name);
            self.visible.insert(name, Visible { node, index });
        }
        let mut at = from;
        while at < self.waiting.len() {
            if self.waiting[at].name != name {
                at += 1;
                continue;
            }
            let goto = self.waiting.remove(at);
            if goto.alive < alive {
                declared.into_scope.push(goto);
            }
            declared.resolved.push(goto.node);
        }
        declared
    }
}
