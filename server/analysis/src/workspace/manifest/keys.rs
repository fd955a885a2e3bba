//! The keys of the manifest by section, from the schema of the file, and their old names.

use std::sync::OnceLock;

use serde_json::{Map, Value};

/// A table of the manifest whose keys are fixed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Section {
    Root,
    Fetch,
    Limits,
    Check,
    Format,
    Remote,
}

/// Names of earlier versions; each works for two minor releases more.
const OLD_NAMES: [(Section, &str, &str); 2] = [
    (Section::Root, "min-version", "required-version"),
    (Section::Fetch, "allowed-hosts", "allow-hosts"),
];

impl Section {
    /// The keys, in the order in which they are documented.
    pub(super) fn keys(self) -> impl Iterator<Item = &'static str> + Clone {
        self.properties().keys().map(String::as_str)
    }

    /// The schema of the value of `key`.
    pub(super) fn schema_of(self, key: &str) -> &'static Value {
        self.properties().get(key).unwrap_or(&Value::Null)
    }

    /// The section in a message: ``a key of `[fetch]` ``.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Root => "the manifest",
            Self::Fetch => "`[fetch]`",
            Self::Limits => "`[limits]`",
            Self::Check => "`[check]`",
            Self::Format => "`[format]`",
            Self::Remote => "a remote",
        }
    }

    /// The name that took the place of `old`.
    pub(super) fn renamed(self, old: &str) -> Option<&'static str> {
        let entry = OLD_NAMES
            .iter()
            .find(|(section, name, _)| *section == self && *name == old);
        entry.map(|(_, _, new)| *new)
    }

    fn properties(self) -> &'static Map<String, Value> {
        static SCHEMA: OnceLock<Value> = OnceLock::new();
        let schema = SCHEMA.get_or_init(|| {
            let schema = pipelua_schemas::builtin().file_schema("manifest");
            schema.expect("the manifest has a schema").to_value()
        });
        let pointer = match self {
            Self::Root => "/properties",
            Self::Fetch => "/properties/fetch/properties",
            Self::Limits => "/properties/limits/properties",
            Self::Check => "/properties/check/properties",
            Self::Format => "/properties/format/properties",
            Self::Remote => "/properties/remotes/additionalProperties/properties",
        };
        schema
            .pointer(pointer)
            .and_then(Value::as_object)
            .expect("every section stands in the schema")
    }
}
