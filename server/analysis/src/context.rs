//! What `context` is: one exact shape for each placement of a script, and the set of those still possible.

use std::sync::Arc;

use pipelua_schemas::{Mode, OnError, Schema, SchemaKind};

use crate::ty::{PortableField, PortableTable, PortableType, SharedTable};

/// The placements that a script is inferred for. Equal contexts share one inference.
#[salsa::interned(debug)]
pub struct ContextKey<'db> {
    pub context: Context,
}

/// One shape of `context` for each placement; none means that nothing is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Context {
    pub placements: Vec<PlacementContext>,
}

/// `context` as one placement sees it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PlacementContext {
    pub hook: Arc<str>,
    /// `None` for a script that stands alone on its `---@hook`.
    pub node: Option<Arc<str>>,
    pub mode: Mode,
    pub on_error: OnError,
    pub fields: SharedTable,
}

/// More placements than this are not told apart: `context` is then unknown.
pub(crate) const MAX_PLACEMENTS: usize = 64;

/// Some of the placements of a [`Context`], by position.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PlacementSet(u64);

impl PlacementSet {
    pub const EMPTY: Self = Self(0);

    /// The first `count` placements.
    pub fn first(count: usize) -> Self {
        Self(if count >= MAX_PLACEMENTS {
            u64::MAX
        } else {
            (1 << count) - 1
        })
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    pub fn contains(self, placement: usize) -> bool {
        placement < MAX_PLACEMENTS && self.0 >> placement & 1 == 1
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn insert(&mut self, placement: usize) {
        self.0 |= 1 << placement;
    }

    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..MAX_PLACEMENTS).filter(move |at| self.contains(*at))
    }
}

impl Context {
    pub fn all(&self) -> PlacementSet {
        PlacementSet::first(self.placements.len())
    }

    /// The placements of `set`.
    pub fn of(&self, set: PlacementSet) -> impl Iterator<Item = &PlacementContext> {
        set.iter().filter_map(|at| self.placements.get(at))
    }
}

impl PlacementContext {
    /// The type at a path below `context`: `None` where a table on the way has no such key.
    pub fn at<'a>(&self, path: impl Iterator<Item = &'a str>) -> Option<PortableType> {
        let mut at = PortableType::Table(self.fields.clone());
        for name in path {
            at = match &at {
                PortableType::Table(table) => match table.field(name) {
                    Some(field) if field.optional => field.ty.or_nil(),
                    Some(field) => field.ty.clone(),
                    None if table.open => PortableType::Unknown,
                    None => return None,
                },
                PortableType::Map(values) => values.or_nil(),
                _ => PortableType::Unknown,
            };
        }
        Some(at)
    }
}

/// The type of the values that a schema accepts.
pub fn type_of_schema(schema: &Schema) -> PortableType {
    match &schema.kind {
        SchemaKind::Any => PortableType::Any,
        SchemaKind::Null => PortableType::Nil,
        SchemaKind::Boolean => PortableType::Boolean(None),
        SchemaKind::Integer => PortableType::Integer,
        SchemaKind::Number => PortableType::Number,
        SchemaKind::String { one_of, .. } if one_of.is_empty() => PortableType::String(None),
        SchemaKind::String { one_of, .. } => one_of
            .iter()
            .map(|value| PortableType::String(Some(value.as_str().into())))
            .reduce(|a, b| a.join(&b))
            .unwrap_or(PortableType::String(None)),
        SchemaKind::Array(items) => PortableType::Array(Arc::new(type_of_schema(items))),
        SchemaKind::Object {
            fields,
            additional: Some(values),
            ..
        } if fields.is_empty() => PortableType::Map(Arc::new(type_of_schema(values))),
        SchemaKind::Object {
            fields,
            additional,
            open,
        } => PortableType::table(PortableTable {
            fields: fields
                .iter()
                .map(|field| PortableField {
                    name: field.name.as_str().into(),
                    ty: type_of_schema(&field.schema),
                    optional: !field.required,
                })
                .collect(),
            open: *open || additional.is_some(),
        }),
        SchemaKind::Union(members) => members
            .iter()
            .map(type_of_schema)
            .reduce(|a, b| a.join(&b))
            .unwrap_or(PortableType::Unknown),
    }
}
