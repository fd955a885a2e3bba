//! Writes into tables of declared types: classes, lists, maps and shapes.

use pipelua_syntax::{NodeId, NodeKind};

use super::arguments::Given;
use super::mismatch::Place;
use super::{Infer, Ty};
use crate::lower::{Expr, Symbol};
use crate::ty::{Kinds, TyData};

impl Infer<'_> {
    /// A write to a key of a value of a class.
    pub(super) fn check_field_write(&mut self, target: NodeId, value: Option<NodeId>, found: Ty) {
        let (base, name) = match self.tree.expr(target) {
            Expr::Field {
                base,
                name: Some(name),
            } => (base, name),
            Expr::Index { base, key } => match self.tree.string_key(key) {
                Some(name) => (base, name),
                None => return self.check_element_write(base, Some(key), value.unwrap_or(target), found),
            },
            _ => return,
        };
        let TyData::Class(class) = *self.types.get(self.recorded(base)) else {
            return self.check_key_write(base, name, value.unwrap_or(target), found);
        };
        let name = self.tree.text(name);
        let key = self.types.intern_text(name);
        if let Some(field) = self.types.class_field(class, key) {
            let (ty, optional) = (field.ty, field.optional);
            let ty = if optional {
                self.types.join(ty, Ty::NIL)
            } else {
                ty
            };
            let node = value.unwrap_or(target);
            self.check_assigned(node, found, ty, &Place::Field(name.into()));
            return;
        }
        // The file that has the class makes its members.
        let is_own = self.scopes.local_of(base).is_some_and(|local| {
            let node = self.scopes.local(local).node;
            self.tree.kind(node) == NodeKind::FunctionBody || self.class_locals.by_local.contains_key(&local)
        });
        if !is_own && self.types.is_exact(class) {
            self.injected(target, class, name);
        }
    }

    /// A write to a key that is written as a name, of a map or of a shape.
    fn check_key_write(&mut self, base: NodeId, name: Symbol, value: NodeId, found: Ty) {
        if !self.is_declared_part(base) {
            return;
        }
        let name = self.tree.text(name);
        // What a shape holds now may be less than it may hold.
        let local = self.scopes.local_of(self.tree.skip_parens(base));
        let declared = local.and_then(|local| self.typed.get(&local).copied());
        let owner = declared.unwrap_or_else(|| self.recorded(base));
        let owner = self.types.non_nil(owner);
        let key = self.types.intern_text(name);
        let field = match self.types.get(owner) {
            TyData::Map(keys, values) => {
                let (keys, values) = (*keys, *values);
                let key = self.types.string_literal(name);
                if self.types.fits(key, keys) {
                    self.check_element(base, value, found, values);
                }
                return;
            }
            TyData::Table(table) if declared.is_some() => table.field(key),
            _ => None,
        };
        if let Some((ty, optional)) = field.map(|field| (field.ty, field.optional)) {
            let ty = if optional {
                self.types.join(ty, Ty::NIL)
            } else {
                ty
            };
            self.check_assigned(value, found, ty, &Place::Field(name.into()));
        }
    }

    /// A write to an element of a list or of a map; without a key it goes to the end of a list.
    pub(super) fn check_element_write(
        &mut self,
        base: NodeId,
        key: Option<NodeId>,
        value: NodeId,
        found: Ty,
    ) {
        if !self.is_declared_part(base) {
            return;
        }
        let owner = self.types.non_nil(self.recorded(base));
        let key = key.map_or(Ty::INTEGER, |key| self.recorded(key));
        match self.types.get(owner) {
            TyData::Array(items) => {
                let items = *items;
                if self.types.kind_of(key) == Some(Kinds::NUMBER) {
                    self.check_element(base, value, found, items);
                }
            }
            TyData::Map(keys, values) => {
                let (keys, values) = (*keys, *values);
                if self.types.fits(key, keys) {
                    self.check_element(base, value, found, values);
                }
            }
            _ => {}
        }
    }

    /// `table.insert` puts a value into a list.
    pub(super) fn check_inserted(&mut self, path: Option<&str>, given: &Given<'_>) {
        if path != Some("table.insert") || given.nodes.len() != given.types.len() {
            return;
        }
        if let ([list, value] | [list, _, value], Some(found)) = (given.nodes, given.types.last()) {
            self.check_element_write(*list, None, *value, *found);
        }
    }

    fn check_element(&mut self, base: NodeId, value: NodeId, found: Ty, declared: Ty) {
        // Nil takes an element out.
        let found = self.types.non_nil(found);
        let owner = self.tree.path_text(base).unwrap_or_default();
        self.check_assigned(value, found, declared, &Place::Element(owner.into()));
    }

    /// Whether the type of what is written to comes from an annotation: of a local, a parameter or a class.
    fn is_declared_part(&self, base: NodeId) -> bool {
        let mut at = self.tree.skip_parens(base);
        loop {
            at = match self.tree.expr(at) {
                Expr::Field { base, .. } | Expr::Index { base, .. } => {
                    if self.types.as_class(self.recorded(base)).is_some() {
                        return true;
                    }
                    base
                }
                Expr::Paren(inner) => inner,
                Expr::Name(_) => {
                    let local = self.scopes.local_of(at);
                    return local.is_some_and(|local| self.typed.contains_key(&local));
                }
                _ => return false,
            };
        }
    }
}
