//! Types as annotations write them: names looked up, classes by their name, generic names put in.

use pipelua_syntax::luacats::{FieldKey, FunctionType, Literal, TableField, TypeExpr, TypeKind};
use rustc_hash::FxHashMap;

use super::{Infer, Ty};
use crate::ty::{Class, Field, Function, Origin, Table, TextId, TyData};

/// Aliases of aliases, and types in types, are read this deep.
const MAX_DEPTH: usize = 12;

/// Generic names with what they stand for.
pub(super) type Names = FxHashMap<String, Ty>;

impl Infer<'_> {
    /// A declared type; what is not known here is `unknown`.
    pub(super) fn declared(&mut self, ty: &TypeExpr) -> Ty {
        self.declared_with(ty, &Names::default())
    }

    /// The same where generic names stand for something.
    pub(super) fn declared_with(&mut self, ty: &TypeExpr, names: &Names) -> Ty {
        self.declared_at(ty, names, 0)
    }

    fn declared_at(&mut self, ty: &TypeExpr, names: &Names, depth: usize) -> Ty {
        if depth > MAX_DEPTH {
            return Ty::UNKNOWN;
        }
        let inner = depth + 1;
        match &ty.kind {
            TypeKind::Named { name, arguments } => self.declared_name(&name.text, arguments, names, depth),
            TypeKind::Literal(literal) => self.declared_literal(literal),
            TypeKind::Array(items) => {
                let items = self.declared_at(items, names, inner);
                self.types.intern(TyData::Array(items))
            }
            TypeKind::Optional(of) => {
                let of = self.declared_at(of, names, inner);
                self.types.join(of, Ty::NIL)
            }
            TypeKind::Variadic(of) => self.declared_at(of, names, inner),
            TypeKind::Union(members) => self.declared_union(members, names, inner),
            TypeKind::Tuple(members) => {
                let items = self.declared_union(members, names, inner);
                self.types.intern(TyData::Array(items))
            }
            TypeKind::Table(fields) => self.declared_table(fields, names, inner),
            TypeKind::Function(function) => self.declared_function(function, names, inner),
            TypeKind::Backtick(_) | TypeKind::Missing => Ty::UNKNOWN,
        }
    }

    fn declared_union(&mut self, members: &[TypeExpr], names: &Names, depth: usize) -> Ty {
        let members: Vec<Ty> = members
            .iter()
            .map(|member| self.declared_at(member, names, depth))
            .collect();
        if members.is_empty() {
            return Ty::UNKNOWN;
        }
        self.types.union(members)
    }

    fn declared_literal(&mut self, literal: &Literal) -> Ty {
        match literal {
            Literal::String(text) => self.types.string_literal(text),
            Literal::Integer(value) => self.types.intern(TyData::Integer(Some(*value))),
            Literal::Number(text) => match text.parse::<f64>() {
                Ok(value) => self.types.intern(TyData::Number(Some(value.to_bits()))),
                Err(_) => Ty::NUMBER,
            },
            Literal::Boolean(value) => self.types.intern(TyData::Boolean(Some(*value))),
        }
    }

    fn declared_name(&mut self, name: &str, arguments: &[TypeExpr], names: &Names, depth: usize) -> Ty {
        if let Some(bound) = names.get(name) {
            return *bound;
        }
        let inner = depth + 1;
        match (name, arguments) {
            ("any", _) => Ty::ANY,
            ("nil" | "void", _) => Ty::NIL,
            ("never", _) => Ty::NEVER,
            ("boolean" | "bool", _) => Ty::BOOLEAN,
            ("true", _) => Ty::TRUE,
            ("false", _) => Ty::FALSE,
            ("integer", _) => Ty::INTEGER,
            ("number", _) => Ty::NUMBER,
            ("string", _) => Ty::STRING,
            ("function", _) => Ty::FUNCTION,
            ("thread", _) => Ty::THREAD,
            ("table", [key, value]) => {
                let key = self.declared_at(key, names, inner);
                let value = self.declared_at(value, names, inner);
                self.types.intern(TyData::Map(key, value))
            }
            ("table", _) => Ty::TABLE,
            ("Promise", [value]) => {
                let value = self.declared_at(value, names, inner);
                self.types.intern(TyData::Promise(value))
            }
            _ => self.declared_elsewhere(name, arguments, names, depth),
        }
    }

    /// A name of a class, an alias or an enum.
    fn declared_elsewhere(&mut self, name: &str, arguments: &[TypeExpr], names: &Names, depth: usize) -> Ty {
        let notes = self.notes;
        if notes.names.class(name).is_some() {
            return self.class_named(name, depth);
        }
        let Some(alias) = notes.names.alias(name) else {
            return Ty::UNKNOWN;
        };
        let mut bound = Names::default();
        for (at, generic) in alias.generics.iter().enumerate() {
            let argument = arguments.get(at);
            let ty = argument.map_or(Ty::UNKNOWN, |ty| self.declared_at(ty, names, depth + 1));
            bound.insert(generic.clone(), ty);
        }
        self.declared_union(&alias.types, &bound, depth + 1)
    }

    /// The class of a name, whose fields are read when it is named first.
    pub(super) fn class_named(&mut self, name: &str, depth: usize) -> Ty {
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
        let mut class = Class {
            exact: declared.exact,
            has_operators: declared.has_operators,
            open: true,
            ..Class::default()
        };
        self.types.declare_class(id, class.clone());
        class.open = false;
        for parent in &declared.parents {
            match self.declared_at(parent, &Names::default(), depth + 1) {
                parent if parent == ty => {}
                Ty::TABLE => {}
                parent => match *self.types.get(parent) {
                    TyData::Class(parent) => class.parents.push(parent),
                    _ => class.open = true,
                },
            }
        }
        for (name, optional, ty) in &declared.fields {
            let name = self.types.intern_text(name);
            let declared = self.declared_at(ty, &Names::default(), 0);
            let optional = *optional || self.types.may_be_nil(declared);
            let field = Field {
                name,
                ty: self.types.non_nil_part(declared),
                optional,
            };
            match class.fields.iter_mut().find(|known| known.name == name) {
                // Several fields of one name are what a value may be called with.
                Some(known) => known.ty = self.types.join(known.ty, field.ty),
                None => class.fields.push(field),
            }
        }
        class.index = declared
            .index
            .as_ref()
            .map(|ty| self.declared_at(ty, &Names::default(), 0));
        self.types.declare_class(id, class);
        ty
    }

    fn declared_table(&mut self, fields: &[TableField], names: &Names, depth: usize) -> Ty {
        let mut table = Table {
            origin: Origin::Elsewhere,
            fields: Vec::new(),
            items: None,
            open: false,
        };
        for field in fields {
            let ty = self.declared_at(&field.ty, names, depth);
            match &field.key {
                FieldKey::Name(name) => {
                    let name = self.types.intern_text(&name.text);
                    let optional = field.optional || self.types.may_be_nil(ty);
                    let ty = self.types.non_nil_part(ty);
                    table.fields.push(Field { name, ty, optional });
                }
                FieldKey::Type(key) => {
                    let key = self.declared_at(key, names, depth);
                    if fields.len() == 1 && key != Ty::INTEGER {
                        return self.types.intern(TyData::Map(key, ty));
                    }
                    match key {
                        Ty::INTEGER => table.items = Some(ty),
                        _ => table.open = true,
                    }
                }
            }
        }
        self.types.intern(TyData::Table(Box::new(table)))
    }

    fn declared_function(&mut self, function: &FunctionType, names: &Names, depth: usize) -> Ty {
        let mut names = names.clone();
        for generic in &function.generics {
            names.insert(generic.name.text.clone(), Ty::UNKNOWN);
        }
        let mut params = Vec::new();
        let mut rest = None;
        for param in &function.params {
            let ty = param
                .ty
                .as_ref()
                .map_or(Ty::UNKNOWN, |ty| self.declared_at(ty, &names, depth));
            if param.name.text == "..." {
                rest = Some(ty);
                continue;
            }
            params.push(Field {
                name: self.types.intern_text(&param.name.text),
                optional: param.optional || self.types.may_be_nil(ty),
                ty: self.types.non_nil_part(ty),
            });
        }
        let mut returns = Vec::new();
        let mut more = Ty::NIL;
        for item in &function.returns {
            let ty = self.declared_at(&item.ty, &names, depth);
            match item.ty.kind {
                TypeKind::Variadic(_) => more = ty,
                _ => returns.push(ty),
            }
        }
        let function = Function {
            params,
            rest,
            returns,
            more,
        };
        self.types.intern(TyData::Function(Box::new(function)))
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
