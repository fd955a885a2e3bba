//! The annotations that are this product's own, beside those of LuaCATS.

use serde::Deserialize;

/// A tag of a `---` comment, such as `@hook`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Annotation {
    /// With its `@`.
    pub tag: String,
    /// How a line with it is written.
    pub form: String,
    /// What it says, in a few words.
    pub title: String,
    /// Markdown.
    #[serde(deserialize_with = "crate::lines::text")]
    pub docs: String,
    /// A script that has it.
    pub example: String,
}

pub(crate) fn builtin() -> Vec<Annotation> {
    #[derive(Deserialize)]
    struct File {
        annotations: Vec<Annotation>,
    }
    serde_json::from_str::<File>(include_str!("../annotations.json"))
        .expect("annotations.json is checked by a test")
        .annotations
}
