//! Calls: what a function gives, and which of them never come back.

use pipelua_syntax::{NodeId, NodeKind, flags};

use super::arguments::Given;
use super::uses::Use;
use super::values::Rows;
use super::{Infer, Ty};
use crate::library;
use crate::ty::TyData;

impl Infer<'_> {
    /// A call of something of type `callee`; its arguments are evaluated here, `receiver` was before.
    pub(super) fn call(&mut self, id: NodeId, callee: Ty, receiver: Option<Ty>, args: NodeId) -> Ty {
        let tree = self.tree;
        let path = self.builtin_path_of(callee);
        let mut arguments = self.argument_types(path, callee, receiver, args);
        if receiver.is_none() {
            self.used(tree.child(id, 0), callee, Use::Call);
            self.note_call_site(tree.child(id, 0), args, &arguments);
        }
        // Without a loop around it, `pairs` does not look at what it is given.
        let is_walked = match path {
            Some("next") => true,
            Some("pairs" | "ipairs") => self.is_iterator(id),
            _ => false,
        };
        if is_walked && let (Some(node), Some(ty)) = (tree.children(args).next(), arguments.first_mut()) {
            *ty = self.used(node, *ty, Use::Walk);
        }
        self.note_arguments(path, &arguments);
        if let Some(path) = path {
            self.note_callbacks(path, &arguments);
        }
        self.forget_places_of_call(callee, path, &arguments);
        let rows = match self.types.get(callee) {
            TyData::Closure(body) => {
                let body = *body;
                self.note_call(body);
                let declared = if self.has_signature(body) {
                    let shown = self.callee_text(id);
                    let given = self.arguments_of(body, id, receiver, args, &arguments);
                    self.annotated_call(body, &shown, &given)
                } else {
                    None
                };
                let known = self.returns.get(&body).filter(|rows| rows.len() == 0).cloned();
                known
                    .or(declared)
                    .unwrap_or_else(|| self.returns.get(&body).cloned().unwrap_or_else(Rows::unknown))
            }
            TyData::Builtin(entry) => {
                let entry = *entry;
                let is_method = is_method(receiver, path);
                let mut nodes: Vec<NodeId> = tree.children(args).collect();
                let is_open = nodes.last().is_some_and(|last| self.is_open(*last));
                if is_method {
                    nodes.insert(0, tree.child(id, 0));
                    arguments.insert(0, receiver.unwrap_or(Ty::UNKNOWN));
                }
                let ways = self.ways(entry, &arguments, is_open);
                let given = Given {
                    nodes: &nodes,
                    types: &arguments,
                    is_method,
                };
                self.check_arguments(args, entry, &ways, &given);
                self.check_inserted(path, &given);
                let seen = match path {
                    _ if tree.has_flag(args, flags::CONTAINS_ERROR) => None,
                    Some("setmetatable") => self.with_metatable(&nodes, &arguments),
                    Some("table.unpack") => self.unpacked(&nodes),
                    Some("select") if !is_open => self.selected_of(&arguments),
                    _ => None,
                };
                seen.unwrap_or_else(|| self.builtin_rows(entry, &ways, &arguments))
            }
            TyData::Function(function) => {
                let function = function.clone();
                let shown = self.callee_text(id);
                let given = self.shifted(false, id, receiver, args, &arguments);
                self.function_call(&function, &shown, &given)
            }
            _ => {
                self.rows.remove(&id);
                return Ty::UNKNOWN;
            }
        };
        if rows.len() == 0 {
            self.state.reachable = false;
        }
        self.note_rows(id, rows)
    }

    /// Whether an argument at the end may be many, or none.
    pub(super) fn is_open(&self, argument: NodeId) -> bool {
        matches!(
            self.tree.kind(argument),
            NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::VarargExpr
        )
    }

    /// Walks the arguments. Functions written there come last: making them has no effect, and what they are given may
    /// follow from the others.
    fn argument_types(
        &mut self,
        path: Option<&'static str>,
        callee: Ty,
        receiver: Option<Ty>,
        args: NodeId,
    ) -> Vec<Ty> {
        let tree = self.tree;
        let mut arguments: Vec<Ty> = Vec::new();
        let mut callbacks: Vec<(usize, NodeId)> = Vec::new();
        for (at, argument) in tree.children(args).enumerate() {
            if tree.kind(argument) == NodeKind::FunctionExpr {
                callbacks.push((at, argument));
                arguments.push(Ty::FUNCTION);
                continue;
            }
            let ty = if path == Some("assert") && arguments.is_empty() {
                // Only what is true comes back.
                self.condition(argument);
                self.recorded(argument)
            } else {
                self.expression(argument)
            };
            arguments.push(ty);
        }
        // A function that was not made with a colon has a parameter for what stands before it.
        let is_named =
            matches!(self.types.get(callee), TyData::Closure(body) if self.scopes.self_of(*body).is_none());
        let first = receiver.filter(|_| is_named || is_method(receiver, path));
        for (at, callback) in callbacks {
            let all: Vec<Ty> = first.into_iter().chain(arguments.iter().copied()).collect();
            self.expect_parameters(callback, callee, &all, at + usize::from(first.is_some()));
            arguments[at] = self.expression(callback);
        }
        arguments
    }

    /// Whether a generic `for` walks by what a call gives.
    fn is_iterator(&self, call: NodeId) -> bool {
        let list = self.tree.parent(call);
        let statement = list.and_then(|list| self.tree.parent(list));
        statement.is_some_and(|statement| self.tree.kind(statement) == NodeKind::GenericForStmt)
    }

    /// The dotted path of the sandbox function that an expression is.
    pub(super) fn builtin_path(&self, node: NodeId) -> Option<&'static str> {
        self.builtin_path_of(self.recorded(node))
    }

    pub(super) fn builtin_path_of(&self, ty: Ty) -> Option<&'static str> {
        match self.types.get(ty) {
            TyData::Builtin(entry) => library::entry(*entry).map(library::LibraryEntry::path),
            _ => None,
        }
    }
}

/// Whether a call with a colon gives what stands before it to a function of the sandbox: a method of text does; other
/// members of the sandbox are called with a dot.
fn is_method(receiver: Option<Ty>, path: Option<&str>) -> bool {
    receiver.is_some() && path.is_some_and(|path| path.starts_with("string."))
}
