//! Types as annotations write them: names looked up, classes by their name, generic names put in.

use pipelua_syntax::luacats::{FieldKey, FunctionType, Literal, TableField, TypeExpr, TypeKind};
use rustc_hash::FxHashMap;

use super::{Infer, Ty};
use crate::ty::{Field, Function, Origin, Table, TextId, TyData};

/// Aliases of aliases, and types in types, are read this deep.
const MAX_DEPTH: usize = 12;
/// Parts of types that one inference reads; those behind them are `unknown`.
const MAX_STEPS: usize = 200_000;
/// Parameters and results of a declared function that are read; a call has no more.
const MAX_VALUES: usize = 255;
/// Keys of a table type behind which none are read; such a table has a class.
const MAX_FIELDS: usize = 256;
/// So often the aliases of a file that take other types are read.
const MAX_EXPANSIONS: usize = 4_096;

/// Generic names with what they stand for.
pub(super) type Names = FxHashMap<String, Ty>;

/// What was read already, so that nothing is read once for each call of a function or each use of an alias.
#[derive(Default)]
pub(super) struct Resolved {
    /// By where it is kept, with what generic names stand for.
    types: FxHashMap<(usize, Box<[Ty]>), Ty>,
    /// By where it is kept, with what its names stand for and how deep it lies in others.
    aliases: FxHashMap<(usize, Box<[Ty]>, usize), Ty>,
    /// Aliases with names that were read.
    expansions: usize,
    /// Classes that were named, but not read yet.
    pub(super) classes: Vec<TextId>,
    pub(super) is_reading: bool,
}

impl<'a> Infer<'a> {
    /// A declared type; what is not known here is `unknown`.
    pub(super) fn declared(&mut self, ty: &'a TypeExpr) -> Ty {
        self.declared_with(ty, &Names::default())
    }

    /// The same where generic names stand for something.
    pub(super) fn declared_with(&mut self, ty: &'a TypeExpr, names: &Names) -> Ty {
        if matches!(ty.kind, TypeKind::Named { .. } | TypeKind::Literal(_)) {
            return self.declared_at(ty, names, 0);
        }
        let key = (std::ptr::from_ref(ty).addr(), meanings(names));
        if let Some(known) = self.resolved.types.get(&key) {
            return *known;
        }
        let found = self.declared_at(ty, names, 0);
        self.resolved.types.insert(key, found);
        found
    }

    fn declared_at(&mut self, ty: &'a TypeExpr, names: &Names, depth: usize) -> Ty {
        self.type_steps += 1;
        if depth > MAX_DEPTH || self.type_steps > MAX_STEPS {
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

    fn declared_union(&mut self, members: &'a [TypeExpr], names: &Names, depth: usize) -> Ty {
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

    fn declared_name(&mut self, name: &'a str, arguments: &'a [TypeExpr], names: &Names, depth: usize) -> Ty {
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
    fn declared_elsewhere(
        &mut self,
        name: &'a str,
        arguments: &'a [TypeExpr],
        names: &Names,
        depth: usize,
    ) -> Ty {
        let notes = self.notes;
        if notes.names.class(name).is_some() {
            return self.class_named(name);
        }
        let Some(alias) = notes.names.alias(name) else {
            return Ty::UNKNOWN;
        };
        if alias.generics.is_empty() {
            if let Some(known) = self.aliases.get(name) {
                return *known;
            }
            // An alias of itself is nothing.
            self.aliases.insert(name.to_owned(), Ty::UNKNOWN);
            let ty = self.declared_union(&alias.types, &Names::default(), depth + 1);
            self.aliases.insert(name.to_owned(), ty);
            return ty;
        }
        let mut bound = Names::default();
        for (at, generic) in alias.generics.iter().enumerate() {
            let argument = arguments.get(at);
            let ty = argument.map_or(Ty::UNKNOWN, |ty| self.declared_at(ty, names, depth + 1));
            bound.insert(generic.clone(), ty);
        }
        let key = (std::ptr::from_ref(alias).addr(), meanings(&bound), depth);
        if let Some(known) = self.resolved.aliases.get(&key) {
            return *known;
        }
        if !bound.is_empty() {
            self.resolved.expansions += 1;
            if self.resolved.expansions > MAX_EXPANSIONS {
                return Ty::UNKNOWN;
            }
        }
        let found = self.declared_union(&alias.types, &bound, depth + 1);
        self.resolved.aliases.insert(key, found);
        found
    }

    fn declared_table(&mut self, fields: &'a [TableField], names: &Names, depth: usize) -> Ty {
        let mut table = Table {
            origin: Origin::Elsewhere,
            fields: Vec::new(),
            items: None,
            open: false,
        };
        for field in fields {
            if table.fields.len() == MAX_FIELDS {
                table.open = true;
                break;
            }
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

    fn declared_function(&mut self, function: &'a FunctionType, names: &Names, depth: usize) -> Ty {
        let mut names = names.clone();
        for generic in &function.generics {
            names.insert(generic.name.text.clone(), Ty::UNKNOWN);
        }
        let mut params = Vec::new();
        let mut rest = None;
        for param in function.params.iter().take(MAX_VALUES) {
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
        for item in function.returns.iter().take(MAX_VALUES) {
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
}

/// What generic names stand for, in the order of the names.
fn meanings(names: &Names) -> Box<[Ty]> {
    let mut all: Vec<(&String, Ty)> = names.iter().map(|(name, ty)| (name, *ty)).collect();
    all.sort_unstable_by_key(|(name, _)| *name);
    all.into_iter().map(|(_, ty)| ty).collect()
}
