//! What the uses of all locals together say of the tables that this file makes.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::reach::Reach;
use super::table_use::{Access, Chosen, Effect, access};
use crate::lower::{Lowered, Symbol};
use crate::scopes::{LocalId, Scopes};

/// The tables of a file, by their constructors, and the locals that hold tables.
#[derive(Default)]
pub(super) struct Tables {
    /// By constructor: keys written later, with the value where there is one, in order of the text.
    pub(super) writes: FxHashMap<NodeId, Vec<(Symbol, Option<NodeId>)>>,
    /// Those of them that following the flow does not find: through a path, or where functions inside may look.
    pub(super) unordered: FxHashMap<NodeId, Vec<(Symbol, Option<NodeId>)>>,
    /// Constructors whose table others may write to, or that have dynamic keys.
    pub(super) escaping: FxHashSet<NodeId>,
    /// By declared name: the expression that it begins with.
    initial: FxHashMap<NodeId, NodeId>,
    /// Locals whose table others may write to, wherever it comes from.
    shared: FxHashSet<LocalId>,
    /// Locals whose table is their own, but tables in it have other names.
    shared_below: FxHashSet<LocalId>,
    /// Keys that are written through a local, in order of the text.
    pub(super) key_writes: Vec<KeyWrite>,
    /// Keys that a function inside writes through a local of a function around it.
    written_inside: FxHashSet<(LocalId, Symbol)>,
}

/// `local.name = value`, or deeper.
#[derive(Clone, Copy)]
pub(super) struct KeyWrite {
    pub(super) target: NodeId,
    pub(super) local: LocalId,
    /// The first key, if it is known.
    pub(super) name: Option<Symbol>,
    /// Whether it is the only key.
    pub(super) is_direct: bool,
    pub(super) value: Option<NodeId>,
}

impl Tables {
    pub(super) fn new(tree: &Lowered, scopes: &Scopes) -> Self {
        let mut tables = Self::default();
        let mut literals: FxHashMap<LocalId, NodeId> = FxHashMap::default();
        for statement in tree.of_kind(NodeKind::LocalStmt) {
            let names = tree.children(tree.child(statement, 0));
            for (name, value) in names.zip(tree.children(tree.child(statement, 1))) {
                tables.initial.insert(name, value);
                if let (NodeKind::TableExpr, Some(local)) = (tree.kind(value), scopes.local_of(name)) {
                    literals.insert(local, value);
                }
            }
        }
        let uses = tables.direct_uses(tree, scopes, &literals);
        let mut reach = Reach::new(tree, scopes, literals, tables);
        for (local, access) in uses {
            reach.apply(local, &access);
        }
        reach.tables
    }

    /// The expression that a declared name begins with.
    pub(super) fn initial_value(&self, name: NodeId) -> Option<NodeId> {
        self.initial.get(&name).copied()
    }

    /// Whether others may write to the table of a constructor.
    pub(super) fn is_escaping(&self, literal: NodeId) -> bool {
        self.escaping.contains(&literal)
    }

    /// The keys that the table of a constructor may get at any time after it is made.
    pub(super) fn writes_at_any_time(&self, literal: NodeId) -> &[(Symbol, Option<NodeId>)] {
        self.unordered.get(&literal).map_or(&[], Vec::as_slice)
    }

    /// The names of the keys that are written to the table of a constructor later.
    pub(super) fn written_later<'t>(&self, tree: &'t Lowered, literal: NodeId) -> Vec<&'t str> {
        self.writes(literal)
            .iter()
            .map(|(name, _)| tree.text(*name))
            .collect()
    }

    pub(super) fn writes(&self, literal: NodeId) -> &[(Symbol, Option<NodeId>)] {
        self.writes.get(&literal).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_shared(&self, local: LocalId) -> bool {
        self.shared.contains(&local)
    }

    pub(super) fn is_shared_below(&self, local: LocalId) -> bool {
        self.shared_below.contains(&local)
    }

    pub(super) fn is_written_inside(&self, local: LocalId, name: Symbol) -> bool {
        self.written_inside.contains(&(local, name))
    }

    /// All uses that do something, once the keys that are written directly are noted: through them others find
    /// tables.
    fn direct_uses(
        &mut self,
        tree: &Lowered,
        scopes: &Scopes,
        literals: &FxHashMap<LocalId, NodeId>,
    ) -> Vec<(LocalId, Access)> {
        let mut uses = Vec::new();
        let mut chosen = Chosen::default();
        for (local, declared) in scopes.locals() {
            for used in scopes.uses(local) {
                let access = access(tree, used.node, &mut chosen);
                if access.effect == Effect::Read {
                    continue;
                }
                if let Effect::Write { target, value } = access.effect {
                    let name = access.keys.first().copied().flatten();
                    let is_direct = access.keys.len() == 1;
                    self.key_writes.push(KeyWrite {
                        target,
                        local,
                        name,
                        is_direct,
                        value,
                    });
                    if let (Some(literal), Some(name), true) = (literals.get(&local), name, is_direct) {
                        self.writes.entry(*literal).or_default().push((name, value));
                        if declared.captured {
                            self.unordered.entry(*literal).or_default().push((name, value));
                        }
                    }
                    if declared.captured
                        && tree.function_of(used.node) != scopes.function(declared.function).node
                    {
                        self.written_inside.extend(name.map(|name| (local, name)));
                        self.shared.insert(local);
                    }
                } else if access.keys.is_empty() || access.effect != Effect::Escape {
                    self.shared.insert(local);
                } else {
                    self.shared_below.insert(local);
                }
                uses.push((local, access));
            }
        }
        self.key_writes.sort_by_key(|write| write.target);
        uses
    }
}
