//! A TLS server under a test root, which says to each request what a test wants to be said.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// A request as it arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Which connection it came by, from 0.
    pub(super) connection: usize,
    pub(super) method: String,
    pub(super) path: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn host(&self) -> &str {
        self.header("host").unwrap_or_default()
    }
}

/// What is said, byte by byte, and what then.
pub(super) struct Answer {
    pub(super) bytes: Vec<u8>,
    pub(super) then: Then,
}

pub(super) enum Then {
    Next,
    Close,
    /// Ends the socket without a word of TLS.
    Cut,
    /// Says nothing until the client has gone.
    Hang,
    /// The same byte again and again, slowly.
    Drip,
    /// The same bytes again and again, as fast as they are taken.
    Flood(Vec<u8>),
}

impl Answer {
    pub(super) fn of(head: &str, body: &[u8]) -> Self {
        let mut bytes = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.extend_from_slice(body);
        Self::raw(bytes, Then::Next)
    }

    pub(super) fn text(body: &str) -> Self {
        Self::of("200 OK", body.as_bytes())
    }

    pub(super) fn redirect(status: u16, to: &str) -> Self {
        Self::of(&format!("{status} Elsewhere\r\nlocation: {to}"), b"")
    }

    pub(super) fn raw(bytes: impl Into<Vec<u8>>, then: Then) -> Self {
        Self {
            bytes: bytes.into(),
            then,
        }
    }
}

type Handler = Arc<dyn Fn(&Seen) -> Answer + Send + Sync>;

#[derive(Clone)]
pub(super) struct Server {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
    /// Told when a client leaves a hanging answer.
    left: Arc<Mutex<Vec<Sender<()>>>>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

impl Server {
    pub(super) fn start(handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            connections: Arc::default(),
            left: Arc::default(),
        };
        let handler: Handler = Arc::new(handler);
        let accepting = server.clone();
        thread::spawn(move || {
            while let Ok((socket, _)) = listener.accept() {
                let (server, handler) = (accepting.clone(), Arc::clone(&handler));
                let connection = server.connections.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || server.talk(connection, socket, &handler));
            }
        });
        server
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Tells `sender` when a client leaves a hanging answer.
    pub(super) fn when_left(&self, sender: Sender<()>) {
        self.left.lock().unwrap().push(sender);
    }

    /// Whatever fails here fails at the client, where it is looked at.
    fn talk(&self, connection: usize, socket: TcpStream, handler: &Handler) -> Option<()> {
        let tls = ServerConnection::new(Arc::clone(&CONFIG)).ok()?;
        let mut stream = StreamOwned::new(tls, socket);
        loop {
            let request = read_request(connection, &mut stream)?;
            self.seen.lock().unwrap().push(request.clone());
            let answer = handler(&request);
            stream.write_all(&answer.bytes).ok()?;
            stream.flush().ok()?;
            match answer.then {
                Then::Next => {}
                Then::Close => {
                    stream.conn.send_close_notify();
                    return stream.flush().ok();
                }
                Then::Cut => return None,
                Then::Hang => {
                    let _ = stream.read(&mut [0]);
                    for sender in self.left.lock().unwrap().iter() {
                        let _ = sender.send(());
                    }
                    return None;
                }
                Then::Drip => {
                    let (_kept, never) = channel::<()>();
                    loop {
                        stream.write_all(b"x").ok()?;
                        stream.flush().ok()?;
                        let _ = never.recv_timeout(Duration::from_millis(20));
                    }
                }
                Then::Flood(bytes) => loop {
                    stream.write_all(&bytes).ok()?;
                },
            }
        }
    }
}

fn read_request(connection: usize, stream: &mut impl std::io::Read) -> Option<Seen> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.extend_from_slice(&byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let mut seen = Seen {
        connection,
        method: first.next()?.to_owned(),
        path: first.next()?.to_owned(),
        ..Seen::default()
    };
    seen.headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = seen
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    seen.body = String::from_utf8(body).ok()?;
    Some(seen)
}

/// The names and addresses that the good certificate holds.
const NAMES: [&str; 8] = [
    "example.com",
    "a.example",
    "b.example",
    "xn--bcher-kva.example",
    "172.32.0.1",
    "100.128.0.1",
    "8.8.8.8",
    "2606:4700::1111",
];

struct Authority {
    root: CertificateParams,
    issuer: Issuer<'static, KeyPair>,
    key: KeyPair,
}

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.distinguished_name
        .push(DnType::CommonName, "the root of these tests");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let issuing = KeyPair::try_from(key.serialize_der()).unwrap();
    Authority {
        issuer: Issuer::new(root.clone(), issuing),
        root,
        key,
    }
});

pub(super) fn test_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let root = AUTHORITY.root.self_signed(&AUTHORITY.key).unwrap();
    roots.add(root.der().clone()).unwrap();
    roots
}

fn certified(params: &CertificateParams, is_signed: bool) -> Arc<CertifiedKey> {
    let key = KeyPair::generate().unwrap();
    let certificate = if is_signed {
        params.signed_by(&key, &AUTHORITY.issuer)
    } else {
        params.self_signed(&key)
    };
    let chain = vec![certificate.unwrap().der().clone()];
    let key = key.serialize_der().try_into().unwrap();
    Arc::new(CertifiedKey::from_der(chain, key, &ring::default_provider()).unwrap())
}

/// The certificate by the name that is asked for: a few are bad in a way of their own.
#[derive(Debug)]
struct ByName {
    good: Arc<CertifiedKey>,
    self_signed: Arc<CertifiedKey>,
    expired: Arc<CertifiedKey>,
}

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(match hello.server_name() {
            Some("self-signed.example") => &self.self_signed,
            Some("expired.example") => &self.expired,
            Some("no-certificate.example") => return None,
            _ => &self.good,
        }))
    }
}

static CONFIG: LazyLock<Arc<ServerConfig>> = LazyLock::new(|| {
    let params = |names: &[&str]| {
        CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap()
    };
    let mut expired = params(&["expired.example"]);
    expired.not_after = date_time_ymd(2020, 1, 1);
    let by_name = ByName {
        good: certified(&params(&NAMES), true),
        self_signed: certified(&params(&["self-signed.example"]), false),
        expired: certified(&expired, true),
    };
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(by_name));
    Arc::new(config)
});
