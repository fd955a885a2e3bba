//! What becomes of a local: questions that several lints ask.

use pipelua_syntax::{NodeId, NodeKind};

use super::{Local, LocalId, LocalKind, Scopes};
use crate::lower::{Expr, Lowered, Symbol};

impl Scopes {
    pub(crate) fn is_read(&self, local: LocalId) -> bool {
        self.reads(local).next().is_some()
    }

    /// Whether it is read anywhere but inside `body`.
    pub(crate) fn is_read_outside(&self, tree: &Lowered, local: LocalId, body: NodeId) -> bool {
        self.reads(local).any(|read| !tree.contains(body, read))
    }

    /// Whether all that is done with the function in it is to call it: nobody else asks for its parameters.
    pub(crate) fn is_only_called(&self, tree: &Lowered, local: LocalId) -> bool {
        self.reads(local).all(|read| tree.is_callee(read))
    }

    /// The locals in whose scope `node` lies, innermost first.
    pub fn visible_at(&self, tree: &Lowered, node: NodeId) -> impl Iterator<Item = &Local> {
        let behind = self.locals.partition_point(|local| local.node < node);
        let last = behind.checked_sub(1).and_then(|at| self.locals.get(at));
        // What is in scope here and older than a local was in scope at its declaration as well.
        let older = |local: &&Local| Some(self.local(local.before?));
        std::iter::successors(last, older).filter(move |local| {
            let declared_by = tree.statement_of(local.node);
            let in_its_own_value =
                tree.kind(declared_by) == NodeKind::LocalStmt && tree.contains(declared_by, node);
            tree.contains(local.scope, node) && !in_its_own_value
        })
    }

    /// Whether the file assigns this global anywhere.
    pub(crate) fn is_assigned_global(&self, name: Symbol) -> bool {
        self.first_write_of_global(name).is_some()
    }

    /// The body of the function that a local is declared as: `local function f` or `local f = function`.
    pub fn function_in(&self, tree: &Lowered, local: LocalId) -> Option<NodeId> {
        let declared = self.local(local);
        match declared.kind {
            LocalKind::Function => Some(tree.child(tree.parent(declared.node)?, 1)),
            LocalKind::Local | LocalKind::Const => match tree.expr(self.initial_value(tree, local)?) {
                Expr::Function(body) => Some(body),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value that a `local` statement gives to a name, where there is one at its place.
    pub fn initial_value(&self, tree: &Lowered, local: LocalId) -> Option<NodeId> {
        let name = self.local(local).node;
        let names = tree.parent(name)?;
        let statement = tree.parent(names)?;
        if tree.kind(statement) != NodeKind::LocalStmt {
            return None;
        }
        let at = tree.position_in(names, name)?;
        tree.children(tree.child(statement, 1)).nth(at)
    }
}
