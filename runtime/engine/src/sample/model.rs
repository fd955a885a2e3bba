//! What a sample's file says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::expect::Expect;

/// A sample; `schemas/files/sample.schema.json` documents its keys.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
    pub description: Option<String>,
    pub context: Map<String, Value>,
    /// Runs this node alone, with `outputs` in the place of those before it.
    pub node: Option<String>,
    #[serde(default)]
    pub outputs: BTreeMap<String, Map<String, Value>>,
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// ISO 8601; it stands still, at [`NOW`] if there is none.
    pub now: Option<String>,
    #[serde(default = "first_seed")]
    pub seed: i64,
    #[serde(default)]
    pub fetch: Vec<Mock>,
    pub expect: Option<Expect>,
}

/// The time of a sample that names none, so that it runs tomorrow as it did today; `default` of `now` in its schema.
pub const NOW: &str = "2026-01-01T00:00:00Z";

fn first_seed() -> i64 {
    1
}

/// An answer in the place of the network.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mock {
    /// All, if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// `*` stands for any characters.
    pub url: String,
    #[serde(default = "fine")]
    pub status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<MockError>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay_ms: u64,
    /// Without end, if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn fine() -> u16 {
    200
}

/// The ways in which a request has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MockError {
    Refused,
    Dns,
    Tls,
    Timeout,
    Size,
}

impl Sample {
    /// What a host sends at a time, with nothing in the place of anything.
    pub fn of_context(context: Map<String, Value>, now_ms: i64, seed: i64) -> Self {
        let now = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
        Self {
            description: None,
            context,
            node: None,
            outputs: BTreeMap::new(),
            secrets: BTreeMap::new(),
            env: BTreeMap::new(),
            now: Some(now.to_string()),
            seed,
            fetch: Vec::new(),
            expect: None,
        }
    }

    /// Reads a sample.
    ///
    /// # Errors
    /// When it is no JSON or has not the shape of a sample; the text names the line.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
