//! Keys written through a local: from there on its table is known to have them.

use pipelua_syntax::{NodeId, NodeKind};

use super::tables::KeyWrite;
use super::{Infer, Ty};
use crate::lower::{Expr, Symbol};
use crate::scopes::LocalId;
use crate::ty::{Table, TyData};

/// Tables nested deeper than this are not followed, so that `t.next = t` ends.
const MAX_DEPTH: u8 = 32;

impl Infer<'_> {
    /// `target` is given a value of type `ty`, where it is a key of a local of the function under way.
    pub(super) fn write_key(&mut self, target: NodeId, ty: Ty) {
        let Some((local, keys)) = self.keys_of(target) else {
            return;
        };
        let Some(before) = self.state.local(local) else {
            return;
        };
        let ty = if self.types.depth(ty) > MAX_DEPTH {
            Ty::UNKNOWN
        } else {
            ty
        };
        let after = match keys[..] {
            [Some(name)] => {
                let ty = if self.tables.is_written_inside(local, name) {
                    Ty::UNKNOWN
                } else {
                    ty
                };
                self.with_key(before, name, ty)
            }
            [None] => self.map_tables(before, |_, table| table.open = true),
            // Known from the constructors, or else from nowhere.
            [Some(first), ..] if !self.is_made_here(before) => self.with_opened_key(before, first),
            _ => return,
        };
        self.state.set_local(local, after);
    }

    /// At the head of a loop, and at a label that is jumped back to: what is written between `from` and `to` may
    /// have been written already.
    pub(super) fn forget_keys(&mut self, from: NodeId, to: NodeId) {
        let writes = &self.tables.key_writes;
        let start = writes.partition_point(|write| write.target < from);
        let end = writes.partition_point(|write| write.target < to);
        for at in start..end {
            let Some(write) = self.tables.key_writes.get(at).copied() else {
                break;
            };
            self.forget_key(write);
        }
    }

    fn forget_key(&mut self, write: KeyWrite) {
        let Some(before) = self.state.local(write.local) else {
            return;
        };
        let after = match write.name {
            Some(name) if write.is_direct => {
                let ty = self.literal_type(write.value);
                let name = self.types.intern_text(self.tree.text(name));
                self.map_tables(before, |this, table| this.may_have(table, name, ty))
            }
            Some(name) if !self.is_made_here(before) => self.with_opened_key(before, name),
            Some(_) => return,
            None => self.map_tables(before, |_, table| table.open = true),
        };
        self.state.set_local(write.local, after);
    }

    /// A table that others may write to: it may have any key, and tables in it are not known.
    pub(super) fn opened(&mut self, ty: Ty) -> Ty {
        self.map_tables(ty, |this, table| {
            table.open = true;
            for field in &mut table.fields {
                let has_table = this
                    .types
                    .members(&field.ty)
                    .iter()
                    .any(|member| this.is_table(*member));
                if has_table {
                    field.ty = Ty::UNKNOWN;
                }
            }
        })
    }

    fn is_table(&self, ty: Ty) -> bool {
        matches!(self.types.get(ty), TyData::Table(_))
    }

    /// Whether all tables of a type are made by constructors of this file, whose later keys are known.
    fn is_made_here(&self, ty: Ty) -> bool {
        self.types
            .members(&ty)
            .iter()
            .all(|member| match self.types.get(*member) {
                TyData::Table(table) => match table.origin {
                    crate::ty::Origin::Literal(literal) => self.tree.kind(literal) == NodeKind::TableExpr,
                    crate::ty::Origin::Elsewhere => false,
                },
                _ => true,
            })
    }

    /// The type with this key set in each of its tables.
    fn with_key(&mut self, ty: Ty, name: Symbol, value: Ty) -> Ty {
        let name = self.types.intern_text(self.tree.text(name));
        self.map_tables(ty, |_, table| {
            match table.fields.iter_mut().find(|field| field.name == name) {
                Some(field) => (field.ty, field.optional) = (value, value == Ty::NIL),
                None if value == Ty::NIL => {}
                None => table.fields.push(crate::ty::Field {
                    name,
                    ty: value,
                    optional: false,
                }),
            }
        })
    }

    fn with_opened_key(&mut self, ty: Ty, name: Symbol) -> Ty {
        let name = self.types.intern_text(self.tree.text(name));
        self.map_tables(ty, |this, table| {
            if let Some(at) = table.fields.iter().position(|field| field.name == name) {
                let opened = this.opened(table.fields[at].ty);
                table.fields[at].ty = opened;
            }
        })
    }

    fn may_have(&mut self, table: &mut Table, name: crate::ty::TextId, ty: Ty) {
        match table.fields.iter_mut().find(|field| field.name == name) {
            Some(field) => field.ty = self.types.join(field.ty, ty),
            None => table.fields.push(crate::ty::Field {
                name,
                ty,
                optional: true,
            }),
        }
    }

    fn map_tables(&mut self, ty: Ty, change: impl Fn(&mut Self, &mut Table)) -> Ty {
        let members: Vec<Ty> = self.types.members(&ty).to_vec();
        let mut changed = Vec::with_capacity(members.len());
        for member in members {
            changed.push(match self.types.get(member) {
                TyData::Table(table) => {
                    let mut table = table.clone();
                    change(self, &mut table);
                    self.types.intern(TyData::Table(table))
                }
                _ => member,
            });
        }
        self.types.union(changed)
    }

    /// The local at the root of a chain of keys, and the keys from there on.
    fn keys_of(&self, target: NodeId) -> Option<(LocalId, Vec<Option<Symbol>>)> {
        let mut keys = Vec::new();
        let mut at = target;
        loop {
            match self.tree.expr(at) {
                Expr::Field { base, name } => {
                    keys.push(name);
                    at = base;
                }
                Expr::Index { base, key } => {
                    keys.push(self.tree.string_key(key));
                    at = base;
                }
                Expr::Paren(inner) => at = inner,
                Expr::Name(_) => break,
                _ => return None,
            }
        }
        keys.reverse();
        let local = self.scopes.local_of(at)?;
        (!keys.is_empty()).then_some((local, keys))
    }
}
