//! One fetch, from its first judgement to its last byte.

use std::sync::Arc;

use hyper::Response;
use hyper::body::{Body as _, Incoming};
use pipelua_engine::fetch::{FetchAnswer, FetchRequest, FetchResponse};
use pipelua_rules::url::Target;
use rustls::ClientConfig;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::body;
use crate::call::Call;
use crate::connect::{Connector, connect_any};
use crate::failure::Failure;
use crate::line::{Line, Lines, Origin};
use crate::redirect;
use crate::resolve::{Resolver, addresses};
use crate::rules::FetchRules;
use crate::tls;

/// Fetches under way at once; the others wait within their time.
const MOST_AT_ONCE: usize = 256;

/// What all fetches of one client share.
#[derive(Debug)]
pub(crate) struct Network {
    rules: FetchRules,
    resolver: Arc<dyn Resolver>,
    connector: Arc<dyn Connector>,
    tls: Arc<ClientConfig>,
    lines: Lines,
    places: Semaphore,
}

impl Network {
    pub(crate) fn new(
        rules: FetchRules,
        resolver: Arc<dyn Resolver>,
        connector: Arc<dyn Connector>,
        tls: Arc<ClientConfig>,
    ) -> Self {
        Self {
            rules,
            resolver,
            connector,
            tls,
            lines: Lines::default(),
            places: Semaphore::new(MOST_AT_ONCE),
        }
    }

    pub(crate) async fn fetch(&self, request: FetchRequest) -> FetchAnswer {
        let limit = self.rules.time.min(request.timeout);
        let answer = match Call::new(request, self.rules.of_urls()) {
            Ok(call) => timeout(limit, self.follow(call))
                .await
                .unwrap_or(Err(Failure::Time { limit })),
            Err(refused) => Err(refused),
        };
        answer.map_err(Into::into)
    }

    /// Sends a call, and those that its answers lead to.
    async fn follow(&self, mut call: Call) -> Result<FetchResponse, Failure> {
        let _place = self.places.acquire().await;
        let mut redirects = 0;
        loop {
            let (response, line) = self.send(&call).await?;
            let (status, headers) = (response.status(), response.headers());
            let Some(next) = redirect::next(&call, status, headers, self.rules.of_urls()) else {
                let answer = body::read(response, self.rules.bytes).await?;
                self.lines.keep(line);
                return Ok(answer);
            };
            if redirects == self.rules.redirects {
                let limit = self.rules.redirects;
                return Err(Failure::TooManyRedirects { limit });
            }
            redirects += 1;
            call = next?;
            if response.body().is_end_stream() {
                self.lines.keep(line);
            }
        }
    }

    async fn send(&self, call: &Call) -> Result<(Response<Incoming>, Line), Failure> {
        if let Some(mut line) = self.lines.take(&Origin::of(&call.target)) {
            match line.send(call.to_http()?).await {
                Ok(response) => return Ok((response, line)),
                // The server has ended the line meanwhile. What it did not get, or may get twice, goes by another.
                Err(lost) if lost.message().is_some() || (call.is_safe() && !lost.error().is_parse()) => {}
                Err(lost) => return Err(Failure::of_http(lost.error())),
            }
        }
        let request = call.to_http()?;
        let mut line = self.open(&call.target).await?;
        match line.send(request).await {
            Ok(response) => Ok((response, line)),
            Err(lost) => Err(Failure::of_http(lost.error())),
        }
    }

    async fn open(&self, target: &Target) -> Result<Line, Failure> {
        let limit = self.rules.connect_time;
        timeout(limit, self.connect(target)).await.unwrap_or_else(|_| {
            Err(Failure::ConnectTime {
                host: target.host.clone(),
                limit,
            })
        })
    }

    async fn connect(&self, target: &Target) -> Result<Line, Failure> {
        let host = || target.host.clone();
        let name = tls::server_name(&target.host)?;
        let addresses = addresses(&*self.resolver, target).await?;
        let socket = connect_any(&*self.connector, addresses)
            .await
            .map_err(|source| Failure::Connect { host: host(), source })?;
        let stream = TlsConnector::from(Arc::clone(&self.tls))
            .connect(name, socket)
            .await
            .map_err(|source| Failure::of_tls(host(), source))?;
        Line::new(Origin::of(target), stream)
            .await
            .map_err(|error| Failure::of_http(&error))
    }
}
