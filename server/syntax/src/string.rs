//! Strings as written and as they are: escapes of Lua 5.4 and long brackets.
//!
//! **Source**: Lua 5.4 manual §3.1 and `read_string`, `read_long_string` of `llex.c`.

use crate::token::TextRange;

/// An escape that Lua refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EscapeError {
    /// In the text of the token.
    pub range: TextRange,
    pub message: String,
}

/// The bytes of a string token, quoted or in long brackets.
///
/// # Errors
/// The first escape that Lua refuses. A string that is never closed has the bytes up to its end.
pub fn string_value(token_text: &str) -> Result<Vec<u8>, EscapeError> {
    let bytes = token_text.as_bytes();
    if let Some(level) = crate::lexer::long_bracket_level(bytes) {
        return Ok(long_value(bytes, level));
    }
    let (content, _) = quoted_content(bytes);
    let mut value = Vec::with_capacity(content.len());
    let mut at = 1;
    while at < content.end {
        if bytes[at] == b'\\' {
            let (next, decoded) = escape(token_text, at)?;
            match decoded {
                Decoded::Byte(byte) => value.push(byte),
                Decoded::Code(code) => push_code(&mut value, code),
                Decoded::Nothing => {}
            }
            at = next;
        } else {
            value.push(bytes[at]);
            at += 1;
        }
    }
    Ok(value)
}

/// Calls `found` for each escape of a quoted token that Lua refuses.
pub(crate) fn check_escapes(token_text: &str, mut found: impl FnMut(EscapeError)) {
    let bytes = token_text.as_bytes();
    let (content, _) = quoted_content(bytes);
    let mut at = 1;
    while let Some(skip) = bytes
        .get(at..content.end)
        .and_then(|rest| memchr::memchr(b'\\', rest))
    {
        at += skip;
        at = match escape(token_text, at) {
            Ok((next, _)) => next,
            Err(error) => {
                let next = skip_escape(bytes, at);
                found(error);
                next
            }
        };
    }
}

/// The offset behind the escape at `at`, right or wrong; enough of it to know where the string ends.
pub(crate) fn skip_escape(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at + 1) {
        Some(b'z') => skip_white_space(bytes, at + 2),
        Some(b'\n' | b'\r') => skip_newline(bytes, at + 1),
        Some(_) => at + 2,
        None => at + 1,
    }
}

/// The range of a quoted token's content, and whether it is closed.
fn quoted_content(bytes: &[u8]) -> (std::ops::Range<usize>, bool) {
    let quote = bytes.first().copied().unwrap_or(b'"');
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at = skip_escape(bytes, at),
            byte if byte == quote => return (1..at, true),
            _ => at += 1,
        }
    }
    (1.min(bytes.len())..bytes.len(), false)
}

enum Decoded {
    Byte(u8),
    /// A code point as Lua takes it: up to 2^31.
    Code(u32),
    Nothing,
}

/// The escape at `at`, and the offset behind it.
fn escape(text: &str, at: usize) -> Result<(usize, Decoded), EscapeError> {
    let bytes = text.as_bytes();
    let one = |byte| Ok((at + 2, Decoded::Byte(byte)));
    match bytes.get(at + 1) {
        Some(b'a') => one(7),
        Some(b'b') => one(8),
        Some(b'f') => one(12),
        Some(b'n') => one(b'\n'),
        Some(b'r') => one(b'\r'),
        Some(b't') => one(b'\t'),
        Some(b'v') => one(11),
        Some(&byte @ (b'\\' | b'"' | b'\'')) => one(byte),
        Some(b'\n' | b'\r') => Ok((skip_newline(bytes, at + 1), Decoded::Byte(b'\n'))),
        Some(b'z') => Ok((skip_white_space(bytes, at + 2), Decoded::Nothing)),
        Some(b'x') => hexadecimal(bytes, at),
        Some(b'u') => unicode(bytes, at),
        Some(b'0'..=b'9') => decimal(bytes, at),
        _ => {
            let shown = text[at + 1..].chars().next();
            let end = at + 1 + shown.map_or(0, char::len_utf8);
            let message = match shown {
                Some(c) => format!("`\\{c}` is no escape of Lua; a backslash itself is written `\\\\`"),
                None => "a backslash ends this string; write it twice".to_owned(),
            };
            error(at, end, message)
        }
    }
}

fn error(start: usize, end: usize, message: impl Into<String>) -> Result<(usize, Decoded), EscapeError> {
    Err(EscapeError {
        range: TextRange::new(start as u32, end as u32),
        message: message.into(),
    })
}

