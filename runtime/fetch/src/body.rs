//! What a server answers, in plain bytes and no more of them than are allowed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::write::GzDecoder;
use http_body_util::BodyExt as _;
use hyper::Response;
use hyper::body::{Body as _, Incoming};
use hyper::header::{self, HeaderMap};
use pipelua_engine::fetch::FetchResponse;

use crate::failure::Failure;

/// What gzip may add to a body that cannot be compressed.
const GZIP_OVERHEAD: u64 = 64 * 1024;

/// How many texts may be compressed one behind the other. Each costs a decoder, however short it is.
const MOST_MEMBERS: usize = 1000;

/// Reads the whole answer; `limit` counts bytes of the decompressed body.
///
/// # Errors
/// When it is too large, cut off, or encoded in a way that was not asked for.
pub(crate) async fn read(response: Response<Incoming>, limit: u64) -> Result<FetchResponse, Failure> {
    let (head, mut incoming) = response.into_parts();
    let mut headers = plain(&head.headers);
    let too_large = || Failure::TooLarge { limit };
    let mut body = if incoming.is_end_stream() {
        Body::Plain(Limited::new(limit))
    } else {
        Body::of(
            headers.get(header::CONTENT_ENCODING.as_str()).map(String::as_str),
            limit,
        )?
    };
    let most_received = body.most_received(limit);
    if incoming.size_hint().lower() > most_received {
        return Err(too_large());
    }
    let mut received = 0;
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|error| Failure::of_http(&error))?;
        let Some(data) = frame.data_ref() else { continue };
        received += data.len() as u64;
        if received > most_received {
            return Err(too_large());
        }
        body.take(data)?;
    }
    if matches!(body, Body::Gzip(_)) {
        headers.remove(header::CONTENT_ENCODING.as_str());
        headers.remove(header::CONTENT_LENGTH.as_str());
    }
    Ok(FetchResponse {
        status: head.status.as_u16(),
        headers,
        body: body.finish(received)?,
    })
}

/// One text for each name.
///
/// **Source**: RFC 9110, section 5.3.
fn plain(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        all.entry(name.as_str().to_owned())
            .and_modify(|joined| {
                joined.push_str(", ");
                joined.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    all
}

enum Body {
    Plain(Limited),
    Gzip(Box<Gzip>),
}

impl Body {
    fn of(coding: Option<&str>, limit: u64) -> Result<Self, Failure> {
        let coding = coding.unwrap_or_default().trim().to_ascii_lowercase();
        match coding.as_str() {
            "" | "identity" => Ok(Self::Plain(Limited::new(limit))),
            "gzip" | "x-gzip" => Ok(Self::Gzip(Box::new(Gzip::new(limit)))),
            other => Err(Failure::Coding {
                coding: other.chars().take(40).filter(|c| !c.is_control()).collect(),
            }),
        }
    }

    fn most_received(&self, limit: u64) -> u64 {
        match self {
            Self::Plain(_) => limit,
            Self::Gzip(_) => limit.saturating_add(GZIP_OVERHEAD),
        }
    }

    fn take(&mut self, data: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Plain(body) => body.write_all(data).map_err(|_| body.failure()),
            Self::Gzip(gzip) => gzip.take(data),
        }
    }

    fn finish(self, received: u64) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Plain(body) => Ok(body.bytes),
            Self::Gzip(_) if received == 0 => Ok(Vec::new()),
            Self::Gzip(gzip) => gzip.finish(),
        }
    }
}

/// One or more compressed texts, which are one body.
///
/// **Source**: RFC 1952, section 2.2.
struct Gzip {
    member: GzDecoder<Limited>,
    members: usize,
    /// Behind the last text there is nothing but zeros, with which some fill up a block.
    is_padded: bool,
}

impl Gzip {
    fn new(limit: u64) -> Self {
        Self {
            member: GzDecoder::new(Limited::new(limit)),
            members: 1,
            is_padded: false,
        }
    }

    fn take(&mut self, mut data: &[u8]) -> Result<(), Failure> {
        while !data.is_empty() {
            if self.is_padded {
                let is_zero = data.iter().all(|byte| *byte == 0);
                return if is_zero { Ok(()) } else { Err(Failure::BadGzip) };
            }
            let taken = self
                .member
                .write(data)
                .map_err(|_| self.member.get_ref().failure())?;
            // A member that takes nothing is at its end, and the next one begins.
            if taken == 0 {
                self.is_padded = data.first() == Some(&0);
                if !self.is_padded {
                    self.next_member()?;
                }
            }
            data = data.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    fn next_member(&mut self) -> Result<(), Failure> {
        if self.members == MOST_MEMBERS {
            return Err(Failure::BadGzip);
        }
        self.members += 1;
        let next = GzDecoder::new(Limited::new(0));
        let body = std::mem::replace(&mut self.member, next)
            .finish()
            .map_err(|_| Failure::BadGzip)?;
        self.member = GzDecoder::new(body);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, Failure> {
        self.member
            .try_finish()
            .map_err(|_| self.member.get_ref().failure())?;
        let body = self.member.finish().map_err(|_| Failure::BadGzip)?;
        Ok(body.bytes)
    }
}

/// Bytes up to a limit.
struct Limited {
    bytes: Vec<u8>,
    limit: u64,
    over: bool,
}

impl Limited {
    fn new(limit: u64) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            over: false,
        }
    }

    /// Why writing failed: what is written is at fault, or its length.
    fn failure(&self) -> Failure {
        if self.over {
            Failure::TooLarge { limit: self.limit }
        } else {
            Failure::BadGzip
        }
    }
}

impl Write for Limited {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + data.len()) as u64 > self.limit {
            self.over = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
