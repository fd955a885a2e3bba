//! Calls: what a function gives, and which of them never come back.

use pipelua_syntax::NodeId;

use super::{Infer, Ty};
use crate::library;
use crate::ty::TyData;

impl Infer<'_> {
    /// A call of something of type `callee`; its arguments are evaluated here.
    pub(super) fn call(&mut self, callee: Ty, args: NodeId) -> Ty {
        let tree = self.tree;
        let path = self.builtin_path_of(callee);
        let mut arguments: Vec<Ty> = Vec::new();
        for argument in tree.children(args) {
            let ty = if path == Some("assert") && arguments.is_empty() {
                // Only what is true comes back.
                self.condition(argument);
                self.recorded(argument)
            } else {
                self.expression(argument)
            };
            arguments.push(ty);
        }
        self.note_arguments(path, &arguments);
        if let Some(path) = path {
            self.note_callbacks(path, &arguments);
        }
        match self.types.get(callee) {
            TyData::Closure(body) => {
                let body = *body;
                self.note_call(body);
                let returned = self.returns.get(&body).copied().unwrap_or(Ty::UNKNOWN);
                if returned == Ty::NEVER {
                    self.state.reachable = false;
                }
                returned
            }
            TyData::Builtin(entry) => self.builtin_call(*entry, &arguments),
            _ => Ty::UNKNOWN,
        }
    }

    fn builtin_call(&mut self, entry: u32, arguments: &[Ty]) -> Ty {
        let Some(entry) = library::entry(entry) else {
            return Ty::UNKNOWN;
        };
        let first = arguments.first().copied().unwrap_or(Ty::UNKNOWN);
        match entry.path() {
            "error" => {
                self.state.reachable = false;
                Ty::NEVER
            }
            "assert" => self.types.truthy(first),
            "setmetatable" | "await" => Ty::UNKNOWN,
            _ => self.types.import(entry.ty()),
        }
    }

    /// The dotted path of the sandbox function that an expression is.
    pub(super) fn builtin_path(&self, node: NodeId) -> Option<&'static str> {
        self.builtin_path_of(self.recorded(node))
    }

    fn builtin_path_of(&self, ty: Ty) -> Option<&'static str> {
        match self.types.get(ty) {
            TyData::Builtin(entry) => library::entry(*entry).map(library::LibraryEntry::path),
            _ => None,
        }
    }
}
