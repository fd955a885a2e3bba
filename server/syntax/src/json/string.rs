//! Between the text of a string and its value: escapes, both ways.

use super::error::{JsonErrorKind, shown};
use super::{JsonError, TextRange};

/// `text` as a JSON string, quotes included; only what must be escaped is.
pub fn quote(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The value of a string's body, which starts at `base`; `lenient` allows what other quotes escape.
pub(super) fn unescape(body: &str, base: u32, lenient: bool, errors: &mut Vec<JsonError>) -> Box<str> {
    if !body.bytes().any(|b| b == b'\\' || b < b' ') {
        return body.into();
    }
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(c) = rest.chars().next() {
        let at = base + (body.len() - rest.len()) as u32;
        let used = match c {
            '\\' => escape(rest, at, lenient, &mut out, errors),
            c if c < ' ' => {
                control(c, at, errors);
                out.push(c);
                1
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(used..).unwrap_or_default();
    }
    out.into()
}

/// Reads one escape at the start of `rest`; returns its length in bytes.
fn escape(rest: &str, at: u32, lenient: bool, out: &mut String, errors: &mut Vec<JsonError>) -> usize {
    let Some(c) = rest.chars().nth(1) else {
        out.push('\\');
        return 1;
    };
    let plain = match c {
        '"' | '\\' | '/' => Some(c),
        '\'' | '`' if lenient => Some(c),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        _ => None,
    };
    if let Some(plain) = plain {
        out.push(plain);
        return 1 + c.len_utf8();
    }
    if c == 'u' {
        return unicode(rest, at, out, errors);
    }
    let range = TextRange::new(at, at + 1 + c.len_utf8() as u32);
    let message = format!(
        "`\\{}` is not an escape of JSON",
        shown(c.encode_utf8(&mut [0; 4]))
    );
    errors.push(JsonError::new(JsonErrorKind::BadEscape, range, message).fix(
        "Write the backslash twice",
        TextRange::empty(at),
        "\\",
    ));
    out.push('\\');
    out.push(c);
    1 + c.len_utf8()
}

fn unicode(rest: &str, at: u32, out: &mut String, errors: &mut Vec<JsonError>) -> usize {
    let Some(first) = unit(rest) else {
        let digits = rest
            .bytes()
            .skip(2)
            .take_while(u8::is_ascii_hexdigit)
            .take(4)
            .count();
        let used = 2 + digits;
        let range = TextRange::new(at, at + used as u32);
        errors.push(JsonError::new(
            JsonErrorKind::BadEscape,
            range,
            "`\\u` needs four hexadecimal digits",
        ));
        out.push('\u{FFFD}');
        return used;
    };
    if let Some(c) = char::from_u32(first) {
        out.push(c);
        return 6;
    }
    let low = rest
        .get(6..)
        .and_then(unit)
        .filter(|low| (0xDC00..0xE000).contains(low));
    if let Some(low) = low.filter(|_| first < 0xDC00) {
        let code = 0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00);
        out.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
        return 12;
    }
    let message = format!("`\\u{first:04x}` is half a character; its other half is missing");
    errors.push(JsonError::new(
        JsonErrorKind::LoneSurrogate,
        TextRange::new(at, at + 6),
        message,
    ));
    out.push('\u{FFFD}');
    6
}

/// The code unit of `\uXXXX` at the start of `rest`.
fn unit(rest: &str) -> Option<u32> {
    let digits = rest.strip_prefix("\\u")?.get(..4)?;
    digits
        .bytes()
        .all(|b| b.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())?
}

fn control(c: char, at: u32, errors: &mut Vec<JsonError>) {
    let range = TextRange::new(at, at + 1);
    let escape = if c == '\t' {
        "\\t".to_owned()
    } else {
        format!("\\u{:04x}", c as u32)
    };
    let name = if c == '\t' {
        "a tab".to_owned()
    } else {
        format!("the control character {:#04x}", c as u32)
    };
    let message = format!("inside a string {name} is written `{escape}`");
    let error = JsonError::new(JsonErrorKind::ControlCharacter, range, message);
    errors.push(error.fix(format!("Write `{escape}`"), range, escape));
}
