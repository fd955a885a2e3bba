//! Types that cross between scripts: owned, without ids of any inference, and cut to a bounded size.

use std::sync::Arc;

use super::repr::{Field, Origin, Table, TextId, Ty, TyData, Types};
use super::shared::SharedTable;

/// Deeper tables are read as `unknown`.
const MAX_DEPTH: usize = 8;
/// A table with more keys becomes open.
const MAX_FIELDS: usize = 64;
/// Parts of a type beyond this number are `unknown`: tables that share parts would grow with each level.
const MAX_PARTS: usize = 4_096;

/// A type on its way from one script, or from the schemas, to another script.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PortableType {
    Unknown,
    Any,
    Nil,
    Boolean(Option<bool>),
    Integer,
    Number,
    String(Option<Arc<str>>),
    Function,
    AnyTable,
    Array(Arc<PortableType>),
    Map(Arc<PortableType>),
    Table(SharedTable),
    Union(Arc<[PortableType]>),
}

/// A table with known keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct PortableTable {
    pub fields: Vec<PortableField>,
    /// There may be keys that are not listed.
    pub open: bool,
}

/// A key of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PortableField {
    pub name: Arc<str>,
    pub ty: PortableType,
    pub optional: bool,
}

impl PortableTable {
    pub fn field(&self, name: &str) -> Option<&PortableField> {
        self.fields.iter().find(|field| &*field.name == name)
    }

    /// Adds or replaces a key.
    pub fn set(&mut self, name: impl Into<Arc<str>>, ty: PortableType, optional: bool) {
        let name = name.into();
        match self.fields.iter_mut().find(|field| field.name == name) {
            Some(field) => (field.ty, field.optional) = (ty, optional),
            None => self.fields.push(PortableField { name, ty, optional }),
        }
    }
}

impl PortableType {
    pub fn table(table: PortableTable) -> Self {
        Self::Table(table.into())
    }

    /// The type of a value that is one of the two.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        if self == other {
            return self.clone();
        }
        let mut types = Types::default();
        let (a, b) = (types.import(self), types.import(other));
        let joined = types.join(a, b);
        types.export(joined)
    }

    /// The type of a value that may be missing.
    #[must_use]
    pub fn or_nil(&self) -> Self {
        if self.is_dynamic() || self.members().contains(&Self::Nil) {
            return self.clone();
        }
        Self::Union(self.members().iter().cloned().chain([Self::Nil]).collect())
    }

    /// Whether nil may be a value of it, for all that is known.
    pub fn may_be_nil(&self) -> bool {
        self.is_dynamic() || self.members().contains(&Self::Nil)
    }

    /// The type without nil, unless nil is all that there is.
    #[must_use]
    pub fn non_nil(&self) -> Self {
        let rest = self.members().iter().filter(|member| **member != Self::Nil);
        rest.cloned().reduce(|a, b| a.join(&b)).unwrap_or(Self::Nil)
    }

    fn members(&self) -> &[Self] {
        match self {
            Self::Union(members) => members,
            one => std::slice::from_ref(one),
        }
    }

    /// The table that it is, with no other possibility.
    pub fn as_table(&self) -> Option<&SharedTable> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Whether nothing can be said of its values.
    pub fn is_dynamic(&self) -> bool {
        self.members()
            .iter()
            .any(|member| matches!(member, Self::Any | Self::Unknown))
    }
}

impl Types {
    /// Takes a type in.
    pub fn import(&mut self, ty: &PortableType) -> Ty {
        match ty {
            PortableType::Unknown => Ty::UNKNOWN,
            PortableType::Any => Ty::ANY,
            PortableType::Nil => Ty::NIL,
            PortableType::Boolean(value) => self.intern(TyData::Boolean(*value)),
            PortableType::Integer => Ty::INTEGER,
            PortableType::Number => Ty::NUMBER,
            PortableType::String(None) => Ty::STRING,
            PortableType::String(Some(text)) => self.string_literal(text),
            PortableType::Function => Ty::FUNCTION,
            PortableType::AnyTable => Ty::TABLE,
            PortableType::Array(items) => {
                let items = self.import(items);
                self.intern(TyData::Array(items))
            }
            PortableType::Map(values) => {
                // A key that is asked for may not be there.
                let values = self.import(values);
                let values = self.join(values, Ty::NIL);
                self.intern(TyData::Map(Ty::STRING, values))
            }
            PortableType::Table(table) => {
                let fields = table
                    .fields
                    .iter()
                    .map(|field| Field {
                        name: self.intern_text(&field.name),
                        ty: self.import(&field.ty),
                        optional: field.optional,
                    })
                    .collect();
                let table = Table {
                    origin: Origin::Elsewhere,
                    fields,
                    items: None,
                    open: table.open,
                };
                self.intern(TyData::Table(Box::new(table)))
            }
            PortableType::Union(members) => {
                let members: Vec<Ty> = members.iter().map(|member| self.import(member)).collect();
                self.union(members)
            }
        }
    }

    /// Gives a type out, cut at depth 8 and 64 keys. Numbers lose their values, so that an edit of one stops here.
    pub fn export(&self, ty: Ty) -> PortableType {
        let mut left = MAX_PARTS;
        self.export_at(ty, 0, &mut left)
    }

