//! Access paths below locals, such as `body.user["name"]`: what tests said of them, until something may write there.

use std::rc::Rc;
use std::sync::Arc;

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashSet;

use super::paths::Path;
use super::state::State;
use super::{Infer, Ty};
use crate::library;
use crate::lower::{Expr, Lowered};
use crate::scopes::{LocalId, Scopes};
use crate::ty::{Kinds, TextId, TyData, Types};

/// Longer paths are not followed.
const MAX_KEYS: usize = 8;
/// Functions of the sandbox that write into a table, or call functions that may.
const WRITERS: [&str; 8] = [
    "rawset",
    "setmetatable",
    "table.insert",
    "table.remove",
    "table.sort",
    "table.move",
    "pcall",
    "xpcall",
];

/// A path below a local.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) root: LocalId,
    pub(super) path: Path,
}

/// The keys that a file writes anywhere, by whatever name it calls the table.
#[derive(Default)]
pub(super) struct KeysWritten {
    names: FxHashSet<Arc<str>>,
    /// A key that is not known is written.
    any: bool,
}

impl KeysWritten {
    pub(super) fn of(tree: &Lowered) -> Self {
        Self::among(tree, tree.ids())
    }

    /// Whether a key of this name may be written to some table.
    pub(super) fn may_write(&self, name: &str) -> bool {
        self.any || self.names.contains(name)
    }

    /// What a call of a function may write; `None` if it calls others that are not known to write nothing.
    fn of_function(tree: &Lowered, scopes: &Scopes, body: NodeId) -> Option<Self> {
        let calls_others = tree.subtree(body).any(|node| match tree.expr(node) {
            Expr::Call { callee, .. } => {
                let mut root = callee;
                while let Expr::Field { base, .. } = tree.expr(root) {
                    root = base;
                }
                let path = tree.path_text(callee).filter(|_| scopes.local_of(root).is_none());
                path.is_none_or(|path| library::entry_at(&path).is_none() || WRITERS.contains(&path.as_str()))
            }
            Expr::MethodCall { .. } => true,
            _ => false,
        });
        (!calls_others).then(|| Self::among(tree, tree.subtree(body)))
    }

    fn among(tree: &Lowered, nodes: impl Iterator<Item = NodeId>) -> Self {
        let mut written = Self::default();
        for node in nodes {
            match tree.kind(node) {
                NodeKind::AssignStmt => {
                    for target in tree.children(tree.child(node, 0)) {
                        written.add(tree, target);
                    }
                }
                NodeKind::FunctionStmt => written.add(tree, tree.child(node, 0)),
                _ => {}
            }
        }
        written
    }

    fn add(&mut self, tree: &Lowered, target: NodeId) {
        let name = match tree.expr(target) {
            Expr::Field { name, .. } => name,
            Expr::Index { key, .. } => tree.string_key(key),
            _ => return,
        };
        match name {
            Some(name) => {
                self.names.insert(tree.text(name).into());
            }
            None => self.any = true,
        }
    }

    fn may_touch(&self, place: &Place, types: &Types) -> bool {
        self.any
            || place
                .path
                .iter()
                .any(|part| self.names.contains(types.text(*part)))
    }
}

