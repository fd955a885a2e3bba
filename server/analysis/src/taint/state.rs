//! The tainted locals at one place of the flow.

use rustc_hash::FxHashMap;

use super::value::Value;
use crate::scopes::LocalId;

/// More tainted locals at once are not followed, so that joining two states has a bound.
const MAX_LOCALS: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct State {
    locals: FxHashMap<LocalId, Value>,
    pub(super) is_reachable: bool,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            locals: FxHashMap::default(),
            is_reachable: true,
        }
    }

    pub(super) fn unreachable() -> Self {
        Self {
            is_reachable: false,
            ..Self::new()
        }
    }

    pub(super) fn get(&self, local: LocalId) -> Option<&Value> {
        self.locals.get(&local)
    }

    pub(super) fn set(&mut self, local: LocalId, value: Value) {
        if value.is_clean() {
            self.locals.remove(&local);
        } else if self.locals.len() < MAX_LOCALS || self.locals.contains_key(&local) {
            self.locals.insert(local, value);
        }
    }

    /// What holds where this path and another meet.
    pub(super) fn join(&mut self, other: &Self) {
        if !other.is_reachable {
            return;
        }
        if !self.is_reachable {
            *self = other.clone();
            return;
        }
        for (local, value) in &other.locals {
            self.add(*local, value);
        }
    }

    pub(super) fn add(&mut self, local: LocalId, value: &Value) {
        let mut joined = self.get(local).cloned().unwrap_or_default();
        joined.join(value);
        self.set(local, joined);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (LocalId, &Value)> {
        self.locals.iter().map(|(local, value)| (*local, value))
    }

    pub(super) fn retain(&mut self, keep: impl Fn(LocalId) -> bool) {
        self.locals.retain(|local, _| keep(*local));
    }
}