    /// `left` counts the parts that may still follow.
    fn export_at(&self, ty: Ty, depth: usize, left: &mut usize) -> PortableType {
        if depth > MAX_DEPTH || *left == 0 {
            return PortableType::Unknown;
        }
        *left -= 1;
        match self.get(ty) {
            TyData::Nil => PortableType::Nil,
            TyData::Boolean(value) => PortableType::Boolean(*value),
            TyData::Integer(_) => PortableType::Integer,
            TyData::Number(_) => PortableType::Number,
            TyData::String(value) => PortableType::String(value.map(|text| self.text(text).into())),
            TyData::AnyTable => PortableType::AnyTable,
            TyData::AnyFunction | TyData::Function(_) | TyData::Closure(_) => PortableType::Function,
            TyData::Any => PortableType::Any,
            TyData::Array(items) => PortableType::Array(Arc::new(self.export_at(*items, depth + 1, left))),
            TyData::Map(_, values) => {
                PortableType::Map(Arc::new(self.export_at(*values, depth + 1, left).non_nil()))
            }
            TyData::Table(table) => self.export_table(table, depth, left),
            TyData::Class(class) => self.export_class(*class, depth, left),
            TyData::Union(members) => {
                let mut out: Vec<PortableType> = Vec::new();
                for member in members {
                    let member = self.export_at(*member, depth, left);
                    if member.is_dynamic() {
                        return PortableType::Unknown;
                    }
                    if !out.contains(&member) {
                        out.push(member);
                    }
                }
                match <[PortableType; 1]>::try_from(out) {
                    Ok([one]) => one,
                    Err(out) => PortableType::Union(out.into()),
                }
            }
            TyData::Never
            | TyData::Thread
            | TyData::Promise(_)
            | TyData::Unknown
            | TyData::Instance(_)
            | TyData::Builtin(_)
            | TyData::Context { .. } => PortableType::Unknown,
        }
    }

    fn export_class(&self, class: TextId, depth: usize, left: &mut usize) -> PortableType {
        let open = !self.is_exact(class) || self.class_fields(class).nth(MAX_FIELDS).is_some();
        let fields = self
            .class_fields(class)
            .take(MAX_FIELDS)
            .map(|field| PortableField {
                name: self.text(field.name).into(),
                ty: self.export_at(field.ty, depth + 1, left),
                optional: field.optional,
            });
        PortableType::table(PortableTable {
            fields: fields.collect(),
            open,
        })
    }

    fn export_table(&self, table: &Table, depth: usize, left: &mut usize) -> PortableType {
        if let (true, Some(items)) = (table.fields.is_empty(), table.items) {
            return PortableType::Array(Arc::new(self.export_at(items, depth + 1, left)));
        }
        let fields = table.fields.iter().take(MAX_FIELDS).map(|field| PortableField {
            name: self.text(field.name).into(),
            // Whoever may give a table more keys may have changed these.
            ty: if table.open {
                PortableType::Unknown
            } else {
                self.export_at(field.ty, depth + 1, left)
            },
            optional: field.optional,
        });
        PortableType::table(PortableTable {
            fields: fields.collect(),
            open: table.open || table.items.is_some() || table.fields.len() > MAX_FIELDS,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_in_again() {
        let mut inner = PortableTable::default();
        inner.set("country", PortableType::String(Some("DE".into())), true);
        let mut outer = PortableTable::default();
        outer.set("geo", PortableType::table(inner), false);
        outer.set("score", PortableType::Integer.join(&PortableType::Nil), false);
        let there = PortableType::table(outer);
        let mut types = Types::default();
        let ty = types.import(&there);
        assert_eq!(types.export(ty), there);
    }

    #[test]
    fn tables_that_share_parts_are_cut_too() {
        let mut types = Types::default();
        let mut ty = Ty::STRING;
        for _ in 0..8 {
            let fields = (0..60).map(|n| Field {
                name: types.intern_text(&format!("k{n}")),
                ty,
                optional: false,
            });
            let fields = fields.collect();
            let origin = Origin::Elsewhere;
            ty = types.intern(TyData::Table(Box::new(Table {
                origin,
                fields,
                items: None,
                open: false,
            })));
        }
        let table = types.export(ty);
        assert_eq!(table.as_table().unwrap().fields.len(), 60);
    }

    #[test]
    fn tables_deeper_than_eight_are_cut() {
        let mut types = Types::default();
        let mut ty = Ty::STRING;
        for _ in 0..20 {
            let name = types.intern_text("x");
            let fields = vec![Field {
                name,
                ty,
                optional: false,
            }];
            ty = types.intern(TyData::Table(Box::new(Table {
                origin: Origin::Elsewhere,
                fields,
                items: None,
                open: false,
            })));
        }
        let mut depth = 0;
        let mut at = types.export(ty);
        while let Some(table) = at.clone().as_table() {
            depth += 1;
            at = table.fields[0].ty.clone();
        }
        assert_eq!((depth, at), (MAX_DEPTH + 1, PortableType::Unknown));
    }
}
