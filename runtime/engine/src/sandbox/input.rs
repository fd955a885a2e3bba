//! What a script is given beside its text: its context, its settings, the time and chance.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
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

    /// The name of a secret whose value stands in `text`, in any of those forms.
    pub fn secret_in(&self, text: &str) -> Option<&str> {
        let readings = Readings::of(text);
        self.secret_where(|secret| readings.places(secret).next().is_some())
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

/// A text as it is, and as it reads once percent-encoding is undone.
struct Readings<'a> {
    text: &'a [u8],
    decoded: Option<Decoded>,
}

struct Decoded {
    bytes: Vec<u8>,
    /// Where each byte begins in the text, and where the last one ends.
    starts: Vec<usize>,
}

impl<'a> Readings<'a> {
    fn of(text: &'a str) -> Self {
        let is_encoded = text.contains(['%', '+']);
        Self {
            text: text.as_bytes(),
            decoded: is_encoded.then(|| decoded(text.as_bytes())),
        }
    }

    /// Where a secret stands in the text: as it is, as in JSON, or in a URL. In any case, because hosts are told in lower
    /// case. Both ends of each place are borders of characters: only the case of ASCII letters may differ.
    fn places(&self, secret: &str) -> impl Iterator<Item = Range<usize>> {
        let json = serde_json::Value::from(secret).to_string();
        let json = &json[1..json.len() - 1];
        let plain = equal_parts(self.text, secret.as_bytes());
        let escaped = (json != secret).then(|| equal_parts(self.text, json.as_bytes()));
        let encoded = self.decoded.as_ref().map(|decoded| {
            // A plus may be a blank.
            let blank_as_plus = secret.replace(' ', "+");
            let mut places = equal_parts(&decoded.bytes, secret.as_bytes());
            if blank_as_plus != secret {
                places.extend(equal_parts(&decoded.bytes, blank_as_plus.as_bytes()));
            }
            let starts = &decoded.starts;
            let in_text = places
                .into_iter()
                .map(|place| starts[place.start]..starts[place.end]);
            in_text.collect::<Vec<_>>()
        });
        plain
            .into_iter()
            .chain(escaped.into_iter().flatten())
            .chain(encoded.into_iter().flatten())
    }
}

fn equal_parts(text: &[u8], part: &[u8]) -> Vec<Range<usize>> {
    let starts = text.windows(part.len()).enumerate();
    let starts = starts.filter(|(_, here)| here.eq_ignore_ascii_case(part));
    starts.map(|(start, _)| start..start + part.len()).collect()
}

/// `%2D` as the byte that it stands for.
fn decoded(text: &[u8]) -> Decoded {
    let (mut bytes, mut starts) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        starts.push(at);
        let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            bytes.push((high * 16 + low) as u8);
            at += 3;
        } else {
            bytes.push(*byte);
            at += 1;
        }
    }
    starts.push(text.len());
    Decoded { bytes, starts }
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
        ] {
            assert_eq!(redacted(secret, text), expected, "{secret} in {text}");
        }
    }
}
