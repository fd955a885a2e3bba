//! What each byte can begin, as tables: a token is chosen by one load and one jump.

/// What a byte begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Blank, tab, vertical tab, form feed.
    Space,
    /// `\n`, `\r`
    Newline,
    Letter,
    Digit,
    Quote,
    Dash,
    Dot,
    LeftBracket,
    /// All other ASCII characters that Lua knows.
    Symbol,
    /// A byte of a character that is not ASCII.
    High,
    Stray,
}

pub(super) static CLASS: [Class; 256] = classes();

/// Bytes that may stand in a name behind its first.
pub(super) static NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// Bytes at which reading a string in quotes has to look closer.
pub(super) static STRING_STOP: [bool; 256] = {
    let mut table = [false; 256];
    table[b'"' as usize] = true;
    table[b'\'' as usize] = true;
    table[b'\\' as usize] = true;
    table[b'\n' as usize] = true;
    table[b'\r' as usize] = true;
    table
};

const fn classes() -> [Class; 256] {
    let mut table = [Class::Stray; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\t' | 0x0b | 0x0c => Class::Space,
            b'\n' | b'\r' => Class::Newline,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'"' | b'\'' => Class::Quote,
            b'-' => Class::Dash,
            b'.' => Class::Dot,
            b'[' => Class::LeftBracket,
            b'+' | b'*' | b'/' | b'%' | b'^' | b'#' | b'&' | b'~' | b'|' | b'<' | b'>' | b'=' | b'('
            | b')' | b'{' | b'}' | b']' | b':' | b';' | b',' | b'!' => Class::Symbol,
            0x80..=0xff => Class::High,
            _ => Class::Stray,
        };
        byte += 1;
    }
    table
}
