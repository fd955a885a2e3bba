//! A type of data: the part of JSON Schema 2020-12 that Pipelua understands, with references resolved.

mod read;
mod validate;

use serde_json::Value;

pub(crate) use read::{Reader, Shared, escape};
pub use validate::{Problem, ProblemKind};

/// The type of a value, with what it means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Schema {
    pub title: Option<String>,
    /// Markdown; empty if nothing is said.
    pub description: String,
    /// Values that this schema accepts.
    pub examples: Vec<Value>,
    pub deprecated: bool,
    /// Name of the `$defs` entry that this came from, such as `user`.
    pub type_name: Option<String>,
    pub bounds: Bounds,
    pub kind: SchemaKind,
}

/// What values there are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SchemaKind {
    Any,
    Null,
    Boolean,
    /// 64 bits.
    Integer,
    Number,
    String {
        /// The only values, if not empty.
        one_of: Vec<String>,
        /// A word for people and generators, such as `email`. It is not checked.
        format: Option<String>,
    },
    /// A list of items of one type.
    Array(Box<Schema>),
    Object {
        /// In the order of the file.
        fields: Vec<Field>,
        /// Type of the values under keys without a field, where the object is a map.
        additional: Option<Box<Schema>>,
        /// Whether there may be keys without a field.
        open: bool,
    },
    Union(Vec<Schema>),
}

/// A named member of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    pub name: String,
    pub required: bool,
    pub schema: Schema,
}

/// Bounds, each checked where it applies; lengths of strings count characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bounds {
    pub minimum: Option<serde_json::Number>,
    pub maximum: Option<serde_json::Number>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
}

impl Schema {
    /// A schema of this kind about which nothing else is said.
    pub fn new(kind: SchemaKind) -> Self {
        Self {
            title: None,
            description: String::new(),
            examples: Vec::new(),
            deprecated: false,
            type_name: None,
            bounds: Bounds::default(),
            kind,
        }
    }

    /// An object with any keys.
    pub fn open_object() -> Self {
        Self::new(SchemaKind::Object {
            fields: Vec::new(),
            additional: None,
            open: true,
        })
    }

    /// The fields, if this is an object.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            SchemaKind::Object { fields, .. } => fields,
            _ => &[],
        }
    }

    /// The field of this name, if this is an object that has it.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// The type in a few words for people, such as `string`, `"grant" or "revoke"`, `list of string`.
    pub fn summary(&self) -> String {
        match &self.kind {
            SchemaKind::Any => "any value".to_owned(),
            SchemaKind::Null => "null".to_owned(),
            SchemaKind::Boolean => "boolean".to_owned(),
            SchemaKind::Integer => "integer".to_owned(),
            SchemaKind::Number => "number".to_owned(),
            SchemaKind::String { one_of, .. } if one_of.is_empty() => "string".to_owned(),
            SchemaKind::String { one_of, .. } => one_of
                .iter()
                .map(|value| format!("\"{value}\""))
                .collect::<Vec<_>>()
                .join(" or "),
            SchemaKind::Array(item) => format!("list of {}", item.summary()),
            SchemaKind::Object { .. } => self.type_name.clone().unwrap_or_else(|| "object".to_owned()),
            SchemaKind::Union(members) => members.iter().map(Self::summary).collect::<Vec<_>>().join(" or "),
        }
    }
}
