//! Headers that a script sends: no second line hidden in a value, and none that frame the request.

use crate::suggest::shown;

/// Why a header is refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderRefusal {
    #[error("`{name}` is not a valid name of a header")]
    BadName { name: String },
    #[error("the value of header `{name}` holds a line break or another control character")]
    ControlCharacter { name: String },
    #[error("header `{name}` is set by fetch itself")]
    Reserved { name: String },
    #[error("a fetch sends at most {} headers; this one has {count}", MOST_HEADERS)]
    TooMany { count: usize },
    #[error("the headers of a fetch are at most {} bytes; these are {bytes}", MOST_BYTES)]
    TooLong { bytes: usize },
}

/// What servers take as a rule.
pub const MOST_HEADERS: usize = 64;
/// Names and values together.
const MOST_BYTES: usize = 16 * 1024;

/// Headers that say where a message goes or where it ends: two opinions on them are an attack.
const RESERVED: [&str; 11] = [
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Judges all headers of a request.
///
/// # Errors
/// If one is refused, or they are too many or too long.
pub fn judge_headers(headers: &[(String, String)]) -> Result<(), HeaderRefusal> {
    let count = headers.len();
    if count > MOST_HEADERS {
        return Err(HeaderRefusal::TooMany { count });
    }
    let bytes = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > MOST_BYTES {
        return Err(HeaderRefusal::TooLong { bytes });
    }
    headers
        .iter()
        .try_for_each(|(name, value)| judge_header(name, value))
}

/// Judges one header.
///
/// **Source**: RFC 9110, sections 5.1 (names are tokens) and 5.5 (values hold no CR, LF, NUL).
///
/// # Errors
/// If it could end its line, or is not the script's to set.
pub fn judge_header(name: &str, value: &str) -> Result<(), HeaderRefusal> {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(HeaderRefusal::BadName { name: shown(name) });
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(HeaderRefusal::ControlCharacter { name: shown(name) });
    }
    if RESERVED
        .iter()
        .any(|reserved| name.eq_ignore_ascii_case(reserved))
    {
        return Err(HeaderRefusal::Reserved { name: shown(name) });
    }
    Ok(())
}
