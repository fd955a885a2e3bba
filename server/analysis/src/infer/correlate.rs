//! Locals that were filled by one call: what a test says of one of them, it says of the others.

use std::rc::Rc;

use pipelua_syntax::NodeId;

use super::state::State;
use super::values::Rows;
use super::{Infer, Ty};
use crate::scopes::LocalId;
use crate::ty::Types;

/// The names that one call filled, with the rows that it may have given.
pub(super) struct Group {
    /// By column; `None` where a name can be assigned again.
    locals: Vec<Option<LocalId>>,
    rows: Rows,
}

impl Infer<'_> {
    /// `local a, b = call()`, where the call gives `rows`.
    pub(super) fn correlate(&mut self, names: &[NodeId], rows: &Rows) {
        for local in names.iter().filter_map(|name| self.scopes.local_of(*name)) {
            // A trial may have known less of the call.
            self.correlated.remove(&local);
        }
        if rows.len() < 2 || names.len() < 2 {
            return;
        }
        let steady = |name: &NodeId| {
            let local = self.scopes.local_of(*name)?;
            self.scopes.is_assigned_once(local).then_some(local)
        };
        let locals: Vec<Option<LocalId>> = names.iter().map(steady).collect();
        let group = Rc::new(Group {
            locals,
            rows: rows.clone(),
        });
        for local in group.locals.iter().flatten() {
            self.correlated.insert(*local, group.clone());
        }
    }

    /// A test leaves `ty` of a local.
    pub(super) fn narrow_local(&mut self, state: &mut State, local: LocalId, ty: Ty) {
        state.set_local(local, ty);
        let Some(group) = self.correlated.get(&local).cloned() else {
            return;
        };
        let Some(at) = group.locals.iter().position(|other| *other == Some(local)) else {
            return;
        };
        let rows: Vec<_> = group
            .rows
            .iter()
            .filter(|row| self.types.overlaps(row.at(at), ty))
            .collect();
        if rows.is_empty() || rows.len() == group.rows.len() {
            return;
        }
        for (column, other) in group.locals.iter().enumerate() {
            let Some(other) = other.filter(|other| *other != local) else {
                continue;
            };
            let Some(known) = state.local(other) else {
                continue;
            };
            let possible: Vec<Ty> = rows.iter().map(|row| row.at(column)).collect();
            let possible = self.types.union(possible);
            let ty = self.types.meet(known, possible);
            if ty != Ty::NEVER {
                state.set_local(other, ty);
            }
        }
    }
}

impl Types {
    /// Whether a value may be of both types.
    pub(super) fn overlaps(&self, a: Ty, b: Ty) -> bool {
        self.members(&a).iter().any(|a| {
            self.members(&b).iter().any(|b| {
                self.is_dynamic(*a)
                    || self.is_dynamic(*b)
                    || a == b
                    || self.widen(*a) == *b
                    || self.widen(*b) == *a
                    || (self.widen(*a) == *a && self.widen(*b) == *b && self.kind_of(*a) == self.kind_of(*b))
            })
        })
    }

    /// What of `known` may be of type `other`.
    fn meet(&mut self, known: Ty, other: Ty) -> Ty {
        if self.is_dynamic(other) {
            return known;
        }
        if self.is_dynamic(known) {
            return other;
        }
        let members = self.members(&known).to_vec();
        let kept: Vec<Ty> = members
            .into_iter()
            .filter(|member| self.overlaps(*member, other))
            .collect();
        self.union(kept)
    }
}
