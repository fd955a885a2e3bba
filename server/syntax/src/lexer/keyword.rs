//! Keywords, told from names by length and first byte before anything is compared.

use crate::token::TokenKind;

/// The kind of a word: a keyword, else a name.
#[inline]
pub(super) fn word(text: &[u8]) -> TokenKind {
    use TokenKind as K;
    if text.len() < 2 || text.len() > 8 {
        return K::Name;
    }
    let (keyword, kind): (&[u8], TokenKind) = match (text[0], text.len()) {
        (b'a', 3) => (b"and", K::And),
        (b'b', 5) => (b"break", K::Break),
        (b'd', 2) => (b"do", K::Do),
        (b'e', 3) => (b"end", K::End),
        (b'e', 4) => (b"else", K::Else),
        (b'e', 6) => (b"elseif", K::Elseif),
        (b'f', 3) => (b"for", K::For),
        (b'f', 5) => (b"false", K::False),
        (b'f', 8) => (b"function", K::Function),
        (b'g', 4) => (b"goto", K::Goto),
        (b'i', 2) if text[1] == b'f' => return K::If,
        (b'i', 2) => (b"in", K::In),
        (b'l', 5) => (b"local", K::Local),
        (b'n', 3) if text[1] == b'i' => (b"nil", K::Nil),
        (b'n', 3) => (b"not", K::Not),
        (b'o', 2) => (b"or", K::Or),
        (b'r', 6) if text[2] == b'p' => (b"repeat", K::Repeat),
        (b'r', 6) => (b"return", K::Return),
        (b't', 4) if text[1] == b'h' => (b"then", K::Then),
        (b't', 4) => (b"true", K::True),
        (b'u', 5) => (b"until", K::Until),
        (b'w', 5) => (b"while", K::While),
        _ => return K::Name,
    };
    if text == keyword { kind } else { K::Name }
}
