//! What a script is given beside its text: its context, its settings, the time and chance.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
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
    /// `text` without any value of a secret, be it in other case, percent-encoded or escaped as in JSON.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        let mut forms: Vec<String> = self.secret_values().flat_map(forms).collect();
        // The longest first, should one be a part of another.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        for form in forms {
            if let Some(redacted) = without(&text, &form) {
                text = Cow::Owned(redacted);
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

    /// The name of a secret whose value is exactly `text`, as a number has it.
    pub fn secret_that_is(&self, text: &str) -> Option<&str> {
        let is_it = |value: &Option<String>| value.as_deref() == Some(text);
        let found = self.secrets.iter().find(|(_, value)| is_it(value));
        found.map(|(name, _)| name.as_str())
    }

    fn secret_values(&self) -> impl Iterator<Item = &str> {
        let values = self.secrets.values().filter_map(Option::as_deref);
        values.filter(|value| !value.is_empty())
    }
}

/// How a secret is written where texts go: as it is, in a URL, in JSON.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !secret.bytes().all(plain) {
        let encoded = secret.bytes().fold(String::new(), |mut out, byte| {
            if plain(byte) {
                out.push(char::from(byte));
            } else {
                let _ = write!(out, "%{byte:02X}");
            }
            out
        });
        let json = serde_json::Value::from(secret).to_string();
        forms.push(json[1..json.len() - 1].to_owned());
        forms.dedup();
        forms.push(encoded);
    }
    forms
}

/// `text` with [`REDACTED`] for each `form` in it, whatever its case: hosts are told in lower case. In one pass, because
/// a script makes long texts. `None` if there is none.
fn without(text: &str, form: &str) -> Option<String> {
    let (bytes, form) = (text.as_bytes(), form.as_bytes());
    let is_here = |at: usize| {
        let here = bytes.get(at..at + form.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(form))
    };
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    while at < bytes.len() {
        if is_here(at) {
            // Both ends are borders of characters: only the case of ASCII letters may differ.
            out.push_str(text.get(kept..at)?);
            out.push_str(REDACTED);
            at += form.len();
            kept = at;
        } else {
            at += 1;
        }
    }
    if kept == 0 {
        return None;
    }
    out.push_str(text.get(kept..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(secret: &str, text: &str) -> String {
        let settings = Settings {
            secrets: BTreeMap::from([("KEY".to_owned(), Some(secret.to_owned()))]),
            env: BTreeMap::new(),
        };
        settings.redact(text).into_owned()
    }

    #[test]
    fn a_secret_is_found_in_the_forms_that_texts_have() {
        for (secret, text, expected) in [
            ("sk-Live1", "x sk-Live1 y sk-Live1", "x *** y ***"),
            ("sk-Live1", "host sk-live1.example", "host ***.example"),
            ("ab+cd/ef==", "?k=ab%2Bcd%2Fef%3D%3D", "?k=***"),
            ("ab+cd/ef==", "?k=ab%2bcd%2fef%3d%3d", "?k=***"),
            ("a\"b\\c", r#"{"k":"a\"b\\c"}"#, r#"{"k":"***"}"#),
            ("é1", "éé1é", "é***é"),
            ("abc", "ab", "ab"),
            ("*", "**", "******"),
        ] {
            assert_eq!(redacted(secret, text), expected, "{secret} in {text}");
        }
    }
}
