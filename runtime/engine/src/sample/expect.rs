//! What a sample expects; what it does not name is not checked.

use std::collections::BTreeMap;

use pipelua_rules::pattern::{MatchError, Pattern, Steps};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::error::ErrorClass;

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expect {
    pub verdict: Option<String>,
    pub reason: Option<ExpectedText>,
    #[serde(default, deserialize_with = "error_class")]
    pub error_class: ExpectedClass,
    pub data: Option<Map<String, Value>>,
    #[serde(default)]
    pub data_match: DataMatch,
    #[serde(default)]
    pub nodes: BTreeMap<String, String>,
    pub fetched: Option<u64>,
    #[serde(default)]
    pub logs: Vec<ExpectedLog>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataMatch {
    #[default]
    Subset,
    Exact,
}

/// A text, or a part of it, or a Lua pattern.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum ExpectedText {
    Exact(String),
    Contains { contains: String },
    Matches { matches: String },
}

/// A line that must be logged, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ExpectedLog {
    pub level: Option<String>,
    pub contains: Option<String>,
    pub matches: Option<String>,
}

/// The class of the error that must occur.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ExpectedClass {
    #[default]
    Unchecked,
    /// `null`: there must be no error at all.
    None,
    Class(String),
}

/// Called only where the key is there.
fn error_class<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ExpectedClass, D::Error> {
    let class = Option::deserialize(deserializer)?;
    Ok(class.map_or(ExpectedClass::None, ExpectedClass::Class))
}

impl Expect {
    /// Whether it is about a context that does not fit its hook.
    pub fn is_of_invalid_input(&self) -> bool {
        self.error_class == ExpectedClass::Class(ErrorClass::InputInvalid.as_str().to_owned())
    }
}

impl ExpectedText {
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Exact(exact) => text == exact,
            Self::Contains { contains } => text.contains(contains),
            Self::Matches { matches: pattern } => matches(pattern, text),
        }
    }
}

impl ExpectedLog {
    pub fn fits(&self, level: &str, message: &str) -> bool {
        self.level.as_deref().is_none_or(|expected| expected == level)
            && self.contains.as_deref().is_none_or(|part| message.contains(part))
            && self
                .matches
                .as_deref()
                .is_none_or(|pattern| matches(pattern, message))
    }
}

/// Whether a Lua pattern matches. One that is malformed, or takes too many steps, does not.
fn matches(pattern: &str, text: &str) -> bool {
    let mut steps = Steps::new(1_000_000);
    let found: Result<_, MatchError> = Pattern::new(pattern.as_bytes()).find(text.as_bytes(), 0, &mut steps);
    found.is_ok_and(|found| found.is_some())
}
