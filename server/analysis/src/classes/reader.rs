//! Types as annotations write them, for other scripts to read: cut to a bounded size.

use std::cell::Cell;
use std::sync::Arc;

use pipelua_syntax::luacats::{FieldKey, Literal, TableField, TypeExpr, TypeKind};

use super::{ClassDecl, Classes};
use crate::ty::{PortableField, PortableTable, PortableType};

/// Classes that refer to each other are read this deep.
const MAX_DEPTH: usize = 8;
/// Parts of one type that are read; those behind them are `unknown`.
const MAX_PARTS: u32 = 20_000;

/// Reads one type.
pub(super) struct Reader<'a> {
    classes: &'a Classes,
    /// Parts that may still follow.
    left: Cell<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(classes: &'a Classes) -> Self {
        Self {
            classes,
            left: Cell::new(MAX_PARTS),
        }
    }

    pub(super) fn read(&self, ty: &TypeExpr, depth: usize) -> PortableType {
        let left = self.left.get();
        if depth > MAX_DEPTH || left == 0 {
            return PortableType::Unknown;
        }
        self.left.set(left - 1);
        match &ty.kind {
            TypeKind::Named { name, arguments } => match (name.text.as_str(), arguments.as_slice()) {
                ("table", [key, value]) if self.read(key, depth) == PortableType::String(None) => {
                    PortableType::Map(Arc::new(self.read(value, depth + 1)))
                }
                (name, _) => self.named(name, depth),
            },
            TypeKind::Literal(Literal::String(text)) => PortableType::String(Some(text.as_str().into())),
            TypeKind::Literal(Literal::Integer(_)) => PortableType::Integer,
            TypeKind::Literal(Literal::Number(_)) => PortableType::Number,
            TypeKind::Literal(Literal::Boolean(value)) => PortableType::Boolean(Some(*value)),
            TypeKind::Array(items) => PortableType::Array(Arc::new(self.read(items, depth + 1))),
            TypeKind::Optional(inner) => self.read(inner, depth).or_nil(),
            TypeKind::Union(members) => self.union(members, depth),
            TypeKind::Table(fields) => self.table(fields, depth),
            TypeKind::Function(_) => PortableType::Function,
            TypeKind::Backtick(_) | TypeKind::Tuple(_) | TypeKind::Variadic(_) | TypeKind::Missing => {
                PortableType::Unknown
            }
        }
    }

    fn named(&self, name: &str, depth: usize) -> PortableType {
        match name {
            "any" => PortableType::Any,
            "nil" => PortableType::Nil,
            "boolean" => PortableType::Boolean(None),
            "true" => PortableType::Boolean(Some(true)),
            "false" => PortableType::Boolean(Some(false)),
            "integer" => PortableType::Integer,
            "number" => PortableType::Number,
            "string" => PortableType::String(None),
            "function" => PortableType::Function,
            "table" => PortableType::AnyTable,
            _ => match (self.classes.class(name), self.classes.alias(name)) {
                (Some(class), _) => {
                    let mut table = PortableTable {
                        fields: Vec::new(),
                        open: !class.exact,
                    };
                    self.add_fields(&mut table, class, depth);
                    PortableType::table(table)
                }
                (None, Some(alias)) => self.union(&alias.types, depth + 1),
                (None, None) => PortableType::Unknown,
            },
        }
    }

    /// Adds the fields of a class, those of its parents first.
    fn add_fields(&self, table: &mut PortableTable, class: &ClassDecl, depth: usize) {
        for parent in &class.parents {
            let TypeKind::Named { name, .. } = &parent.kind else {
                continue;
            };
            if let Some(parent) = self.classes.class(&name.text).filter(|_| depth < MAX_DEPTH) {
                self.add_fields(table, parent, depth + 1);
            }
        }
        for (name, optional, ty) in &class.fields {
            table.set(name.as_str(), self.read(ty, depth + 1), *optional);
        }
    }

    fn union(&self, members: &[TypeExpr], depth: usize) -> PortableType {
        let members = members.iter().map(|member| self.read(member, depth));
        members.reduce(|a, b| a.join(&b)).unwrap_or(PortableType::Unknown)
    }

    fn table(&self, fields: &[TableField], depth: usize) -> PortableType {
        let mut table = PortableTable::default();
        for field in fields {
            match &field.key {
                FieldKey::Name(name) => table.fields.push(PortableField {
                    name: name.text.as_str().into(),
                    ty: self.read(&field.ty, depth + 1),
                    optional: field.optional,
                }),
                FieldKey::Type(_) => table.open = true,
            }
        }
        PortableType::table(table)
    }
}
