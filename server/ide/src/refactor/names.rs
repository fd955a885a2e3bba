//! A name for something new that no name around it has.

use pipelua_analysis::scopes::LocalId;
use pipelua_syntax::{NodeId, NodeKind};

use super::selected::Selected;

impl Selected<'_> {
    /// What a value may be called: as the key that it is read from, or the function that gives it.
    pub(super) fn name_for(&self, value: NodeId) -> String {
        let mut at = value;
        loop {
            match self.tree.kind(at) {
                // What it waits for says more.
                NodeKind::CallExpr if self.tree.name(self.tree.child(at, 0)) == "await" => {
                    at = self.tree.child(self.tree.child(at, 1), 0);
                }
                NodeKind::CallExpr | NodeKind::ParenExpr => at = self.tree.child(at, 0),
                NodeKind::FieldExpr | NodeKind::MethodCallExpr => break,
                _ => return self.free_name("value"),
            }
        }
        let name: String = self.parse.main_text(at).to_owned();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        self.free_name(if is_name { &name } else { "value" })
    }

    /// The name, or with a number behind it: one that nothing in the file has.
    pub(super) fn free_name(&self, wanted: &str) -> String {
        let is_taken = |name: &str| {
            let nodes = self.parse.nodes().iter();
            let named = nodes.filter(|node| {
                matches!(
                    node.kind,
                    NodeKind::NameExpr | NodeKind::NameDef | NodeKind::Param
                )
            });
            named
                .into_iter()
                .any(|node| self.parse.token_text(node.main) == name)
        };
        if !is_taken(wanted) {
            return wanted.to_owned();
        }
        let mut number = 2_u32;
        loop {
            let name = format!("{wanted}{number}");
            if !is_taken(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// Whether the names in an expression mean at `place` what they mean where it stands.
    pub(super) fn means_the_same_at(&self, expression: NodeId, place: NodeId) -> bool {
        let names = self
            .tree
            .subtree(expression)
            .filter(|node| self.tree.kind(*node) == NodeKind::NameExpr);
        names.into_iter().all(|name| {
            let meant = self.scopes.local_of(name);
            let text = self.tree.name(name);
            let there = self
                .scopes
                .visible_at(self.tree, place)
                .find(|local| self.tree.text(local.name) == text)
                .map(|local| local.node);
            match meant {
                // One that is declared in the expression goes along.
                Some(local) if self.tree.contains(expression, self.node_of(local)) => true,
                Some(local) => there == Some(self.node_of(local)),
                None => there.is_none(),
            }
        })
    }

    pub(super) fn node_of(&self, local: LocalId) -> NodeId {
        self.scopes.local(local).node
    }
}
