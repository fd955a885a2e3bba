//! Keys written through a local: from there on its table is known to have them.

use pipelua_syntax::{NodeId, NodeKind};

use super::table::add_key;
use super::tables::KeyWrite;
use super::{Infer, Ty};
use crate::lower::{Expr, Symbol};
use crate::scopes::LocalId;
use crate::ty::{Kinds, Origin, Table, TyData};

/// Tables nested deeper than this are not followed, so that `t.next = t` ends.
const MAX_DEPTH: u8 = 32;
/// Where more keys than this are written in a loop, its tables are forgotten as a whole.
const MAX_WRITES: usize = 512;

impl Infer<'_> {
    /// `target` is given a value of type `ty`, where it is a key of a local of the function under way.
    pub(super) fn write_key(&mut self, target: NodeId, ty: Ty) {
        let Some((local, keys)) = self.keys_of(target) else {
            return;
        };
        let Some(before) = self.state.local(local) else {
            return;
        };
        let after = match keys[..] {
            [Some(name)] => {
                let is_lasting = !self.tables.is_written_inside(local, name);
                let is_bounded = self.types.depth(ty) <= MAX_DEPTH;
                let ty = if is_lasting && is_bounded { ty } else { Ty::UNKNOWN };
                self.with_key(before, name, ty)
            }
            [None] => {
                let is_number = self.has_number_key(target);
                self.map_tables(before, |this, table| this.write_any_key(table, ty, is_number))
            }
            // Of a constructor it is known what is written deeper; of others it is not.
            [Some(first), ..] if !self.is_made_here(before) => self.with_opened_key(before, first),
            _ => return,
        };
        self.state.set_local(local, after);
    }

    /// Whether a key that is not written as a string is surely a number.
    fn has_number_key(&self, target: NodeId) -> bool {
        match self.tree.expr(target) {
            Expr::Index { key, .. } => self.types.kind_of(self.recorded(key)) == Some(Kinds::NUMBER),
            _ => false,
        }
    }

    /// A key that is not known is given a value of type `ty`.
    fn write_any_key(&mut self, table: &mut Table, ty: Ty, is_number: bool) {
        let ty = if self.types.depth(ty) <= MAX_DEPTH {
            ty
        } else {
            Ty::UNKNOWN
        };
        table.open = true;
        if let Some(items) = table.items {
            table.items = Some(self.types.join(items, ty));
        }
        if !is_number {
            for field in &mut table.fields {
                field.ty = self.types.join(field.ty, ty);
                field.optional |= self.types.may_be_nil(ty);
            }
        }
    }

    /// At the head of a loop, and at a label that is jumped back to: what is written between `from` and `to` may
    /// have been written already.
    pub(super) fn forget_keys(&mut self, from: NodeId, to: NodeId) {
        let all = &self.tables.key_writes;
        let start = all.partition_point(|write| write.target < from);
        let end = all.partition_point(|write| write.target < to);
        if end.saturating_sub(start) > MAX_WRITES {
            self.forget_tables();
            return;
        }
        let mut writes: Vec<KeyWrite> = all.get(start..end).unwrap_or_default().to_vec();
        writes.sort_by_key(|write| write.local);
        for of_local in writes.chunk_by(|a, b| a.local == b.local) {
            let Some(local) = of_local.first().map(|write| write.local) else {
                continue;
            };
            if let Some(before) = self.state.local(local) {
                let after = self.map_tables(before, |this, table| this.forget_keys_of(table, of_local));
                self.state.set_local(local, after);
            }
        }
    }

    /// Forgets all tables in locals.
    fn forget_tables(&mut self) {
        for local in self.state.locals().collect::<Vec<_>>() {
            let ty = self.state.local(local).unwrap_or(Ty::UNKNOWN);
            let mut members = self.types.members(&ty).iter();
            if members.any(|member| matches!(self.types.get(*member), TyData::Table(_))) {
                self.state.set_local(local, Ty::UNKNOWN);
            }
        }
    }

    fn forget_keys_of(&mut self, table: &mut Table, writes: &[KeyWrite]) {
        let is_literal = self.is_literal(table);
        for write in writes {
            let Some(name) = write.name else {
                if write.is_direct {
                    let is_number = self.has_number_key(write.target);
                    let ty = self.literal_type(write.value);
                    self.write_any_key(table, ty, is_number);
                } else {
                    table.open = true;
                }
                continue;
            };
            let name = self.types.intern_text(self.tree.text(name));
            let at = table.fields.iter().position(|field| field.name == name);
            match at {
                Some(at) if write.is_direct => {
                    let ty = self.literal_type(write.value);
                    table.fields[at].ty = self.types.join(table.fields[at].ty, ty);
                }
                Some(at) if !is_literal => table.fields[at].ty = self.opened(table.fields[at].ty),
                None if write.is_direct => {
                    let ty = self.literal_type(write.value);
                    table.open |= !add_key(&mut table.fields, name, ty, true);
                }
                _ => {}
            }
        }
    }

    /// A table that others may write to: it may have any key, and tables in it are not known.
    pub(super) fn opened(&mut self, ty: Ty) -> Ty {
        // One table may be given to many.
        if let Some(known) = self.opened.get(&ty) {
            return *known;
        }
        let opened = self.map_tables(ty, |this, table| {
            table.open = true;
            this.forget_inner(table);
        });
        self.opened.insert(ty, opened);
        opened
    }

    /// What a local gets, as far as it stays true: others may write to its table, or to those in it.
    pub(super) fn kept(&mut self, local: LocalId, ty: Ty) -> Ty {
        if self.tables.is_shared(local) {
            self.opened(ty)
        } else if self.tables.is_shared_below(local) {
            self.map_tables(ty, Self::forget_inner)
        } else {
            ty
        }
    }

    fn forget_inner(&mut self, table: &mut Table) {
        for field in &mut table.fields {
            let mut members = self.types.members(&field.ty).iter();
            if members.any(|member| matches!(self.types.get(*member), TyData::Table(_))) {
                field.ty = Ty::UNKNOWN;
            }
        }
    }

    /// Whether all tables of a type are made by constructors of this file, whose later keys are known.
    fn is_made_here(&self, ty: Ty) -> bool {
        self.types
            .members(&ty)
            .iter()
            .all(|member| match self.types.get(*member) {
                TyData::Table(table) => self.is_literal(table),
                _ => true,
            })
    }

    fn is_literal(&self, table: &Table) -> bool {
        matches!(table.origin, Origin::Literal(literal) if self.tree.kind(literal) == NodeKind::TableExpr)
    }

    /// The type with this key set in each of its tables.
    fn with_key(&mut self, ty: Ty, name: Symbol, value: Ty) -> Ty {
        let name = self.types.intern_text(self.tree.text(name));
        self.map_tables(ty, |_, table| {
            let at = table.fields.iter().position(|field| field.name == name);
            match at {
                Some(at) => (table.fields[at].ty, table.fields[at].optional) = (value, value == Ty::NIL),
                None if value == Ty::NIL => {}
                None => table.open |= !add_key(&mut table.fields, name, value, false),
            }
        })
    }

    fn with_opened_key(&mut self, ty: Ty, name: Symbol) -> Ty {
        let name = self.types.intern_text(self.tree.text(name));
        self.map_tables(ty, |this, table| {
            if let Some(at) = table.fields.iter().position(|field| field.name == name) {
                table.fields[at].ty = this.opened(table.fields[at].ty);
            }
        })
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
