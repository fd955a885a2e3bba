//! Walking the children of a node of the tree without offsets.

use pipelua_syntax::NodeId;

use super::tree::Lowered;

/// The children of a node in order.
#[derive(Clone)]
pub struct Children<'a> {
    pub(super) tree: &'a Lowered,
    pub(super) at: u32,
    pub(super) end: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.at >= self.end {
            return None;
        }
        let id = NodeId(self.at);
        self.at += self.tree.size(id);
        Some(id)
    }
}
