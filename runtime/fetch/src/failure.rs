//! Why a fetch has no answer, told without path, query, headers or body: those may hold secrets.

use std::error::Error as _;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use pipelua_engine::fetch::{FetchError, FetchErrorKind};
use pipelua_rules::url::{HeaderRefusal, Host, Refusal};
use rustls::CertificateError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Url(#[from] Refusal),
    #[error(transparent)]
    Header(#[from] HeaderRefusal),
    #[error("no request can be made of this URL and these headers")]
    Unsendable,
    #[error("`{host}` leads to `{address}`, which is not a public address")]
    PrivateAddress { host: Host, address: IpAddr },
    #[error("the redirect was refused: {0}")]
    Redirect(Box<Self>),
    #[error("more than {limit} redirects")]
    TooManyRedirects { limit: u64 },

    #[error("the host `{host}` has no address")]
    NoAddress { host: Host },
    #[error("the host `{host}` could not be looked up")]
    LookUp { host: Host, source: io::Error },
    #[error("no connection to `{host}` within {} ms", limit.as_millis())]
    ConnectTime { host: Host, limit: Duration },
    #[error("no connection to `{host}`: {source}")]
    Connect { host: Host, source: io::Error },
    #[error("the certificate of `{host}` is not valid: {reason}")]
    Certificate { host: Host, reason: &'static str },
    #[error("no TLS with `{host}`: {source}")]
    Tls { host: Host, source: io::Error },
    #[error("no answer within {} ms", limit.as_millis())]
    Time { limit: Duration },
    #[error("the answer is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the answer has too many headers, or too long ones")]
    HeadTooLarge,
    #[error("the answer is no HTTP/1.1")]
    NotHttp,
    #[error("the connection ended before the answer did")]
    CutOff,
    #[error("the answer is encoded as `{coding}`, which was not asked for")]
    Coding { coding: String },
    #[error("the answer says that it is gzip, and is not")]
    BadGzip,
}

impl Failure {
    pub(crate) fn kind(&self) -> FetchErrorKind {
        match self {
            Self::Url(_)
            | Self::Header(_)
            | Self::Unsendable
            | Self::PrivateAddress { .. }
            | Self::TooManyRedirects { .. }
            | Self::Redirect(_) => FetchErrorKind::Refused,
            Self::NoAddress { .. } | Self::LookUp { .. } => FetchErrorKind::Dns,
            Self::Certificate { .. } | Self::Tls { .. } => FetchErrorKind::Tls,
            Self::ConnectTime { .. } | Self::Time { .. } => FetchErrorKind::Timeout,
            Self::TooLarge { .. } => FetchErrorKind::Size,
            _ => FetchErrorKind::Failed,
        }
    }

    /// What went wrong in a handshake.
    pub(crate) fn of_tls(host: Host, source: io::Error) -> Self {
        let certificate = source
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .and_then(|error| match error {
                rustls::Error::InvalidCertificate(problem) => Some(reason(problem)),
                _ => None,
            });
        match certificate {
            Some(reason) => Self::Certificate { host, reason },
            None => Self::Tls { host, source },
        }
    }

    /// What went wrong on a line that stood.
    pub(crate) fn of_http(error: &hyper::Error) -> Self {
        if error.is_parse_too_large() {
            Self::HeadTooLarge
        } else if error.is_parse() && error.source().is_none() {
            Self::NotHttp
        } else {
            Self::CutOff
        }
    }
}

fn reason(problem: &CertificateError) -> &'static str {
    match problem {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its time has not begun"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name"
        }
        CertificateError::UnknownIssuer => "nobody known has signed it",
        CertificateError::Revoked => "it was revoked",
        _ => "it is malformed",
    }
}

impl From<Failure> for FetchError {
    fn from(failure: Failure) -> Self {
        Self {
            kind: failure.kind(),
            message: failure.to_string(),
        }
    }
}