fn hexadecimal(bytes: &[u8], at: usize) -> Result<(usize, Decoded), EscapeError> {
    let digit = |offset: usize| bytes.get(offset).and_then(|byte| char::from(*byte).to_digit(16));
    match (digit(at + 2), digit(at + 3)) {
        (Some(high), Some(low)) => Ok((at + 4, Decoded::Byte((high * 16 + low) as u8))),
        (Some(_), None) => error(at, at + 3, "`\\x` needs two hexadecimal digits"),
        (None, _) => error(at, at + 2, "`\\x` needs two hexadecimal digits"),
    }
}

fn decimal(bytes: &[u8], at: usize) -> Result<(usize, Decoded), EscapeError> {
    let digits = bytes[at + 1..]
        .iter()
        .take(3)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let value = bytes[at + 1..=at + digits]
        .iter()
        .fold(0u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let end = at + 1 + digits;
    match u8::try_from(value) {
        Ok(byte) => Ok((end, Decoded::Byte(byte))),
        Err(_) => error(
            at,
            end,
            format!("`\\{value}` is too large; the largest is `\\255`"),
        ),
    }
}

fn unicode(bytes: &[u8], at: usize) -> Result<(usize, Decoded), EscapeError> {
    const FORM: &str = "`\\u` needs hexadecimal digits in braces, such as `\\u{20AC}`";
    if bytes.get(at + 2) != Some(&b'{') {
        return error(at, at + 2, FORM);
    }
    let mut end = at + 3;
    let mut value = 0u64;
    while let Some(digit) = bytes.get(end).and_then(|byte| char::from(*byte).to_digit(16)) {
        value = (value * 16 + u64::from(digit)).min(u64::from(u32::MAX));
        end += 1;
    }
    if end == at + 3 || bytes.get(end) != Some(&b'}') {
        return error(at, end, FORM);
    }
    match u32::try_from(value) {
        Ok(code) if code <= 0x7fff_ffff => Ok((end + 1, Decoded::Code(code))),
        _ => error(
            at,
            end + 1,
            "this code point is too large; the largest is `\\u{7FFFFFFF}`",
        ),
    }
}

/// UTF-8 as it once was: up to six bytes.
fn push_code(value: &mut Vec<u8>, code: u32) {
    if code < 0x80 {
        value.push(code as u8);
        return;
    }
    let mut tail = [0u8; 6];
    let mut count = 0;
    let mut rest = code;
    // The largest number that the first byte can still hold beside `count` continuation bytes.
    let mut first_max = 0x3f;
    while rest > first_max {
        tail[count] = 0x80 | (rest & 0x3f) as u8;
        rest >>= 6;
        first_max >>= 1;
        count += 1;
    }
    value.push((!first_max << 1) as u8 | rest as u8);
    value.extend(tail[..count].iter().rev());
}

fn skip_white_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes
        .get(at)
        .is_some_and(|byte| matches!(byte, b' ' | b'\t' | 0x0b | 0x0c | b'\n' | b'\r'))
    {
        at += 1;
    }
    at
}

/// The offset behind one newline: `\n`, `\r`, `\r\n` or `\n\r` (but the `\r` of a `\r\n` behind is its own).
fn skip_newline(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1), bytes.get(at + 2)) {
        (Some(b'\r'), Some(b'\n'), Some(b'\r')) if bytes.get(at + 3) != Some(&b'\n') => at + 3,
        (Some(b'\r'), Some(b'\n'), _) => at + 2,
        (Some(b'\n'), Some(b'\r'), next) if next != Some(&b'\n') => at + 2,
        _ => at + 1,
    }
}

fn long_value(bytes: &[u8], level: usize) -> Vec<u8> {
    let mut close = vec![b'='; level + 2];
    close[0] = b']';
    close[level + 1] = b']';
    let open = level + 2;
    let closed = bytes.len() >= 2 * open && bytes.ends_with(&close);
    let end = if closed { bytes.len() - open } else { bytes.len() };
    let mut at = open;
    if matches!(bytes.get(at), Some(b'\n' | b'\r')) {
        at = skip_newline(bytes, at);
    }
    let mut value = Vec::with_capacity(end.saturating_sub(at));
    while at < end {
        if matches!(bytes[at], b'\n' | b'\r') {
            value.push(b'\n');
            at = skip_newline(bytes, at);
        } else {
            value.push(bytes[at]);
            at += 1;
        }
    }
    value
}
