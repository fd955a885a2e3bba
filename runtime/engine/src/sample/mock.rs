//! Mocks in the place of the network: nothing is sent, and what no mock answers ends the script.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pipelua_rules::url::{HostPattern, UrlRules, judge, judge_headers};
use serde_json::json;

use super::model::{Mock, MockError};
use crate::fetch::{FetchAnswer, FetchError, FetchErrorKind, FetchRequest, FetchResponse};
use crate::worker::{Fetcher, Flight, Reply};

/// The mocks of one run.
#[derive(Debug)]
pub struct Mocks {
    all: Vec<Mock>,
    allow_hosts: Option<Vec<HostPattern>>,
    /// How often each has answered.
    used: Mutex<Vec<u64>>,
    answered: AtomicU64,
    /// Limits of one fetch.
    time: Duration,
    bytes: u64,
    /// What no mock answers goes there.
    network: Option<Arc<dyn Fetcher>>,
}

impl Mocks {
    pub fn new(
        mocks: Vec<Mock>,
        allow_hosts: Option<Vec<HostPattern>>,
        (time, bytes): (Duration, u64),
        network: Option<Arc<dyn Fetcher>>,
    ) -> Self {
        Self {
            used: Mutex::new(vec![0; mocks.len()]),
            answered: AtomicU64::new(0),
            all: mocks,
            allow_hosts,
            time,
            bytes,
            network,
        }
    }

    /// How many requests mocks have answered.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// The answer to a request: refused by the rules, which come before mocks, or that of the first mock that
    /// fits and has `times` left.
    ///
    /// # Errors
    /// When the rules refuse it, the mock fails, or there is none.
    pub fn answer(&self, request: &FetchRequest) -> FetchAnswer {
        let rules = UrlRules {
            allow_hosts: self.allow_hosts.as_deref(),
            extra_ports: &[],
        };
        judge(&request.url, rules).map_err(|refusal| error(FetchErrorKind::Refused, refusal.to_string()))?;
        judge_headers(&request.headers)
            .map_err(|refusal| error(FetchErrorKind::Refused, refusal.to_string()))?;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |mock: &Mock, used: u64| {
            mock.method
                .as_deref()
                .is_none_or(|method| method == request.method)
                && glob(&mock.url, &request.url)
                && mock.times.is_none_or(|times| used < times)
        };
        let found = self
            .all
            .iter()
            .zip(used.iter_mut())
            .find(|(mock, used)| fits(mock, **used));
        let Some((mock, used)) = found else {
            return Err(error(FetchErrorKind::Unmocked, missing(request)));
        };
        *used += 1;
        self.answered.fetch_add(1, Ordering::Relaxed);
        let time = request.timeout.min(self.time);
        match answer_of(mock, time) {
            Ok(response) if response.body.len() as u64 > self.bytes => Err(too_large()),
            answer => answer,
        }
    }
}

impl Fetcher for Mocks {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        let answer = self.answer(&request);
        match (&self.network, answer) {
            (Some(network), Err(error)) if error.kind == FetchErrorKind::Unmocked => {
                network.fetch(request, reply)
            }
            (_, answer) => {
                reply.send(answer);
                Flight::landed()
            }
        }
    }
}

fn answer_of(mock: &Mock, time: Duration) -> FetchAnswer {
    let late = u128::from(mock.delay_ms) > time.as_millis();
    match mock.error {
        Some(MockError::Refused) => Err(error(
            FetchErrorKind::Failed,
            "the connection was refused".to_owned(),
        )),
        Some(MockError::Dns) => Err(error(FetchErrorKind::Dns, "the host has no address".to_owned())),
        Some(MockError::Tls) => Err(error(
            FetchErrorKind::Tls,
            "the certificate is not valid".to_owned(),
        )),
        Some(MockError::Size) => Err(too_large()),
        Some(MockError::Timeout) => Err(too_late(time)),
        None if late => Err(too_late(time)),
        None => {
            let mut headers: BTreeMap<String, String> = mock
                .headers
                .iter()
                .map(|(name, value)| (name.to_lowercase(), value.clone()))
                .collect();
            let body = match (&mock.json, &mock.text) {
                (Some(json), _) => {
                    headers
                        .entry("content-type".to_owned())
                        .or_insert_with(|| "application/json".to_owned());
                    json.to_string().into_bytes()
                }
                (None, Some(text)) => text.clone().into_bytes(),
                (None, None) => Vec::new(),
            };
            Ok(FetchResponse {
                status: mock.status,
                headers,
                body,
            })
        }
    }
}

fn too_large() -> FetchError {
    error(FetchErrorKind::Size, "the answer is too large".to_owned())
}

fn too_late(time: Duration) -> FetchError {
    let message = format!("no answer within {} ms", time.as_millis());
    error(FetchErrorKind::Timeout, message)
}

/// Says which mock to add.
fn missing(request: &FetchRequest) -> String {
    let mock = json!({ "method": request.method, "url": request.url, "status": 200, "json": {} });
    format!(
        "no mock answers {} {}; one for `fetch` of the sample:\n{mock}",
        request.method, request.url
    )
}

fn error(kind: FetchErrorKind, message: String) -> FetchError {
    FetchError { kind, message }
}

/// Whether `text` is `pattern`, in which `*` stands for any characters. Linear in each part.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn a_star_is_any_characters() {
        for (pattern, text, fits) in [
            ("https://a.example/*", "https://a.example/x/y?z", true),
            ("https://a.example/*", "https://b.example/x", false),
            ("https://*.example/v1/*/end", "https://a.example/v1/x/end", true),
            ("https://*.example/v1/*/end", "https://a.example/v1/x/end2", false),
            ("a*a", "a", false),
            ("*", "", true),
            ("abc", "abc", true),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
    }
}
