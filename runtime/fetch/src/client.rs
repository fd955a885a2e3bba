//! The client that the engine is given: a thread of its own, so that no script's thread ever waits for a socket.

use std::io;
use std::sync::Arc;
use std::thread;

use pipelua_engine::fetch::{FetchAnswer, FetchRequest};
use pipelua_engine::worker::{Fetcher, Flight, Reply};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use crate::connect::Direct;
use crate::network::Network;
use crate::resolve::System;
use crate::rules::FetchRules;
use crate::tls;

/// Threads that wait for the system's resolver, which cannot be told to stop.
const RESOLVER_THREADS: usize = 128;

/// Sends what scripts ask for, if the rules allow it. Dropping it drops what is in flight.
#[derive(Debug)]
pub struct Client {
    network: Arc<Network>,
    runtime: Handle,
    /// Its thread lives as long as this does.
    _stop: oneshot::Sender<()>,
}

impl Client {
    /// Starts the thread; nothing is sent before the first fetch.
    ///
    /// # Errors
    /// When the system gives no thread, or no way to wait for sockets.
    pub fn new(rules: FetchRules) -> io::Result<Self> {
        let tls = tls::config(tls::public_roots());
        Self::over(Network::new(rules, Arc::new(System), Arc::new(Direct), tls))
    }

    pub(crate) fn over(network: Network) -> io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(RESOLVER_THREADS)
            .build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new().name("fetch".to_owned()).spawn(move || {
            let _ = runtime.block_on(stopped);
            runtime.shutdown_background();
        })?;
        Ok(Self {
            network: Arc::new(network),
            runtime: handle,
            _stop: stop,
        })
    }

    /// Hands the answer to `done`, on the client's thread, unless the flight is dropped before.
    pub fn send(&self, request: FetchRequest, done: impl FnOnce(FetchAnswer) + Send + 'static) -> Flight {
        let network = Arc::clone(&self.network);
        let task = self
            .runtime
            .spawn(async move { done(network.fetch(request).await) });
        Flight::stopped_by(move || task.abort())
    }
}

impl Fetcher for Client {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        self.send(request, move |answer| reply.send(answer))
    }
}
