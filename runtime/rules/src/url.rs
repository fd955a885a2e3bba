//! Where `helpers.fetch` may go: everything that can be judged without asking a resolver.
//!
//! The checker judges literals, the engine every URL and every redirect before any packet, by the
//! same function. Whatever different parsers might read differently (backslashes, control
//! characters, escapes in the host) is refused rather than interpreted.

mod address;
mod header;
mod host;
mod pattern;

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;

pub use address::is_globally_routable;
pub use header::{HeaderRefusal, MOST_HEADERS, judge_header, judge_headers};
pub use host::Host;
pub use pattern::{HostPattern, PatternFault};

use crate::suggest::shown;

/// What a team allows; the rest is fixed.
#[derive(Debug, Clone, Copy, Default)]
pub struct UrlRules<'a> {
    /// `allow-hosts` of the manifest; `None` allows every public host, an empty list none.
    pub allow_hosts: Option<&'a [HostPattern]>,
    /// Ports beside 443.
    pub extra_ports: &'a [u16],
}

/// A URL that may be fetched, once every address of its host is found to be public too.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    pub host: Host,
    pub port: u16,
    /// Path and query, beginning with `/`; what may not stand in a URL is percent-encoded.
    pub path: String,
}

impl Target {
    /// Host, and port where it is not that of https; what a `host` header says.
    pub fn authority(&self) -> String {
        match self.port {
            HTTPS => self.host.to_string(),
            port => format!("{}:{port}", self.host),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}{}", self.authority(), self.path)
    }
}

/// Why a URL is refused. The text is one sentence and names what the author wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    #[error("`{scheme}:` is refused; fetch speaks https only")]
    Scheme { scheme: String },
    #[error("a URL begins with `https://`")]
    NoScheme,
    #[error("a URL is at most {} bytes; this one has {bytes}", LONGEST)]
    TooLong { bytes: usize },
    #[error("a URL holds no line breaks and other control characters")]
    ControlCharacter,
    #[error("a URL has `/` where this one has a backslash")]
    Backslash,
    #[error("a URL has no user and password; send an `authorization` header")]
    UserInfo,
    #[error("the URL has no host")]
    NoHost,
    #[error("`{host}` is not a valid host")]
    BadHost { host: String },
    #[error("write the host `{host}` in ASCII, as `xn--..`")]
    HostNotAscii { host: String },
    #[error("`{host}` has no domain; fetch reaches public hosts only")]
    SingleLabel { host: String },
    #[error("`{host}` is a local name; fetch reaches public hosts only")]
    LocalName { host: String },
    #[error("`{address}` is not a public address")]
    PrivateAddress { address: IpAddr },
    #[error("port {port} is refused; fetch uses 443")]
    Port { port: u16 },
    #[error("`{port}` is not a port")]
    BadPort { port: String },
    #[error("`{host}` is not in `allow-hosts`")]
    NotAllowed { host: String },
}

const HTTPS: u16 = 443;

/// Bytes of a URL as it is sent; few servers take more.
const LONGEST: usize = 8 * 1024;

/// Judges `url` by all rules that need no resolver.
///
/// **Source**: the URL standard's rules for special schemes, cut to what every parser reads alike.
///
/// # Errors
/// The first rule that the URL breaks.
pub fn judge(url: &str, rules: UrlRules<'_>) -> Result<Target, Refusal> {
    if url.chars().any(char::is_control) {
        return Err(Refusal::ControlCharacter);
    }
    let rest = after_scheme(url)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (path, _fragment) = rest.split_once('#').unwrap_or((rest, ""));
    if authority.contains('\\') || path.split('?').next().is_some_and(|path| path.contains('\\')) {
        return Err(Refusal::Backslash);
    }
    if authority.contains('@') {
        return Err(Refusal::UserInfo);
    }
    let (host, port) = split_port(authority)?;
    let host = Host::parse(host)?;
    judge_host(&host)?;
    if port != HTTPS && !rules.extra_ports.contains(&port) {
        return Err(Refusal::Port { port });
    }
    if rules
        .allow_hosts
        .is_some_and(|allowed| !allowed.iter().any(|pattern| pattern.matches(&host)))
    {
        return Err(Refusal::NotAllowed {
            host: shown(&host.to_string()),
        });
    }
    let path = encode_path(path);
    if path.len() > LONGEST {
        return Err(Refusal::TooLong { bytes: path.len() });
    }
    Ok(Target { host, port, path })
}

/// What follows `https://`.
fn after_scheme(url: &str) -> Result<&str, Refusal> {
    let (scheme, rest) = url.split_once(':').ok_or(Refusal::NoScheme)?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    // A dot before the colon is more likely a host with a port than a scheme.
    if !is_scheme || (scheme.contains('.') && !rest.starts_with("//")) {
        return Err(Refusal::NoScheme);
    }
    if !scheme.eq_ignore_ascii_case("https") {
        return Err(Refusal::Scheme {
            scheme: shown(&scheme.to_ascii_lowercase()),
        });
    }
    if rest.starts_with(['\\']) || rest.starts_with("/\\") {
        return Err(Refusal::Backslash);
    }
    rest.strip_prefix("//").ok_or(Refusal::NoScheme)
}

fn split_port(authority: &str) -> Result<(&str, u16), Refusal> {
    let from = if authority.starts_with('[') {
        authority.find(']').unwrap_or(authority.len())
    } else {
        0
    };
    let colon = authority
        .get(from..)
        .and_then(|rest| rest.find(':'))
        .map(|at| from + at);
    let Some(colon) = colon else {
        return Ok((authority, HTTPS));
    };
    let (host, port) = authority.split_at_checked(colon).unwrap_or((authority, ":"));
    let digits = port.get(1..).unwrap_or_default();
    if digits.is_empty() {
        return Ok((host, HTTPS));
    }
    let bad = || Refusal::BadPort { port: shown(digits) };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    Ok((host, digits.parse().map_err(|_| bad())?))
}

fn judge_host(host: &Host) -> Result<(), Refusal> {
    match host {
        Host::Address(address) if is_globally_routable(*address) => Ok(()),
        Host::Address(address) => Err(Refusal::PrivateAddress { address: *address }),
        Host::Name(name) => host::judge_name(name),
    }
}

/// Encodes what may not stand in a URL as it is; escapes that are there stay, and so do brackets,
/// which queries such as `a[]=1` have everywhere.
///
/// **Source**: RFC 3986, section 2.
fn encode_path(path: &str) -> String {
    use fmt::Write as _;
    let mut out = String::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        out.push('/');
    }
    for c in path.chars() {
        if c.is_ascii_graphic() && !r#""<>\^`{|}"#.contains(c) {
            out.push(c);
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
