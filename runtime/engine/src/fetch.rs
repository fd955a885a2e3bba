//! What a script asks of the network, and what comes back: plain data, so that anything may answer.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::error::ErrorClass;

/// A request, as the script made it; whoever sends it judges it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRequest {
    /// By which the answer is handed back.
    pub id: u32,
    pub url: String,
    /// Upper case.
    pub method: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    /// For the whole answer.
    pub timeout: Duration,
}

/// An HTTP answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchResponse {
    pub status: u16,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FetchError {
    pub kind: FetchErrorKind,
    /// For operators.
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FetchErrorKind {
    /// The rules forbid it; nothing was sent.
    Refused,
    /// The host has no address.
    Dns,
    /// The server could not prove who it is.
    Tls,
    /// No answer in time.
    Timeout,
    /// The answer is longer than it may be.
    Size,
    /// Anything else between the request and the end of its answer.
    Failed,
    /// A local run has no mock for it; this cannot be caught.
    Unmocked,
}

impl FetchErrorKind {
    pub fn class(self) -> ErrorClass {
        match self {
            Self::Refused => ErrorClass::FetchRefused,
            Self::Dns | Self::Tls | Self::Timeout | Self::Size | Self::Failed => ErrorClass::FetchFailed,
            Self::Unmocked => ErrorClass::FetchUnmocked,
        }
    }
}

pub type FetchAnswer = Result<FetchResponse, FetchError>;

/// A fetch in flight. Dropping it drops the fetch.
#[must_use = "dropping it drops the fetch"]
#[derive(Default)]
pub struct Flight(Option<Box<dyn FnOnce() + Send>>);

impl Flight {
    /// One that is over, or that nothing can stop.
    pub fn landed() -> Self {
        Self::default()
    }

    /// One that `stop` ends. It is called once, also when the answer is there already, and must not block.
    pub fn stopped_by(stop: impl FnOnce() + Send + 'static) -> Self {
        Self(Some(Box::new(stop)))
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flight")
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if let Some(stop) = self.0.take() {
            stop();
        }
    }
}
