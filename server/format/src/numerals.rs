//! Numerals that StyLua cannot compare with its own output (`0xA.8p0`), hidden from it under decimal ones as long.

use pipelua_syntax::{TokenKind, tokenise};

/// Numerals that were hidden: the position of each among all numerals, and its text.
#[derive(Debug, Default)]
pub(crate) struct Hidden(Vec<(usize, String)>);

/// `text` with a stand-in of the same length for each numeral that StyLua fails on, so that lines break as ever.
pub(crate) fn hide(text: String) -> (String, Hidden) {
    if !text.contains("0x") && !text.contains("0X") {
        return (text, Hidden::default());
    }
    let mut hidden = Vec::new();
    let mut out = text.clone();
    for (at, range) in numerals(&text).into_iter().enumerate() {
        let numeral = &text[range.clone()];
        if is_unreadable(numeral) {
            // Nines, because a numeral of StyLua's style never loses or gains one.
            out.replace_range(range, &"9".repeat(numeral.len()));
            hidden.push((at, numeral.to_owned()));
        }
    }
    (out, Hidden(hidden))
}

impl Hidden {
    /// `text`, laid out, with the numerals that were hidden; `None` if one of them cannot be found again.
    pub(crate) fn restore(&self, text: String) -> Option<String> {
        if self.0.is_empty() {
            return Some(text);
        }
        let ranges = numerals(&text);
        let mut out = text;
        for (at, numeral) in &self.0 {
            let range = ranges.get(*at)?.clone();
            let is_stand_in = out.get(range.clone())?.bytes().all(|byte| byte == b'9');
            if !is_stand_in || range.len() != numeral.len() {
                return None;
            }
            out.replace_range(range, numeral);
        }
        Some(out)
    }
}

/// Hexadecimal floats, and integers that wrap around: StyLua reads 64 bits with a sign.
fn is_unreadable(numeral: &str) -> bool {
    let digits = numeral.strip_prefix("0x").or_else(|| numeral.strip_prefix("0X"));
    digits.is_some_and(|digits| i64::from_str_radix(digits, 16).is_err())
}

fn numerals(text: &str) -> Vec<std::ops::Range<usize>> {
    tokenise(text)
        .iter()
        .filter(|token| token.kind() == TokenKind::Number)
        .map(|token| token.range().as_usize())
        .collect()
}
