//! Classes of errors: the third way a run can end, beside allowed and denied.

use serde::Deserialize;

/// One class, such as `limit.time`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ErrorClass {
    pub name: String,
    /// One sentence that completes "the run ended because".
    pub title: String,
    /// Markdown: when it happens and what to do.
    #[serde(deserialize_with = "crate::lines::text")]
    pub docs: String,
    /// Whether `pcall` in a script can catch it.
    #[serde(default)]
    pub catchable: bool,
    /// Whether it is about the run itself, so that no node is named.
    #[serde(default)]
    pub of_run: bool,
}

pub(crate) fn builtin() -> Vec<ErrorClass> {
    #[derive(Deserialize)]
    struct File {
        classes: Vec<ErrorClass>,
    }
    serde_json::from_str::<File>(include_str!("../errors.json"))
        .expect("errors.json is checked by a test")
        .classes
}
