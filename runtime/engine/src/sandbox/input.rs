//! What a script is given beside its text: its context, its settings, the time and chance.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::ops::Range;
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
        let mut found: Vec<Range<usize>> = Vec::new();
        for form in self.secret_values().flat_map(forms) {
            found.extend(places(text, &form));
        }
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        found.sort_unstable_by_key(|place| place.start);
        let mut out = String::new();
        let mut kept = 0;
        for place in found {
            // What overlaps is one place: no part of any secret is left.
            if place.start >= kept {
                out.push_str(text.get(kept..place.start).unwrap_or_default());
                out.push_str(REDACTED);
            }
            kept = kept.max(place.end);
        }
        out.push_str(text.get(kept..).unwrap_or_default());
        Cow::Owned(out)
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

/// Where `form` stands in `text`, whatever its case: hosts are told in lower case. Both ends of each place are borders of
/// characters, because only the case of ASCII letters may differ.
fn places(text: &str, form: &str) -> impl Iterator<Item = Range<usize>> {
    let (bytes, form) = (text.as_bytes(), form.as_bytes().to_vec());
    let starts = bytes.windows(form.len()).enumerate();
    let length = form.len();
    let starts = starts.filter(move |(_, here)| here.eq_ignore_ascii_case(&form));
    starts.map(move |(start, _)| start..start + length)
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
    fn secrets_that_overlap_leave_nothing() {
        let secrets = [("A", "abc"), ("B", "bcde"), ("C", "*")];
        let settings = Settings {
            secrets: secrets
                .map(|(name, value)| (name.to_owned(), Some(value.to_owned())))
                .into(),
            env: BTreeMap::new(),
        };
        assert_eq!(settings.redact("xabcdey bcde abc *"), "x***y *** *** ***");
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
            ("aba", "x ababa y", "x *** y"),
        ] {
            assert_eq!(redacted(secret, text), expected, "{secret} in {text}");
        }
    }
}
