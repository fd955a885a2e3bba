//! What is known at one point of a run: whether it is reached, the types of locals, the placements still possible.

use super::paths::Path;
use super::places::Place;
use crate::context::PlacementSet;
use crate::scopes::LocalId;
use crate::ty::{TextId, Ty, Types};

/// Facts about more paths than this are not kept.
const MAX_FACTS: usize = 32;

/// Knowledge at a program point. Joined where paths meet, split where they part.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) reachable: bool,
    /// Nothing more is learned of the function.
    has_given_up: bool,
    /// Types of the locals of this function in scope, in order of their declaration.
    locals: Vec<(LocalId, Ty)>,
    pub(super) placements: PlacementSet,
    /// What tests said of paths below `context`.
    facts: Vec<(Path, Ty)>,
    /// What tests said of paths below locals.
    pub(super) places: Vec<(Place, Ty)>,
}

impl State {
    pub(super) fn new(placements: PlacementSet) -> Self {
        Self {
            reachable: true,
            has_given_up: false,
            locals: Vec::new(),
            placements,
            facts: Vec::new(),
            places: Vec::new(),
        }
    }

    /// At the beginning of a function that is made here: what is known of `context` is known inside.
    pub(super) fn inside(&self, placements: PlacementSet) -> Self {
        Self {
            facts: self.facts.clone(),
            ..Self::new(placements)
        }
    }

    /// Forgets what is known, and learns nothing more.
    pub(super) fn give_up(&mut self) {
        self.has_given_up = true;
        self.locals.clear();
        self.facts.clear();
        self.places.clear();
    }

    /// How much is copied with it.
    pub(super) fn size(&self) -> usize {
        self.locals.len() + self.facts.len() + self.places.len()
    }

    /// What tests said of a path below `context`.
    pub(super) fn fact(&self, path: &[TextId]) -> Option<Ty> {
        let (_, ty) = self.facts.iter().find(|(known, _)| **known == *path)?;
        Some(*ty)
    }

    pub(super) fn set_fact(&mut self, path: Path, ty: Ty) {
        if self.has_given_up {
            return;
        }
        match self.facts.iter().position(|(known, _)| *known == path) {
            Some(at) => self.facts[at].1 = ty,
            None if self.facts.len() < MAX_FACTS => self.facts.push((path, ty)),
            None => {}
        }
    }

    /// What tests said of a path below a local.
    pub(super) fn place(&self, place: &Place) -> Option<Ty> {
        let (_, ty) = self.places.iter().find(|(known, _)| known == place)?;
        Some(*ty)
    }

    pub(super) fn set_place(&mut self, place: Place, ty: Ty) {
        if self.has_given_up {
            return;
        }
        self.places.retain(|(known, _)| *known != place);
        if self.places.len() < MAX_FACTS {
            self.places.push((place, ty));
        }
    }

    /// A local is another value.
    pub(super) fn forget_places_of(&mut self, local: LocalId) {
        self.places.retain(|(place, _)| place.root != local);
    }

    fn join_facts(&mut self, other: &Self, types: &mut Types) {
        self.facts.retain_mut(|(path, ty)| match other.fact(path) {
            Some(there) => {
                *ty = types.join(*ty, there);
                true
            }
            None => false,
        });
        self.places.retain_mut(|(place, ty)| match other.place(place) {
            Some(there) => {
                *ty = types.join(*ty, there);
                true
            }
            None => false,
        });
    }

    /// A point that no run reaches, with the locals of `self`.
    pub(super) fn unreachable(&self) -> Self {
        Self {
            reachable: false,
            ..self.clone()
        }
    }

    pub(super) fn local(&self, local: LocalId) -> Option<Ty> {
        self.locals
            .binary_search_by_key(&local, |(id, _)| *id)
            .ok()
            .map(|at| self.locals[at].1)
    }

    /// Sets the type of a local of this function; `false` if it is of another one.
    pub(super) fn set_local(&mut self, local: LocalId, ty: Ty) -> bool {
        match self.locals.binary_search_by_key(&local, |(id, _)| *id) {
            Ok(at) => self.locals[at].1 = ty,
            Err(_) => return false,
        }
        true
    }

    pub(super) fn declare(&mut self, local: LocalId, ty: Ty) {
        if self.has_given_up {
            return;
        }
        match self.locals.binary_search_by_key(&local, |(id, _)| *id) {
            Ok(at) => self.locals[at].1 = ty,
            Err(at) => self.locals.insert(at, (local, ty)),
        }
    }

    /// Number of locals in scope, to return to with [`Self::leave_scope`].
    pub(super) fn depth(&self) -> usize {
        self.locals.len()
    }

    pub(super) fn leave_scope(&mut self, depth: usize) {
        self.locals.truncate(depth);
    }

    pub(super) fn locals(&self) -> impl Iterator<Item = LocalId> + '_ {
        self.locals.iter().map(|(id, _)| *id)
    }

    /// Where a path with `other` meets this one.
    pub(super) fn join(&mut self, other: &Self, types: &mut Types) {
        if !other.reachable {
            return;
        }
        if other.has_given_up {
            self.give_up();
        }
        if !self.reachable {
            let depth = self.locals.len();
            *self = other.clone();
            self.locals.truncate(depth);
            return;
        }
        self.placements = self.placements.or(other.placements);
        self.join_facts(other, types);
        for ((id, ty), (other_id, other_ty)) in self.locals.iter_mut().zip(&other.locals) {
            debug_assert_eq!(id, other_id, "both paths left the scopes that they entered");
            *ty = types.join(*ty, *other_ty);
        }
    }

    /// Like [`Self::join`] where a jump comes from another depth: what is in scope in both is joined.
    pub(super) fn join_common(&mut self, other: &Self, types: &mut Types) {
        if !other.reachable {
            return;
        }
        if !self.reachable {
            self.reachable = true;
            self.placements = other.placements;
            self.facts.clone_from(&other.facts);
            self.places.clone_from(&other.places);
            for (id, ty) in &mut self.locals {
                *ty = other.local(*id).unwrap_or(Ty::UNKNOWN);
            }
            return;
        }
        self.placements = self.placements.or(other.placements);
        self.join_facts(other, types);
        for (id, ty) in &mut self.locals {
            *ty = types.join(*ty, other.local(*id).unwrap_or(Ty::UNKNOWN));
        }
    }
}
