//! Entries of `allow-hosts`: a host, or `*.` and a domain for all hosts below it.

use std::fmt;
use std::str::FromStr;

use super::host::{Host, is_name};
use crate::suggest::shown;

/// One entry of `allow-hosts`.
///
/// `*.geo.example` is every host below `geo.example`, at any depth, and not `geo.example` itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HostPattern {
    Host(Host),
    /// The domain that hosts are below of.
    Below(String),
}

/// Why a text is no entry of `allow-hosts`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PatternFault {
    #[error("a host cannot be empty")]
    Empty,
    #[error("name the host alone, without `https://`")]
    Scheme,
    #[error("name the host alone, without port and path")]
    PortOrPath,
    #[error("`*` stands alone at the start, as in `*.example.com`")]
    Star,
    #[error("`{host}` is not a valid host")]
    BadHost { host: String },
    #[error("write `{host}` in ASCII, as `xn--..`")]
    NotAscii { host: String },
    #[error("`{host}` is never reached; fetch reaches public hosts only")]
    NeverReached { host: String },
}

impl FromStr for HostPattern {
    type Err = PatternFault;

    fn from_str(text: &str) -> Result<Self, PatternFault> {
        let bad = || PatternFault::BadHost { host: shown(text) };
        if text.trim().is_empty() {
            return Err(PatternFault::Empty);
        }
        if text.contains("://") {
            return Err(PatternFault::Scheme);
        }
        if !text.starts_with('[') && text.contains(['/', '?', '#', ':', '@']) {
            return Err(PatternFault::PortOrPath);
        }
        if !text.is_ascii() {
            return Err(PatternFault::NotAscii { host: shown(text) });
        }
        if let Some(domain) = text.strip_prefix("*.") {
            let domain = domain.strip_suffix('.').unwrap_or(domain).to_ascii_lowercase();
            if domain.contains('*') {
                return Err(PatternFault::Star);
            }
            // A domain under which names may be is a name itself; `1.2` would be an address.
            return match Host::parse(&domain) {
                Ok(Host::Name(_)) if super::host::judge_name(&format!("x.{domain}")).is_err() => {
                    Err(PatternFault::NeverReached { host: shown(text) })
                }
                Ok(Host::Name(_)) if is_name(&domain) => Ok(Self::Below(domain)),
                _ => Err(bad()),
            };
        }
        if text.contains('*') {
            return Err(PatternFault::Star);
        }
        let host = Host::parse(text).map_err(|_| bad())?;
        if super::judge_host(&host).is_err() {
            return Err(PatternFault::NeverReached { host: shown(text) });
        }
        Ok(Self::Host(host))
    }
}

impl HostPattern {
    pub fn matches(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Host(own), _) => own == host,
            (Self::Below(domain), Host::Name(name)) => name
                .strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
            (Self::Below(_), Host::Address(_)) => false,
        }
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => host.fmt(f),
            Self::Below(domain) => write!(f, "*.{domain}"),
        }
    }
}
