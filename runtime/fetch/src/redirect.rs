//! Where an answer leads on to, and what may go there.

use bytes::Bytes;
use hyper::header::{self, HeaderMap, HeaderName};
use hyper::{Method, StatusCode};
use pipelua_rules::url::{Target, UrlRules, judge};

use crate::call::Call;
use crate::failure::Failure;

/// What may follow a redirect to another origin. Not credentials, and not what this crate does not know: keys of
/// services travel in headers of any name.
const NOT_PRIVATE: [HeaderName; 10] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::CACHE_CONTROL,
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::CONTENT_TYPE,
    header::RANGE,
    HeaderName::from_static("traceparent"),
    header::USER_AGENT,
];

/// What describes a body, and goes with it.
const OF_BODY: [HeaderName; 4] = [
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::CONTENT_LOCATION,
    header::CONTENT_TYPE,
];

/// The call that this answer asks for, if it asks for one.
///
/// **Source**: the fetch standard, "HTTP-redirect fetch"; a target is judged like a URL that a script wrote.
pub(crate) fn next(
    call: &Call,
    status: StatusCode,
    headers: &HeaderMap,
    rules: UrlRules<'_>,
) -> Option<Result<Call, Failure>> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = headers.get(header::LOCATION)?;
    let url = join(&call.target, &String::from_utf8_lossy(location.as_bytes()));
    Some(
        judge(&url, rules)
            .map(|target| follow(call, status, target))
            .map_err(|refusal| Failure::Redirect(Box::new(refusal.into()))),
    )
}

fn follow(call: &Call, status: StatusCode, target: Target) -> Call {
    let mut next = call.clone();
    let becomes_get = match status.as_u16() {
        301 | 302 => call.method == Method::POST,
        303 => call.method != Method::HEAD,
        _ => false,
    };
    if becomes_get {
        next.method = Method::GET;
        next.body = Bytes::new();
        for name in OF_BODY {
            next.headers.remove(name);
        }
    }
    if (&target.host, target.port) != (&call.target.host, call.target.port) {
        let mut kept = HeaderMap::new();
        for name in NOT_PRIVATE {
            for value in next.headers.get_all(&name) {
                kept.append(name.clone(), value.clone());
            }
        }
        next.headers = kept;
    }
    next.target = target;
    next
}

/// The URL that `reference` means when it is read at `base`.
///
/// **Source**: RFC 3986, section 5.2.
fn join(base: &Target, reference: &str) -> String {
    let reference = reference.trim_matches([' ', '\t']);
    let before_path = reference.split(['/', '?', '#']).next().unwrap_or_default();
    if before_path.contains(':') {
        return reference.to_owned();
    }
    if reference.starts_with("//") {
        return format!("https:{reference}");
    }
    let origin = format!("https://{}", base.authority());
    let base_path = base.path.split('?').next().unwrap_or_default();
    if before_path.is_empty() && !reference.starts_with('/') {
        return if reference.starts_with('?') {
            format!("{origin}{base_path}{reference}")
        } else {
            format!("{origin}{}", base.path)
        };
    }
    let (path, rest) = reference.split_at(reference.find(['?', '#']).unwrap_or(reference.len()));
    if path.starts_with('/') {
        return format!("{origin}{}{rest}", without_dots(path));
    }
    let folder = base_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{origin}{}{rest}", without_dots(&format!("{folder}/{path}")))
}

/// **Source**: RFC 3986, section 5.2.4.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_at_the_page_that_named_them() {
        let base = judge("https://a.example/b/c/d?q", UrlRules::default()).unwrap();
        for (reference, url) in [
            ("https://x.example/y", "https://x.example/y"),
            ("http://x.example/", "http://x.example/"),
            ("g:h", "g:h"),
            ("//x.example/y", "https://x.example/y"),
            ("/y?z#f", "https://a.example/y?z#f"),
            ("y", "https://a.example/b/c/y"),
            ("./y", "https://a.example/b/c/y"),
            ("y/", "https://a.example/b/c/y/"),
            ("../y", "https://a.example/b/y"),
            ("../../../y", "https://a.example/y"),
            ("..", "https://a.example/b/"),
            (".", "https://a.example/b/c/"),
            ("/a/../b/./c", "https://a.example/b/c"),
            ("?z", "https://a.example/b/c/d?z"),
            ("y?a/../b", "https://a.example/b/c/y?a/../b"),
            ("#f", "https://a.example/b/c/d?q"),
            ("", "https://a.example/b/c/d?q"),
            (" /y ", "https://a.example/y"),
            ("y?a:b", "https://a.example/b/c/y?a:b"),
        ] {
            assert_eq!(join(&base, reference), url, "{reference:?}");
        }
    }
}
