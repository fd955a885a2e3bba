//! Classes as annotations declare them: read when they are named, their keys by the way of their parents.

use super::{Infer, Ty};
use crate::ty::{Class, Field, TextId, TyData};

impl Infer<'_> {
    /// The class of a name, whose fields are read when it is named first.
    pub(super) fn class_named(&mut self, name: &str) -> Ty {
        let id = self.types.intern_text(name);
        let ty = self.types.intern(TyData::Class(id));
        if self.types.class(id).is_some() {
            return ty;
        }
        let notes = self.notes;
        let Some(declared) = notes.names.class(name) else {
            return Ty::UNKNOWN;
        };
        // A class may hold itself.
        let unread = Class {
            exact: declared.exact,
            has_operators: declared.has_operators,
            open: true,
            ..Class::default()
        };
        self.types.declare_class(id, unread);
        self.resolved.classes.push(id);
        self.read_classes();
        ty
    }

    /// Reads the classes that were named, one by one: each may name the next, however many there are.
    fn read_classes(&mut self) {
        if std::mem::replace(&mut self.resolved.is_reading, true) {
            return;
        }
        while let Some(id) = self.resolved.classes.pop() {
            self.read_class(id);
        }
        self.resolved.is_reading = false;
    }

    fn read_class(&mut self, id: TextId) {
        let notes = self.notes;
        let name = self.types.text(id).to_owned();
        let (Some(declared), Some(mut class)) = (notes.names.class(&name), self.types.class(id).cloned())
        else {
            return;
        };
        class.open = false;
        for parent in &declared.parents {
            match self.declared(parent) {
                Ty::TABLE => {}
                parent => match *self.types.get(parent) {
                    TyData::Class(parent) if parent == id => {}
                    TyData::Class(parent) => class.parents.push(parent),
                    _ => class.open = true,
                },
            }
        }
        for (name, optional, ty) in &declared.fields {
            let name = self.types.intern_text(name);
            let declared = self.declared(ty);
            let optional = *optional || self.types.may_be_nil(declared);
            let ty = self.types.non_nil_part(declared);
            // Several fields of one name are what a value may be called with.
            if let Some(known) = class.add(Field { name, ty, optional }) {
                known.ty = self.types.join(known.ty, ty);
            }
        }
        class.index = declared.index.as_ref().map(|ty| self.declared(ty));
        self.types.declare_class(id, class);
    }

    /// A key of a value of a class: its declared type, or a function of this file that is stored there.
    pub(super) fn class_key(&mut self, class: TextId, name: TextId) -> Option<Ty> {
        if let Some(field) = self.types.class_field(class, name) {
            let (ty, optional) = (field.ty, field.optional);
            return Some(if optional {
                self.types.join(ty, Ty::NIL)
            } else {
                ty
            });
        }
        let lineage = self.types.lineage(class);
        let known = &self.class_locals.methods;
        let body = lineage.iter().find_map(|class| {
            known.get(&(
                self.types.text(*class).to_owned(),
                self.types.text(name).to_owned(),
            ))
        });
        if let Some(body) = body {
            return Some(self.types.intern(TyData::Closure(*body)));
        }
        self.types.class_index(class)
    }
}