impl Infer<'_> {
    /// The path below a local that an expression reads.
    pub(super) fn place(&mut self, id: NodeId) -> Option<Place> {
        let mut names = Vec::new();
        let mut at = self.tree.skip_parens(id);
        while names.len() <= MAX_KEYS {
            let (base, name) = match self.tree.expr(at) {
                Expr::Field { base, name } => (base, name?),
                Expr::Index { base, key } => (base, self.tree.string_key(key)?),
                Expr::Name(_) => {
                    let root = self.scopes.local_of(at)?;
                    let is_known = !names.is_empty() && !self.scopes.local(root).written_inside;
                    names.reverse();
                    return is_known.then(|| Place {
                        root,
                        path: names.into(),
                    });
                }
                _ => return None,
            };
            names.push(self.types.intern_text(self.tree.text(name)));
            at = self.tree.skip_parens(base);
        }
        None
    }

    /// What is known of the path that is read here, where its table alone would give `ty`.
    pub(super) fn with_place(&mut self, id: NodeId, ty: Ty) -> Ty {
        if self.state.places.is_empty() {
            return ty;
        }
        let Some(place) = self.place(id) else {
            return ty;
        };
        self.state.place(&place).unwrap_or(ty)
    }

    /// A test of a path leaves what `keep` makes of its type; and of the tables below it that can hold that.
    pub(super) fn narrow_place(
        &mut self,
        id: NodeId,
        state: &mut State,
        keep: impl Fn(&mut Types, Ty) -> Ty,
    ) {
        if !matches!(
            self.tree.kind(self.tree.skip_parens(id)),
            NodeKind::FieldExpr | NodeKind::IndexExpr
        ) {
            return;
        }
        let known = self.recorded(id);
        if self.context_part(known).is_some() {
            return;
        }
        let Some(place) = self.place(id) else {
            return;
        };
        if self.is_past && self.keys_written.may_touch(&place, &self.types) {
            return;
        }
        if let [key] = place.path[..]
            && let Some(owner) = state.local(place.root)
        {
            let owner = self.with_member(owner, key, &keep);
            state.set_local(place.root, owner);
        }
        let known = state.place(&place).unwrap_or(known);
        let ty = keep(&mut self.types, known);
        if ty == Ty::NEVER || ty == known {
            return;
        }
        // What this file may have given the table is not known from its constructor alone.
        state.set_place(place, ty);
    }

    /// The tables of a union whose key may be what `keep` leaves.
    fn with_member(&mut self, owner: Ty, key: TextId, keep: &impl Fn(&mut Types, Ty) -> Ty) -> Ty {
        let members = self.types.members(&owner).to_vec();
        if members.len() < 2 {
            return owner;
        }
        let mut kept = Vec::with_capacity(members.len());
        for member in members {
            let field = match self.types.get(member) {
                TyData::Table(table) if !table.open => match table.field(key) {
                    Some(field) if !field.optional => field.ty,
                    Some(_) => Ty::UNKNOWN,
                    None => Ty::NIL,
                },
                _ => Ty::UNKNOWN,
            };
            if keep(&mut self.types, field) != Ty::NEVER {
                kept.push(member);
            }
        }
        if kept.is_empty() {
            owner
        } else {
            self.types.union(kept)
        }
    }

    /// What the answer of `type` says of a path.
    pub(super) fn narrow_place_kind(&mut self, id: NodeId, kinds: Kinds, yes: &mut State, no: &mut State) {
        self.narrow_place(id, yes, |types, ty| types.split_by_kind(ty, kinds).0);
        self.narrow_place(id, no, |types, ty| types.split_by_kind(ty, kinds).1);
    }

    /// `target` is written to: paths with that key are forgotten, whatever the table is called.
    pub(super) fn forget_places_of_write(&mut self, target: NodeId) {
        if self.state.places.is_empty() {
            return;
        }
        let name = match self.tree.expr(target) {
            Expr::Field { name, .. } => name,
            Expr::Index { key, .. } => self.tree.string_key(key),
            _ => None,
        };
        let Some(name) = name else {
            self.state.places.clear();
            return;
        };
        let name = self.types.intern_text(self.tree.text(name));
        self.state.places.retain(|(place, _)| !place.path.contains(&name));
    }

    /// A call may write what this file writes anywhere; functions of the sandbox only into what they are given.
    pub(super) fn forget_places_of_call(&mut self, callee: Ty, path: Option<&str>, arguments: &[Ty]) {
        if self.state.places.is_empty() {
            return;
        }
        let calls_back = arguments
            .iter()
            .any(|argument| matches!(self.types.get(*argument), TyData::Closure(_)));
        match path {
            Some("rawset" | "setmetatable") => self.state.places.clear(),
            Some(path) if !calls_back && !WRITERS.contains(&path) => {}
            None if !calls_back => self.forget_places_of_function(callee),
            _ => self.forget_written_places(),
        }
    }

    /// A function of this file writes what stands in it.
    fn forget_places_of_function(&mut self, callee: Ty) {
        let TyData::Closure(body) = *self.types.get(callee) else {
            return self.forget_written_places();
        };
        let (tree, scopes) = (self.tree, self.scopes);
        let written = self
            .keys_of_function
            .entry(body)
            .or_insert_with(|| KeysWritten::of_function(tree, scopes, body).map(Rc::new))
            .clone();
        match written {
            Some(written) => {
                let types = &self.types;
                self.state
                    .places
                    .retain(|(place, _)| !written.may_touch(place, types));
            }
            None => self.forget_written_places(),
        }
    }

    /// Forgets what this file may write.
    pub(super) fn forget_written_places(&mut self) {
        let (written, types) = (&self.keys_written, &self.types);
        self.state
            .places
            .retain(|(place, _)| !written.may_touch(place, types));
    }
}
