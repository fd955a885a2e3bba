//! What a trace keeps to itself: secrets always, and what its owner asks for.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::sandbox::Settings;

/// What stands in the place of the value of a configured key.
const REDACTED: &str = "***";

/// Applied before anything is kept.
#[derive(Debug, Clone, Copy)]
pub struct Redaction<'a> {
    /// Their secrets never appear.
    pub settings: &'a Settings,
    /// Keys of objects whose values are nobody's business, in lower case.
    pub keys: &'a [String],
    /// Whether e-mail addresses become hashes, by which runs of one person can still be found.
    pub hash_emails: bool,
}

impl Redaction<'_> {
    /// Secrets and nothing else.
    pub fn of_secrets(settings: &Settings) -> Redaction<'_> {
        Redaction {
            settings,
            keys: &[],
            hash_emails: false,
        }
    }

    /// Depth is bounded: values were parsed or made by a script.
    pub fn json(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.json(item)).collect(),
            Value::Object(fields) => Value::Object(self.object(fields)),
            other => other.clone(),
        }
    }

    pub fn object(&self, fields: &Map<String, Value>) -> Map<String, Value> {
        let redacted = fields.iter().map(|(key, value)| {
            let is_private = self.keys.contains(&key.to_lowercase());
            let value = if is_private {
                Value::String(REDACTED.to_owned())
            } else {
                self.json(value)
            };
            (self.settings.redact(key).into_owned(), value)
        });
        redacted.collect()
    }

    pub fn text(&self, text: &str) -> String {
        let text = self.settings.redact(text);
        if self.hash_emails && text.contains('@') {
            return text.split_inclusive(is_no_part).map(with_hash).collect();
        }
        text.into_owned()
    }
}

/// Whether a character cannot stand in an address.
fn is_no_part(c: char) -> bool {
    !(c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '%' | '+' | '-'))
}

/// A word with what ends it; a hash in its place if it is an address.
fn with_hash(piece: &str) -> String {
    let word = piece.trim_end_matches(|c| is_no_part(c) || c == '.');
    let is_email = word
        .split_once('@')
        .is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.') && !domain.contains('@'));
    if !is_email {
        return piece.to_owned();
    }
    let hash = Sha256::digest(word.to_lowercase());
    let first = u64::from_be_bytes(std::array::from_fn(|index| hash[index]));
    format!("email:{first:016x}{}", &piece[word.len()..])
}
