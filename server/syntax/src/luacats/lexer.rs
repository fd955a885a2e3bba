//! Tokens of annotations: fewer than Lua's, and names may have dots.

use crate::token::TextRange;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Name,
    Number,
    String,
    Backtick,
    Ellipsis,
    Symbol(u8),
    /// A character that no annotation has.
    Stray,
    Newline,
    End,
}

/// The token at `at` or behind the blanks there. Newlines are tokens: they end an annotation, unless brackets are open.
pub(super) fn token(text: &str, at: usize, end: usize) -> (Kind, TextRange) {
    let bytes = &text.as_bytes()[..end];
    let blanks = bytes[at..]
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
        .count();
    let start = at + blanks;
    let Some(&first) = bytes.get(start) else {
        return (Kind::End, TextRange::empty(start as u32));
    };
    let (kind, len) = match first {
        b'\n' => (Kind::Newline, 1),
        b'"' | b'\'' => (Kind::String, quoted(&bytes[start..], first)),
        b'`' => (Kind::Backtick, quoted(&bytes[start..], first)),
        b'0'..=b'9' => (Kind::Number, number(&bytes[start..])),
        b'-' if bytes.get(start + 1).is_some_and(u8::is_ascii_digit) => {
            (Kind::Number, 1 + number(&bytes[start + 1..]))
        }
        b'.' if bytes[start..].starts_with(b"...") => (Kind::Ellipsis, 3),
        _ if is_name_start(first) => (Kind::Name, name(&bytes[start..])),
        b'|' | b'?' | b'[' | b']' | b'{' | b'}' | b'(' | b')' | b'<' | b'>' | b',' | b':' | b';' | b'#'
        | b'@' | b'+' | b'-' | b'&' | b'=' | b'.' | b'*' => (Kind::Symbol(first), 1),
        _ => (
            Kind::Stray,
            text[start..end].chars().next().map_or(1, char::len_utf8),
        ),
    };
    (kind, TextRange::new(start as u32, (start + len) as u32))
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// Letters, digits, and dots or dashes between them.
fn name(bytes: &[u8]) -> usize {
    let part = |byte: u8| is_name_start(byte) || byte.is_ascii_digit();
    let mut len = 0;
    while len < bytes.len() {
        let joins = matches!(bytes[len], b'.' | b'-') && bytes.get(len + 1).is_some_and(|next| part(*next));
        if !part(bytes[len]) && !joins {
            break;
        }
        len += 1;
    }
    len
}

fn number(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.')
        .count()
}

/// To the closing quote, or to the end of the line.
fn quoted(bytes: &[u8], quote: u8) -> usize {
    let mut len = 1;
    while len < bytes.len() && bytes[len] != b'\n' {
        match bytes[len] {
            b'\\' if quote != b'`' && len + 1 < bytes.len() && bytes[len + 1] < 0x80 => len += 2,
            byte if byte == quote => return len + 1,
            _ => len += 1,
        }
    }
    len.min(bytes.len())
}
