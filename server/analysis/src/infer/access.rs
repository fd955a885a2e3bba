//! Fields and keys: of `context`, the sandbox, and tables of this file.

use std::sync::Arc;

use pipelua_syntax::NodeId;

use super::paths::Path;
use super::presence::Sides;
use super::{Infer, ProblemKind, Ty};
use crate::context::PlacementSet;
use crate::library;
use crate::lower::Symbol;
use crate::reading::is_target;
use crate::ty::{PortableType, TextId, TyData};

impl Infer<'_> {
    pub(super) fn global(&mut self, id: NodeId) -> Ty {
        match self.tree.name(id) {
            "context" if self.context.placements.is_empty() => Ty::UNKNOWN,
            "context" => {
                let placements = self.state.placements;
                self.types.intern(TyData::Context {
                    path: Box::default(),
                    placements,
                })
            }
            name => self.builtin(name),
        }
    }

    fn builtin(&mut self, path: &str) -> Ty {
        library::entry_at(path).map_or(Ty::UNKNOWN, |entry| self.builtin_entry(entry))
    }

    fn builtin_entry(&mut self, index: u32) -> Ty {
        match library::entry(index) {
            Some(entry) if entry.is_value() => self.types.import(entry.ty()),
            _ => self.types.intern(TyData::Builtin(index)),
        }
    }

    /// `base.name`, where `base` is of type `owner`.
    pub(super) fn field(&mut self, id: NodeId, base: NodeId, owner: Ty, name: Symbol) -> Ty {
        let text = self.tree.text(name);
        match self.types.get(owner) {
            TyData::Any => Ty::ANY,
            TyData::Builtin(entry) => self.builtin_field(id, *entry, name),
            TyData::String(_) => match library::entry_at("string") {
                // What is text by an annotation alone may be something else.
                Some(entry) if !self.is_only_declared(base) => self.builtin_field(id, entry, name),
                _ => self.builtin(&format!("string.{text}")),
            },
            TyData::Table(table) => {
                let name = self.types.text_id(text);
                let Some(field) = name.and_then(|name| table.field(name)) else {
                    return Ty::UNKNOWN;
                };
                // Another function may have written to it since.
                if field.optional || table.open {
                    Ty::UNKNOWN
                } else {
                    self.types.widen(field.ty)
                }
            }
            TyData::Instance(table) => {
                let name = self.types.text_id(text);
                let field = name.and_then(|name| table.field(name));
                field.map_or(Ty::UNKNOWN, |field| field.ty)
            }
            TyData::Class(class) => {
                let class = *class;
                let name = self.types.intern_text(text);
                let found = self.class_key(class, name);
                if found.is_none() && self.types.is_exact(class) && !is_target(self.tree, id) {
                    self.lacking(id, class, name);
                }
                found.unwrap_or(Ty::UNKNOWN)
            }
            TyData::Map(_, values) => *values,
            TyData::Union(_) if self.context_part(owner).is_none() => self.field_of_union(owner, text),
            _ => match self.context_part(owner) {
                Some((path, placements)) => {
                    let (path, placements) = (path.to_vec(), placements.and(self.state.placements));
                    self.context_field(id, base, &path, placements, name)
                }
                None => Ty::UNKNOWN,
            },
        }
    }

    /// A key of one of several tables: nil of them where it is not, but only if all that they have is known.
    fn field_of_union(&mut self, owner: Ty, name: &str) -> Ty {
        let members = self.types.members(&owner).to_vec();
        if members
            .iter()
            .all(|member| self.types.widen(*member) == Ty::STRING)
        {
            return self.builtin(&format!("string.{name}"));
        }
        let mut found = Vec::with_capacity(members.len());
        for member in members {
            if let TyData::Class(class) = *self.types.get(member) {
                let key = self.types.intern_text(name);
                match self.class_key(class, key) {
                    Some(ty) => found.push(ty),
                    None => return Ty::UNKNOWN,
                }
                continue;
            }
            let TyData::Table(table) = self.types.get(member) else {
                return Ty::UNKNOWN;
            };
            let key = self.types.text_id(name);
            let field = key.and_then(|key| table.field(key));
            match field {
                Some(field) if !field.optional && !table.open => found.push(field.ty),
                None if !table.open => found.push(Ty::NIL),
                _ => return Ty::UNKNOWN,
            }
        }
        self.types.union(found)
    }

    /// `base[key]` with a key that is not known.
    pub(super) fn index(&mut self, owner: Ty, key: Ty) -> Ty {
        let key = self.types.widen(key);
        match self.types.get(owner) {
            TyData::Any => Ty::ANY,
            TyData::Array(items) if key == Ty::INTEGER => *items,
            // What a list of this file is made of; others may not write to it.
            TyData::Table(table) if key == Ty::INTEGER && !table.open => table.items.unwrap_or(Ty::UNKNOWN),
            _ => Ty::UNKNOWN,
        }
    }

    fn builtin_field(&mut self, id: NodeId, entry: u32, name: Symbol) -> Ty {
        let text = self.tree.text(name);
        let Some(owner) = library::entry(entry) else {
            return Ty::UNKNOWN;
        };
        if let Some(member) = owner.member(text) {
            return self.builtin_entry(member);
        }
        let path = format!("{}.{text}", owner.path());
        let is_removed = pipelua_schemas::builtin().sandbox().removed(&path).is_some();
        if owner.is_closed_table() && !is_removed && !is_target(self.tree, id) {
            let known = owner.members().map(Arc::from).collect();
            self.problem(
                id,
                ProblemKind::UndefinedField {
                    owner: owner.path().into(),
                    path: None,
                    name: text.into(),
                    known,
                },
            );
        }
        Ty::UNKNOWN
    }

    /// `context.path.name`, as the placements still possible see it.
    fn context_field(
        &mut self,
        id: NodeId,
        base: NodeId,
        path: &[TextId],
        placements: PlacementSet,
        name: Symbol,
    ) -> Ty {
        let text = self.tree.text(name);
        let mut full: Vec<TextId> = path.to_vec();
        full.push(self.types.intern_text(text));
        let full: Path = full.into();
        let mut tables = PlacementSet::EMPTY;
        let mut sides = Sides {
            has: PlacementSet::EMPTY,
            lacks: PlacementSet::EMPTY,
        };
        let mut others: Vec<PortableType> = Vec::new();
        for at in placements.iter() {
            match self.type_at(at, &full) {
                Some(ty) => {
                    sides.has.insert(at);
                    if ty.as_table().is_some() {
                        tables.insert(at);
                    } else if !others.contains(&ty) {
                        others.push(ty);
                    }
                }
                None => sides.lacks.insert(at),
            }
        }
        if !sides.lacks.is_empty() && !is_target(self.tree, id) {
            self.missing_context_field(id, base, &full, sides);
        }
        let mut types: Vec<Ty> = others.iter().map(|ty| self.types.import(ty)).collect();
        if !tables.is_empty() {
            let path = full.iter().copied().collect();
            types.push(self.types.intern(TyData::Context {
                path,
                placements: tables,
            }));
        }
        if !sides.lacks.is_empty() {
            types.push(Ty::NIL);
        }
        let ty = self.types.union(types);
        self.with_fact(&full, ty)
    }
}
