//! Moves messages between a client and the service. Reading and writing have a thread each; all that is in between is
//! one task that never computes anything itself.
//!
//! It stands in for the `Server` of tower-lsp-server, whose reader ends at the first message that is no JSON.

use std::io::{BufReader, Read, Write};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, mpsc};
use std::thread;

use futures::future::{FutureExt as _, poll_fn};
use futures::sink::SinkExt as _;
use futures::stream::{FuturesUnordered, StreamExt as _};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower::Service as _;
use tower_lsp_server::LspService;
use tower_lsp_server::jsonrpc::{Error, Id, Request, Response};

use crate::backend::Backend;
use crate::disk::Disk;
use crate::main_loop::MainLoop;
use crate::outgoing;
use crate::runner::Runner;
use crate::told::Told;
use crate::transport::{Frame, read_frame, write_frame};

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// By `exit` behind `shutdown`.
    Clean,
    /// By `exit` without `shutdown`, or because the client went away.
    Abrupt,
}

/// Runs one sample; docs/editors.md has its params and its answer.
const RUN_SAMPLE: &str = "pipelua/runSample";

/// The variable that adds methods for tests, such as one that panics.
const TEST_HOOKS: &str = "PIPELUA_TEST_HOOKS";

/// Serves one client until it leaves.
///
/// # Errors
/// If no thread can be started.
pub fn serve(
    disk: Arc<dyn Disk>,
    runner: Arc<dyn Runner>,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> std::io::Result<End> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (events, main_events) = mpsc::channel();
    let (outgoing, to_client) = unbounded_channel();
    let told = Arc::new(Told::default());
    let main_loop = MainLoop::new(disk.clone(), outgoing.clone(), told.clone());
    thread::Builder::new()
        .name("main-loop".to_owned())
        .spawn(move || main_loop.run(&main_events))?;
    let (write, to_write) = mpsc::channel::<Vec<u8>>();
    let writer = thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || write_all(output, &to_write))?;
    let (read, incoming) = unbounded_channel();
    thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || read_all(input, &read))?;

    let end = runtime.block_on(async {
        let mut client = None;
        let builder = LspService::build(|it| {
            client = Some(it.clone());
            Backend::new(it, disk, runner, events, outgoing, told)
        });
        let builder = builder.custom_method(RUN_SAMPLE, Backend::run_sample);
        let builder = if std::env::var_os(TEST_HOOKS).is_some() {
            builder
                .custom_method("pipelua/test/panic", Backend::panic)
                .custom_method("pipelua/test/stall", Backend::stall)
                .custom_method("pipelua/test/text", Backend::text)
        } else {
            builder
        };
        let (service, socket) = builder.finish();
        if let Some(client) = client {
            tokio::spawn(outgoing::run(client, to_client));
        }
        session(service, socket, incoming, write).await
    });
    // What was answered before the end is still written.
    let _ = writer.join();
    Ok(end)
}

async fn session(
    mut service: LspService<Backend>,
    socket: tower_lsp_server::ClientSocket,
    mut incoming: UnboundedReceiver<Frame>,
    write: mpsc::Sender<Vec<u8>>,
) -> End {
    let (mut requests, mut responses) = socket.split();
    let mut running = FuturesUnordered::new();
    let mut is_shut_down = false;
    loop {
        let body = tokio::select! {
            biased;
            frame = incoming.recv() => match frame {
                Some(Frame::Body(body)) => body,
                Some(Frame::Malformed) => {
                    answer(&write, &Response::from_error(Id::Null, Error::parse_error()));
                    continue;
                }
                None if is_shut_down => return End::Clean,
                None => return End::Abrupt,
            },
            Some(response) = running.next(), if !running.is_empty() => {
                if let Some(response) = response {
                    answer(&write, &response);
                }
                continue;
            }
            Some(request) = requests.next() => {
                answer(&write, &request);
                continue;
            }
        };
        let request = match message(&body) {
            Ok(Incoming::Request(request)) => request,
            Ok(Incoming::Response(response)) => {
                let _ = responses.send(response).await;
                continue;
            }
            Err(refusal) => {
                answer(&write, &*refusal);
                continue;
            }
        };
        if request.method() == "exit" {
            return if is_shut_down { End::Clean } else { End::Abrupt };
        }
        is_shut_down |= request.method() == "shutdown";
        if poll_fn(|cx| service.poll_ready(cx)).await.is_err() {
            return End::Abrupt;
        }
        let id = request.id().cloned();
        let call = AssertUnwindSafe(service.call(request)).catch_unwind();
        let mut call = Box::pin(call.map(move |result| match result {
            Ok(response) => response.unwrap_or_default(),
            Err(_) => id.map(|id| Response::from_error(id, Error::internal_error())),
        }));
        // Polled at once: what it enqueues is enqueued before the next message is looked at.
        match futures::poll!(&mut call) {
            std::task::Poll::Ready(Some(response)) => answer(&write, &response),
            std::task::Poll::Ready(None) => {}
            std::task::Poll::Pending => running.push(call),
        }
    }
}

enum Incoming {
    Request(Request),
    Response(Response),
}

/// What a body is; the refusal of one that is no message.
fn message(body: &[u8]) -> Result<Incoming, Box<Response>> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|_| Box::new(Response::from_error(Id::Null, Error::parse_error())))?;
    let id = value
        .get("id")
        .and_then(|id| serde_json::from_value(id.clone()).ok())
        .unwrap_or(Id::Null);
    let refused = || Box::new(Response::from_error(id.clone(), Error::invalid_request()));
    let is_request = value.get("method").is_some();
    let is_response = value.get("result").is_some() || value.get("error").is_some();
    if is_request {
        serde_json::from_value(with_known_names(value))
            .map(Incoming::Request)
            .map_err(|_| refused())
    } else if is_response {
        serde_json::from_value(value)
            .map(Incoming::Response)
            .map_err(|_| refused())
    } else {
        Err(refused())
    }
}

/// The protocol says `workspace.diagnostics`, the types of lsp-types say `workspace.diagnostic`.
fn with_known_names(mut request: Value) -> Value {
    if request.get("method").and_then(Value::as_str) == Some("initialize")
        && let Some(workspace) = request
            .pointer_mut("/params/capabilities/workspace")
            .and_then(Value::as_object_mut)
        && let Some(diagnostics) = workspace.remove("diagnostics")
    {
        workspace.insert("diagnostic".to_owned(), diagnostics);
    }
    request
}

fn answer(write: &mpsc::Sender<Vec<u8>>, message: &impl Serialize) {
    if let Ok(body) = serde_json::to_vec(message) {
        let _ = write.send(body);
    }
}

fn read_all(input: impl Read, frames: &UnboundedSender<Frame>) {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    while let Ok(Some(frame)) = read_frame(&mut input) {
        if frames.send(frame).is_err() {
            return;
        }
    }
}

fn write_all(mut output: impl Write, bodies: &mpsc::Receiver<Vec<u8>>) {
    while let Ok(body) = bodies.recv() {
        if write_frame(&mut output, &body).is_err() {
            return;
        }
    }
}
