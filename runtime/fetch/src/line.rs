//! Connections: opened to one origin, used by one request at a time, kept for the next to the same origin.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use pipelua_rules::url::{Host, Target};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tokio_rustls::client::TlsStream;

/// Headers of an answer; more is refused.
const MOST_HEADERS: usize = 128;
/// Bytes of the head of an answer.
const LONGEST_HEAD: usize = 64 * 1024;
/// Lines that are kept though nobody uses them.
const MOST_IDLE: usize = 32;
/// How long; servers end what is idle for longer.
const LONGEST_IDLE: Duration = Duration::from_secs(15);

/// Who is spoken to: a line to one origin is never used for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    host: Host,
    port: u16,
}

impl Origin {
    pub(crate) fn of(target: &Target) -> Self {
        Self {
            host: target.host.clone(),
            port: target.port,
        }
    }
}

/// One connection. Dropping it ends it, whatever is under way.
pub(crate) struct Line {
    origin: Origin,
    sender: SendRequest<Full<Bytes>>,
    driver: AbortHandle,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Line {
    /// # Errors
    /// When the connection ends at once.
    pub(crate) async fn new(origin: Origin, stream: TlsStream<TcpStream>) -> hyper::Result<Self> {
        let (sender, connection) = http1::Builder::new()
            .max_headers(MOST_HEADERS)
            .max_header_size(LONGEST_HEAD)
            .handshake(TokioIo::new(stream))
            .await?;
        let driver = tokio::spawn(async move {
            // What goes wrong is told to whoever sends or reads.
            let _ = connection.await;
        });
        Ok(Self {
            origin,
            sender,
            driver: driver.abort_handle(),
        })
    }

    pub(crate) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>> {
        self.sender.try_send_request(request).await
    }
}

/// The lines that wait for the next request.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    idle: Mutex<VecDeque<(Instant, Line)>>,
}

impl Lines {
    /// The line to this origin that was used last.
    pub(crate) fn take(&self, origin: &Origin) -> Option<Line> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(since, line)| since.elapsed() < LONGEST_IDLE && line.sender.is_ready());
        let at = idle.iter().rposition(|(_, line)| line.origin == *origin)?;
        idle.remove(at).map(|(_, line)| line)
    }

    /// Keeps a line whose answer was read to its end.
    pub(crate) fn keep(&self, line: Line) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() >= MOST_IDLE {
            idle.pop_front();
        }
        idle.push_back((Instant::now(), line));
    }
}
