//! Where a node stands: its statement, its path, what encloses it.

use pipelua_syntax::{NodeId, NodeKind};

use super::{Expr, Lowered};

impl Lowered {
    /// The id behind the last of a subtree.
    pub(crate) fn end(&self, id: NodeId) -> NodeId {
        NodeId(id.0.saturating_add(self.size(id)))
    }

    /// The innermost statement that holds `id`, itself if it is one; the root outside of all.
    pub(crate) fn statement_of(&self, id: NodeId) -> NodeId {
        std::iter::once(id)
            .chain(self.holders(id))
            .find(|at| self.kind(*at).is_statement())
            .unwrap_or(NodeId::ROOT)
    }

    /// The innermost block that holds `id`.
    pub(crate) fn block_of(&self, id: NodeId) -> NodeId {
        self.holders(id)
            .find(|at| self.kind(*at) == NodeKind::Block)
            .unwrap_or(NodeId::ROOT)
    }

    /// The position of an item of a list of expressions or names. None behind the 255th: Lua compiles no longer list.
    pub fn position_in(&self, list: NodeId, item: NodeId) -> Option<usize> {
        const MAX_ITEMS: usize = 255;
        self.children(list)
            .take(MAX_ITEMS)
            .position(|other| other == item)
    }

    /// Whether `id` is what a call calls.
    pub(crate) fn is_callee(&self, id: NodeId) -> bool {
        self.parent(id)
            .is_some_and(|call| self.kind(call) == NodeKind::CallExpr && self.child(call, 0) == id)
    }

    /// The chain of fields around a name, innermost first: of `a` in `a.b["c"].d` the nodes of `a.b`, `a.b["c"]` and
    /// `a.b["c"].d`, each with the name of its last part.
    pub(crate) fn fields_around(&self, name: NodeId) -> impl Iterator<Item = (NodeId, &str)> {
        std::iter::successors(self.field_of(name), |(at, _)| self.field_of(*at))
    }

    fn field_of(&self, base: NodeId) -> Option<(NodeId, &str)> {
        let parent = self.parent(base)?;
        match self.expr(parent) {
            Expr::Field { base: of, name } if of == base => Some((parent, self.text(name?))),
            Expr::Index { base: of, key } if of == base => Some((parent, self.text(self.string_key(key)?))),
            _ => None,
        }
    }

    /// `a.b.c` and `a["b"]` as text, for messages; `None` for anything that is not a chain of names, or a longer one
    /// than people read.
    pub fn path_text(&self, id: NodeId) -> Option<String> {
        const MAX_PARTS: usize = 32;
        let mut parts = Vec::new();
        let mut at = id;
        while parts.len() < MAX_PARTS {
            match self.expr(at) {
                Expr::Name(name) => {
                    parts.push(self.text(name).to_owned());
                    parts.reverse();
                    return Some(parts.concat());
                }
                Expr::Field {
                    base,
                    name: Some(name),
                } => {
                    parts.push(format!(".{}", self.text(name)));
                    at = base;
                }
                Expr::Index { base, key } => {
                    parts.push(format!("[\"{}\"]", self.text(self.string_key(key)?)));
                    at = base;
                }
                Expr::Paren(inner) => at = inner,
                _ => return None,
            }
        }
        None
    }

    /// Whether the function of this `FunctionBody` reads its own `...`.
    pub(crate) fn uses_vararg(&self, body: NodeId) -> bool {
        let mut at = self.child(body, 1);
        let end = self.end(body).0.min(self.len() as u32);
        while at.0 < end {
            match self.kind(at) {
                NodeKind::VarargExpr => return true,
                NodeKind::FunctionBody => at = self.end(at),
                _ => at.0 += 1,
            }
        }
        false
    }

    /// Whether a run of this expression calls anything; a function in it is not run by it.
    pub(crate) fn calls(&self, id: NodeId) -> bool {
        let mut at = id;
        let end = self.end(id).0.min(self.len() as u32);
        while at.0 < end {
            match self.kind(at) {
                NodeKind::CallExpr | NodeKind::MethodCallExpr => return true,
                NodeKind::FunctionBody => at = self.end(at),
                _ => at.0 += 1,
            }
        }
        false
    }
}
