//! Reads a text that a data file may write as one string or as a list of lines, which is easier to review.

use std::fmt;

use serde::de::{Deserializer, SeqAccess, Visitor};

/// For `#[serde(deserialize_with)]`.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_any(TextVisitor)
}

/// For `#[serde(default, deserialize_with)]`.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    text(deserializer).map(Some)
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a list of lines")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> Result<String, A::Error> {
        let mut text = String::new();
        let mut first = true;
        while let Some(line) = lines.next_element::<std::borrow::Cow<'de, str>>()? {
            if !first {
                text.push('\n');
            }
            first = false;
            text.push_str(&line);
        }
        Ok(text)
    }
}
