//! What a script is given beside its text: its context, its settings, the time and chance.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use pipelua_schemas::Mode;

/// Everything that one script run depends on; the same input gives the same result.
#[derive(Debug, Clone)]
pub struct ScriptInput<'a> {
    /// `context`; the script gets a copy of its own.
    pub context: Cow<'a, serde_json::Value>,
    pub mode: Mode,
    pub settings: Arc<Settings>,
    pub clock: Arc<dyn Clock>,
    pub chance: Chance,
}

/// The time, which a sample fixes.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Milliseconds since 1970 UTC.
    fn now_ms(&self) -> i64;
}

/// The clock of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}

/// A time that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub i64);

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.0
    }
}

/// Where `math.random` and `uuid` take their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// The same numbers in each run, as samples have them.
    Seed(u64),
    /// 32 bytes that nobody can guess.
    Entropy([u8; 32]),
}

/// The names under `[secrets]` and `[env]` of the manifest, and the values that are at hand.
#[derive(Clone, Default)]
pub struct Settings {
    pub secrets: BTreeMap<String, Option<String>>,
    pub env: BTreeMap<String, Option<String>>,
}

/// Never shows a value.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("secrets", &self.secrets.keys())
            .field("env", &self.env.keys())
            .finish()
    }
}

/// What stands in the place of a secret.
const REDACTED: &str = "***";

impl Settings {
    /// `text` without any value of a secret.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        // The longest first, should one be a part of another.
        let mut values: Vec<&str> = self.secret_values().collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        for value in values {
            if text.contains(value) {
                text = Cow::Owned(text.replace(value, REDACTED));
            }
        }
        text
    }

    /// The name of a secret whose value stands in `text`.
    pub fn secret_in(&self, text: &str) -> Option<&str> {
        let with_value = self
            .secrets
            .iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        with_value
            .filter(|(_, value)| !value.is_empty())
            .find(|(_, value)| text.contains(value))
            .map(|(name, _)| name.as_str())
    }

    fn secret_values(&self) -> impl Iterator<Item = &str> {
        let values = self.secrets.values().filter_map(Option::as_deref);
        values.filter(|value| !value.is_empty())
    }
}
