//! What is sent to one server: judged, and in the words of HTTP.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{Method, Request};
use pipelua_engine::fetch::FetchRequest;
use pipelua_rules::url::{Target, UrlRules, judge, judge_headers};

use crate::failure::Failure;

const USER_AGENT: &str = concat!("pipelua/", env!("CARGO_PKG_VERSION"));

/// One request to one server.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) target: Target,
    pub(crate) method: Method,
    /// Without those that follow from the target and the body.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// Judges what a script asks for.
    ///
    /// # Errors
    /// If the rules refuse it.
    pub(crate) fn new(request: FetchRequest, rules: UrlRules<'_>) -> Result<Self, Failure> {
        let target = judge(&request.url, rules)?;
        judge_headers(&request.headers)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Failure::Unsendable)?;
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Failure::Unsendable)?;
            headers.append(name, value);
        }
        for (name, value) in [
            (header::ACCEPT, "*/*"),
            (header::ACCEPT_ENCODING, "gzip"),
            (header::USER_AGENT, USER_AGENT),
        ] {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        Ok(Self {
            target,
            method: Method::from_bytes(request.method.as_bytes()).map_err(|_| Failure::Unsendable)?,
            headers,
            body: request.body.map(Bytes::from).unwrap_or_default(),
        })
    }

    /// # Errors
    /// If no line of a request can hold the path.
    pub(crate) fn to_http(&self) -> Result<Request<Full<Bytes>>, Failure> {
        let path: PathAndQuery = self.target.path.parse().map_err(|_| Failure::Unsendable)?;
        let authority = self.target.authority();
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = path.into();
        let headers = request.headers_mut();
        headers.insert(
            header::HOST,
            HeaderValue::try_from(authority).map_err(|_| Failure::Unsendable)?,
        );
        headers.extend(self.headers.clone());
        // A length of 0 is said too where a body is expected: some servers insist.
        if !self.body.is_empty() || matches!(self.method, Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        }
        Ok(request)
    }

    /// Whether sending it twice does no more than sending it once.
    ///
    /// **Source**: RFC 9110, section 9.2.1.
    pub(crate) fn is_safe(&self) -> bool {
        self.method.is_safe()
    }
}
