//! Whether two expressions say the same.

use std::hash::{Hash as _, Hasher as _};

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHasher;

use super::Number;
use super::tree::{Lowered, NONE};

impl Lowered {
    /// Whether two subtrees are alike in every name, operator and literal. Parentheses count.
    pub fn is_same(&self, a: NodeId, b: NodeId) -> bool {
        let size = self.size(a);
        size == self.size(b)
            && self
                .subtree(a)
                .zip(self.subtree(b))
                .all(|(a, b)| self.is_same_node(a, b))
    }

    /// Equal for subtrees that are [`Self::is_same`].
    pub(crate) fn hash_of(&self, id: NodeId) -> u64 {
        let mut hasher = FxHasher::default();
        for node in self.subtree(id).filter_map(|at| self.nodes.get(at.index())) {
            (node.kind as u8).hash(&mut hasher);
            match self.numbers.get(node.payload as usize) {
                Some(Number::Integer(value)) if node.kind == NodeKind::NumberExpr => value.hash(&mut hasher),
                Some(Number::Float(value)) if node.kind == NodeKind::NumberExpr => {
                    value.to_bits().hash(&mut hasher);
                }
                _ => node.payload.hash(&mut hasher),
            }
        }
        hasher.finish()
    }

    fn is_same_node(&self, a: NodeId, b: NodeId) -> bool {
        let (Some(left), Some(right)) = (self.nodes.get(a.index()), self.nodes.get(b.index())) else {
            return false;
        };
        if (left.kind, left.size) != (right.kind, right.size) {
            return false;
        }
        match left.kind {
            // A missing name is not the same as another missing name, nor a string that is no text as another.
            NodeKind::Hole => false,
            NodeKind::NumberExpr => self.expr(a) == self.expr(b),
            NodeKind::FieldExpr | NodeKind::MethodCallExpr | NodeKind::NameExpr | NodeKind::StringExpr => {
                left.payload == right.payload && left.payload != NONE
            }
            _ => left.payload == right.payload,
        }
    }

    /// Whether an expression is a chain of names and keys that calls nothing: `a.b["c"][i]`.
    pub fn is_path(&self, id: NodeId) -> bool {
        matches!(
            self.kind(id),
            NodeKind::NameExpr | NodeKind::FieldExpr | NodeKind::IndexExpr
        ) && self.calls_nothing(id)
    }

    /// Whether evaluating an expression calls no function; a metamethod is not seen.
    pub fn calls_nothing(&self, id: NodeId) -> bool {
        self.subtree(id).all(|at| {
            !matches!(
                self.kind(at),
                NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::FunctionExpr | NodeKind::Hole
            )
        })
    }
}
