//! The client against a server of our own: a resolver and a connector in the place of the world, both of which count.
//!
//! Names lead to public addresses, as they do outside; only the connector, which exists in tests alone, leads from
//! there to the server.

mod bodies;
mod calls;
mod lifetime;
mod names;
mod redirects;
mod refused;
mod server;
mod trust;

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use pipelua_engine::fetch::{FetchAnswer, FetchErrorKind, FetchRequest};
use pipelua_schemas::builtin;
use tokio::net::TcpStream;

use self::server::{Answer, Seen, Server};
use crate::connect::Connector;
use crate::network::Network;
use crate::resolve::Resolver;
use crate::{Client, FetchRules, tls};

/// Where every name leads that a test says nothing else about.
const SOMEWHERE: &str = "93.184.215.14";
/// Nobody listens there.
const DEAD: &str = "9.9.9.9";
/// Packets to there are lost.
const SILENT: &str = "8.8.4.4";

/// Nothing here takes so long; a test that hangs fails.
const HANG_GUARD: Duration = Duration::from_secs(20);

/// Answers each look-up with the next entry of its name, and the last one from then on.
#[derive(Debug, Default)]
struct Names {
    answers: HashMap<String, Vec<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Resolver for Names {
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let mut asked = self.asked.lock().unwrap();
        let before = asked.iter().filter(|known| *known == name).count();
        asked.push(name.to_owned());
        let answer = match self.answers.get(name) {
            None => Ok(vec![SOMEWHERE.parse().unwrap()]),
            Some(answers) => match answers.get(before).or(answers.last()) {
                Some(answer) => Ok(answer.clone()),
                None => Err(io::Error::other("no such name")),
            },
        };
        Box::pin(async { answer })
    }
}

/// Leads every address to the server, and notes which they were.
#[derive(Debug)]
struct Leads {
    server: SocketAddr,
    connects: Mutex<Vec<SocketAddr>>,
}

impl Connector for Leads {
    fn connect(&self, to: SocketAddr) -> BoxFuture<'static, io::Result<TcpStream>> {
        self.connects.lock().unwrap().push(to);
        match to.ip().to_string().as_str() {
            DEAD => Box::pin(async { Err(io::ErrorKind::ConnectionRefused.into()) }),
            SILENT => Box::pin(std::future::pending()),
            _ => Box::pin(TcpStream::connect(self.server)),
        }
    }
}

struct World {
    client: Client,
    names: Arc<Names>,
    leads: Arc<Leads>,
    server: Server,
}

/// How a test's world differs from the plain one.
struct Setting {
    rules: FetchRules,
    answers: HashMap<String, Vec<Vec<IpAddr>>>,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            rules: FetchRules {
                // Time is a matter of the tests that ask for it.
                time: HANG_GUARD,
                connect_time: HANG_GUARD,
                ..FetchRules::of(builtin().limits())
            },
            answers: HashMap::new(),
        }
    }
}

impl Setting {
    /// What the resolver says of a name, look-up by look-up, addresses with blanks between.
    fn name(mut self, name: &str, answers: &[&str]) -> Self {
        let answers = answers
            .iter()
            .map(|answer| answer.split(' ').map(|text| text.parse().unwrap()).collect())
            .collect();
        self.answers.insert(name.to_owned(), answers);
        self
    }

    fn serve(self, handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> World {
        let server = Server::start(handler);
        let names = Arc::new(Names {
            answers: self.answers,
            asked: Mutex::default(),
        });
        let leads = Arc::new(Leads {
            server: server.address,
            connects: Mutex::default(),
        });
        let network = Network::new(
            self.rules,
            Arc::clone(&names) as Arc<dyn Resolver>,
            Arc::clone(&leads) as Arc<dyn Connector>,
            tls::config(server::test_roots()),
        );
        World {
            client: Client::over(network).unwrap(),
            names,
            leads,
            server,
        }
    }
}

fn get(url: &str) -> FetchRequest {
    FetchRequest {
        id: 0,
        url: url.to_owned(),
        method: "GET".to_owned(),
        headers: Vec::new(),
        body: None,
        timeout: HANG_GUARD,
    }
}

impl World {
    /// One in which every request is answered with `ok`.
    fn new() -> Self {
        Setting::default().serve(|_| Answer::text("ok"))
    }

    fn send(&self, request: FetchRequest) -> FetchAnswer {
        let (done, told) = channel();
        let _flight = self
            .client
            .send(request, move |answer| done.send(answer).unwrap());
        told.recv_timeout(HANG_GUARD + HANG_GUARD).unwrap()
    }

    /// The status and the body, or the class and the message.
    fn told(&self, request: FetchRequest) -> String {
        match self.send(request) {
            Ok(answer) => format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)),
            Err(error) => {
                let class = match error.kind {
                    FetchErrorKind::Refused => "refused",
                    FetchErrorKind::Dns
                    | FetchErrorKind::Tls
                    | FetchErrorKind::Timeout
                    | FetchErrorKind::Size
                    | FetchErrorKind::Failed => "failed",
                    FetchErrorKind::Unmocked => "unmocked",
                };
                assert!(error.message.chars().count() <= 100, "{}", error.message);
                format!("{class}: {}", error.message)
            }
        }
    }

    fn connects(&self) -> Vec<String> {
        self.leads
            .connects
            .lock()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn asked(&self) -> Vec<String> {
        self.names.asked.lock().unwrap().clone()
    }
}
