//! The host of a URL: a name, or an address in any notation that a resolver would understand.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Refusal;
use crate::suggest::shown;

/// Who is to be reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// In lower case, without a final dot.
    Name(String),
    Address(IpAddr),
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

impl Host {
    /// Reads the host part of a URL, without port.
    ///
    /// # Errors
    /// If it is no host; nothing is said yet about whether it may be reached.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::BadHost { host: shown(text) };
        if text.is_empty() {
            return Err(Refusal::NoHost);
        }
        if let Some(literal) = text.strip_prefix('[') {
            let literal = literal.strip_suffix(']').ok_or_else(bad)?;
            let address: Ipv6Addr = literal.parse().map_err(|_| bad())?;
            return Ok(Self::Address(address.into()));
        }
        if !text.is_ascii() {
            return Err(Refusal::HostNotAscii { host: shown(text) });
        }
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        if ends_in_number(&name) {
            return parse_v4(&name)
                .map(|address| Self::Address(address.into()))
                .ok_or_else(bad);
        }
        if is_name(&name) {
            Ok(Self::Name(name))
        } else {
            Err(bad())
        }
    }
}

/// Names that lead into the local network, whatever a resolver says.
const LOCAL: [&str; 4] = ["local", "internal", "localhost", "home.arpa"];

pub(super) fn judge_name(name: &str) -> Result<(), Refusal> {
    let under = |suffix: &str| {
        name.strip_suffix(suffix)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if LOCAL.into_iter().any(under) {
        return Err(Refusal::LocalName { host: shown(name) });
    }
    if name.contains('.') {
        Ok(())
    } else {
        Err(Refusal::SingleLabel { host: shown(name) })
    }
}

/// **Source**: RFC 1035, section 2.3.4 for the lengths; underscores are common in practice.
pub(super) fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}

/// Whether the last label makes the whole an IPv4 address, or nothing.
///
/// **Source**: URL standard, "ends in a number checker".
fn ends_in_number(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let digits = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    let hexadecimal = last
        .strip_prefix("0x")
        .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
    digits || hexadecimal
}

/// One to four parts, each decimal, octal (`0..`) or hexadecimal (`0x..`); the last fills what is left.
///
/// **Source**: URL standard, "IPv4 parser".
fn parse_v4(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u64> = text.split('.').map(parse_part).collect::<Option<_>>()?;
    let (&last, before) = parts.split_last()?;
    if before.len() > 3 || before.iter().any(|&part| part > 255) {
        return None;
    }
    let left = 4 - before.len() as u32;
    if last >= 1_u64 << (8 * left) {
        return None;
    }
    let high = before.iter().fold(0_u64, |bits, part| bits << 8 | part);
    u32::try_from(high << (8 * left) | last)
        .ok()
        .map(Ipv4Addr::from_bits)
}

fn parse_part(part: &str) -> Option<u64> {
    let (digits, radix) = match part.strip_prefix("0x") {
        Some("") => return Some(0),
        Some(digits) => (digits, 16),
        None if part.len() > 1 && part.starts_with('0') => (part, 8),
        None => (part, 10),
    };
    if digits.starts_with('+') {
        return None;
    }
    u64::from_str_radix(digits, radix).ok()
}
