//! Which constructors of tables a chain of keys leads to, and what others may write to below them.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

use super::table_use::{Access, Effect};
use super::tables::Tables;
use crate::lower::{Lowered, Symbol, TableItem};
use crate::scopes::{LocalId, Scopes};

/// Tables under one key; others may write to those behind them.
const MAX_VALUES: usize = 32;

/// Follows keys to the constructors that they lead to.
pub(super) struct Reach<'a> {
    tree: &'a Lowered,
    scopes: &'a Scopes,
    literals: FxHashMap<LocalId, NodeId>,
    pub(super) tables: Tables,
    /// By constructor and key: the constructors of the tables that may be there.
    under: FxHashMap<(NodeId, Symbol), Vec<NodeId>>,
    /// By constructor: how many of the keys that are written to it later are in `under`, with all of its own.
    indexed: FxHashMap<NodeId, usize>,
    /// The same of those whose tables inside were followed as others may write to them.
    escaped: FxHashMap<NodeId, usize>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(
        tree: &'a Lowered,
        scopes: &'a Scopes,
        literals: FxHashMap<LocalId, NodeId>,
        tables: Tables,
    ) -> Self {
        Self {
            tree,
            scopes,
            literals,
            tables,
            under: FxHashMap::default(),
            indexed: FxHashMap::default(),
            escaped: FxHashMap::default(),
        }
    }

    pub(super) fn apply(&mut self, local: LocalId, access: &Access) {
        let Some(literal) = self.literals.get(&local).copied() else {
            return;
        };
        let (path, last) = match (access.effect, access.keys.split_last()) {
            (Effect::Write { .. }, Some((last, path))) => (path, Some(*last)),
            _ => (access.keys.as_slice(), None),
        };
        let mut at = vec![literal];
        for key in path {
            let Some(name) = key else {
                // Any table in it may be meant.
                for literal in at {
                    self.escape_below(literal);
                }
                return;
            };
            at = at
                .into_iter()
                .flat_map(|literal| self.values(literal, *name))
                .collect();
            at.sort_unstable();
            at.dedup();
        }
        for literal in at {
            match (access.effect, last) {
                (Effect::Write { value, .. }, Some(Some(name))) if !path.is_empty() => {
                    for writes in [&mut self.tables.writes, &mut self.tables.unordered] {
                        writes.entry(literal).or_default().push((name, value));
                    }
                }
                (Effect::Write { .. }, Some(Some(_))) | (Effect::Read, _) => {}
                (Effect::Walk, _) => self.escape_below(literal),
                (Effect::Escape | Effect::Write { .. }, _) => {
                    self.tables.escaping.insert(literal);
                    if access.effect == Effect::Escape {
                        self.escape_below(literal);
                    }
                }
            }
        }
    }

    /// The constructors whose tables may be under a key of the table of `literal`.
    fn values(&mut self, literal: NodeId, name: Symbol) -> Vec<NodeId> {
        let tree = self.tree;
        let mut found: Vec<(Symbol, NodeId)> = Vec::new();
        let from = self.indexed.get(&literal).copied();
        if from.is_none() {
            found.extend(tree.table_items(literal).filter_map(|(_, item)| match item {
                TableItem::Named { name, value } => Some((name, value)),
                TableItem::Keyed { key, value } => Some((tree.string_key(key)?, value)),
                TableItem::Positional { .. } => None,
            }));
        }
        let writes = self.tables.writes(literal);
        self.indexed.insert(literal, writes.len());
        let written = writes.get(from.unwrap_or(0)..).unwrap_or_default().iter();
        found.extend(written.filter_map(|(key, value)| Some((*key, (*value)?))));
        for (key, value) in found {
            let Some(value) = self.literal_of(value) else {
                continue;
            };
            let known = self.under.entry((literal, key)).or_default();
            if known.contains(&value) {
                continue;
            }
            if known.len() < MAX_VALUES {
                known.push(value);
            } else if self.tables.escaping.insert(value) {
                self.escape_below(value);
            }
        }
        self.under.get(&(literal, name)).cloned().unwrap_or_default()
    }

    /// The constructor of the table that an expression gives.
    fn literal_of(&self, value: NodeId) -> Option<NodeId> {
        let value = self.tree.skip_parens(value);
        match self.tree.kind(value) {
            NodeKind::TableExpr => Some(value),
            NodeKind::NameExpr => self.literals.get(&self.scopes.local_of(value)?).copied(),
            _ => None,
        }
    }

    /// Others may write to any table that is in the one of `literal`.
    fn escape_below(&mut self, literal: NodeId) {
        let mut open = vec![literal];
        while let Some(literal) = open.pop() {
            let mut values: Vec<NodeId> = Vec::new();
            let from = self.escaped.get(&literal).copied();
            if from.is_none() {
                values.extend(self.tree.subtree(literal).skip(1));
            }
            // Of what was followed before, only what was written since is new.
            let writes = self.tables.writes(literal);
            self.escaped.insert(literal, writes.len());
            let written = writes.get(from.unwrap_or(0)..).unwrap_or_default().iter();
            values.extend(written.filter_map(|(_, value)| *value));
            for inner in values
                .into_iter()
                .filter_map(|value| self.literal_of(value))
                .collect::<Vec<_>>()
            {
                if inner != literal && self.tables.escaping.insert(inner) {
                    open.push(inner);
                }
            }
        }
    }
}
