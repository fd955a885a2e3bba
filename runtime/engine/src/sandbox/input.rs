//! What a script is given beside its text: its context, its settings, the time and chance.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use pipelua_schemas::Mode;

use super::readings::Readings;

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
/// So many bytes of a secret are no word by chance.
const SHORT: usize = 6;

impl Settings {
    /// `text` without any value of a secret, be it in other case, percent-encoded, in base64 or escaped as in JSON.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let readings = Readings::of(text);
        for secret in self.secret_values() {
            found.extend(readings.places(secret));
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

    /// The name of a secret whose value stands in `text`, in any of those forms. A short one stands by itself: its letters are
    /// a part of many words, and no run must fail for that.
    pub fn secret_in(&self, text: &str) -> Option<&str> {
        let readings = Readings::of(text);
        self.secret_where(|secret| {
            let mut places = readings.places(secret);
            places.any(|place| secret.len() >= SHORT || is_word(text, &place))
        })
    }

    /// The name of a secret that is this number, whatever its sign.
    pub fn secret_that_is(&self, number: f64) -> Option<&str> {
        self.secret_where(|secret| {
            let is_plain = secret.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            is_plain
                && secret
                    .parse::<f64>()
                    .is_ok_and(|value| value.to_bits() == number.abs().to_bits())
        })
    }

    fn secret_where(&self, is_it: impl Fn(&str) -> bool) -> Option<&str> {
        let mut values = self
            .secrets
            .iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let found = values.find(|(_, value)| !value.is_empty() && is_it(value));
        found.map(|(name, _)| name.as_str())
    }

    fn secret_values(&self) -> impl Iterator<Item = &str> {
        let values = self.secrets.values().filter_map(Option::as_deref);
        values.filter(|value| !value.is_empty())
    }
}

/// Whether no letter and no digit touches this place.
fn is_word(text: &str, place: &Range<usize>) -> bool {
    let before = text.get(..place.start).and_then(|text| text.chars().next_back());
    let after = text.get(place.end..).and_then(|text| text.chars().next());
    !before.into_iter().chain(after).any(char::is_alphanumeric)
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
    fn a_short_secret_is_no_part_of_a_word() {
        let settings = Settings {
            secrets: BTreeMap::from([("PIN".to_owned(), Some("1234".to_owned()))]),
            env: BTreeMap::new(),
        };
        for text in ["order 91234", "12345", "x1234é", "é1234"] {
            assert_eq!(settings.secret_in(text), None, "{text}");
        }
        for text in ["1234", "pin=1234&", "[1234]", "%31234", "é 1234"] {
            assert_eq!(settings.secret_in(text), Some("PIN"), "{text}");
        }
        assert_eq!(settings.redact("order 91234"), "order 9***");
    }

    #[test]
    fn a_secret_is_found_in_the_forms_that_texts_have() {
        for (secret, text, expected) in [
            ("sk-Live1", "x sk-Live1 y sk-Live1", "x *** y ***"),
            ("sk-Live1", "host sk-live1.example", "host ***.example"),
            ("ab+cd/ef==", "?k=ab%2Bcd%2Fef%3D%3D", "?k=***"),
            ("ab+cd/ef==", "?k=ab%2bcd%2fef%3d%3d", "?k=***"),
            (
                "sk-live.1 x",
                "?k=sk%2Dlive%2e1+x&l=sk%2dlive.1%20X",
                "?k=***&l=***",
            ),
            ("100%+", "of 100%+ or 100%25%2B", "of *** or ***"),
            ("a\"b\\c", r#"{"k":"a\"b\\c"}"#, r#"{"k":"***"}"#),
            ("é1", "éé1é", "é***é"),
            ("abc", "ab", "ab"),
            ("*", "**", "******"),
            ("aba", "x ababa y", "x *** y"),
            ("sk-Live1", "Basic dTpzay1MaXZlMQ==", "Basic dT***=="),
            ("sk-Live1", "/a/c2stTGl2ZTE?x", "/a/***?x"),
            ("sk?Live>1", "k=c2s_TGl2ZT4x k=c2s/TGl2ZT4x", "k=*** k=***"),
        ] {
            assert_eq!(redacted(secret, text), expected, "{secret} in {text}");
        }
    }
}
