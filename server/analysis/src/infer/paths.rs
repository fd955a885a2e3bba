//! Access paths below `context`: which one an expression stands for, and what a test of it says.
//!
//! `context` is the same for the whole run, so what is learned of it holds wherever the flow leads from there, in
//! closures too, unless this file writes into it.

use std::sync::Arc;

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashSet;

use super::state::State;
use super::{Infer, Ty};
use crate::context::PlacementSet;
use crate::lower::{Expr, Lowered, Symbol};
use crate::scopes::Scopes;
use crate::ty::{PortableType, TextId, TyData, Types};

/// Locals that stand for each other are followed this far.
const MAX_HOPS: u32 = 32;

/// A path below `context`; never empty.
pub(super) type Path = Arc<[TextId]>;

/// What a file writes into `context` through names that surely stand for a part of it.
#[derive(Default)]
pub(super) struct OwnWrites {
    names: FxHashSet<Symbol>,
    /// A key that is not known is written.
    any: bool,
}

impl OwnWrites {
    pub(super) fn of(tree: &Lowered, scopes: &Scopes) -> Self {
        let mut writes = Self::default();
        let assigned = tree
            .of_kind(NodeKind::AssignStmt)
            .flat_map(|statement| tree.children(tree.child(statement, 0)));
        let functions = tree.of_kind(NodeKind::FunctionStmt).map(|at| tree.child(at, 0));
        for target in assigned.chain(functions) {
            writes.add(tree, scopes, target);
        }
        writes
    }

    fn add(&mut self, tree: &Lowered, scopes: &Scopes, target: NodeId) {
        let mut names = Vec::new();
        let mut any = false;
        let mut at = target;
        loop {
            match tree.expr(at) {
                Expr::Field { base, name } => {
                    names.extend(name);
                    at = base;
                }
                Expr::Index { base, key } => {
                    let name = tree.string_key(key);
                    any |= name.is_none();
                    names.extend(name);
                    at = base;
                }
                Expr::Paren(inner) => at = inner,
                // What a local begins with stands before it, so this comes to an end.
                Expr::Name(name) => match scopes.local_of(at) {
                    Some(local) if at != target && scopes.is_assigned_once(local) => {
                        match scopes.initial_value(tree, local) {
                            Some(value) => at = value,
                            None => return,
                        }
                    }
                    None if at != target && tree.text(name) == "context" => break,
                    _ => return,
                },
                _ => return,
            }
        }
        self.names.extend(names);
        self.any |= any;
    }

    fn may_touch(&self, tree: &Lowered, path: &[TextId], types: &Types) -> bool {
        self.any
            || self
                .names
                .iter()
                .any(|name| path.iter().any(|part| types.text(*part) == tree.text(*name)))
    }
}

impl Infer<'_> {
    /// The part of `context` that a value of this type is, if it is nothing else but nil.
    pub(super) fn context_part(&self, ty: Ty) -> Option<(&[TextId], PlacementSet)> {
        let mut members = self.types.members(&ty).iter().filter(|ty| **ty != Ty::NIL);
        match (members.next().map(|ty| self.types.get(*ty)), members.next()) {
            (Some(TyData::Context { path, placements }), None) => Some((path, *placements)),
            _ => None,
        }
    }

    /// The path below `context` that an expression reads, directly or through locals that never change.
    pub(super) fn context_path(&mut self, id: NodeId) -> Option<Path> {
        if self.context.placements.is_empty() {
            return None;
        }
        let mut at = self.tree.skip_parens(id);
        for _ in 0..MAX_HOPS {
            let (base, name) = match self.tree.expr(at) {
                Expr::Field { base, name } => (base, name?),
                Expr::Index { base, key } => (base, self.tree.string_key(key)?),
                Expr::Name(_) => {
                    at = self.tree.skip_parens(self.constant_value(at)?);
                    continue;
                }
                _ => return None,
            };
            let (part, _) = self.context_part(self.recorded(base))?;
            let mut path = part.to_vec();
            path.push(self.types.intern_text(self.tree.text(name)));
            return Some(path.into());
        }
        None
    }

    /// What a test of `path` says, where only values remain that `keep` leaves in a type.
    pub(super) fn narrow_path(
        &mut self,
        path: &Path,
        state: &mut State,
        keep: impl Fn(&mut Types, Ty) -> Ty,
    ) {
        if self.own_writes.may_touch(self.tree, path, &self.types) {
            return;
        }
        let (mut kept, mut tables) = (PlacementSet::EMPTY, PlacementSet::EMPTY);
        let mut types: Vec<Ty> = Vec::new();
        for at in state.placements.iter() {
            let portable = self.type_at(at, path);
            let is_table = portable.as_ref().is_some_and(|ty| ty.as_table().is_some());
            let ty = match portable {
                _ if is_table => Ty::TABLE,
                Some(ty) => self.types.import(&ty),
                None => Ty::NIL,
            };
            let ty = keep(&mut self.types, ty);
            if ty == Ty::NEVER {
                continue;
            }
            kept.insert(at);
            if is_table {
                tables.insert(at);
            } else {
                types.push(ty);
            }
        }
        // A test that can never hold by the schema may be a precaution: what stands behind it is checked as ever.
        if !kept.is_empty() {
            state.placements = kept;
        }
        // A name that is nowhere is a mistake, tested or not.
        if self.placements_with(path).is_empty() {
            return;
        }
        if !tables.is_empty() {
            let path = path.iter().copied().collect();
            types.push(self.types.intern(TyData::Context {
                path,
                placements: tables,
            }));
        }
        let ty = match state.fact(path) {
            Some(known) => keep(&mut self.types, known),
            None => self.types.union(types),
        };
        let ty = if ty == Ty::NEVER { Ty::UNKNOWN } else { ty };
        state.set_fact(path.clone(), ty);
    }

    /// What the test of an expression for truth says of the path that it stands for.
    pub(super) fn narrow_truth(&mut self, id: NodeId, holds: bool, state: &mut State) {
        if let Some(path) = self.context_path(id) {
            if holds {
                self.narrow_path(&path, state, Types::truthy);
            } else {
                self.narrow_path(&path, state, Types::falsy);
            }
        }
    }

    /// The type at a path in one placement; `None` where it is not there.
    pub(super) fn type_at(&self, placement: usize, path: &[TextId]) -> Option<PortableType> {
        let placement = self.context.placements.get(placement)?;
        placement.at(path.iter().map(|name| self.types.text(*name)))
    }

    /// All placements of the script that have a path.
    pub(super) fn placements_with(&self, path: &[TextId]) -> PlacementSet {
        let mut with = PlacementSet::EMPTY;
        for at in self.context.all().iter() {
            if self.type_at(at, path).is_some() {
                with.insert(at);
            }
        }
        with
    }
}
