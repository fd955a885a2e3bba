//! From addresses to a socket: those that were judged, in turn, and no others.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt as _};
use tokio::net::TcpStream;

/// How long an address is waited for before the next is tried beside it.
///
/// **Source**: RFC 8305, section 5.
const HEAD_START: Duration = Duration::from_millis(250);

/// Opens sockets. There is one way to do so but in tests, which count and lead elsewhere.
pub(crate) trait Connector: fmt::Debug + Send + Sync {
    fn connect(&self, to: SocketAddr) -> BoxFuture<'static, io::Result<TcpStream>>;
}

/// To the address itself.
#[derive(Debug)]
pub(crate) struct Direct;

impl Connector for Direct {
    fn connect(&self, to: SocketAddr) -> BoxFuture<'static, io::Result<TcpStream>> {
        Box::pin(TcpStream::connect(to))
    }
}

/// The first that answers.
///
/// # Errors
/// The last error, when none does.
pub(crate) async fn connect_any(
    connector: &dyn Connector,
    addresses: Vec<SocketAddr>,
) -> io::Result<TcpStream> {
    let mut rest = taking_turns(addresses).into_iter();
    let mut attempts = FuturesUnordered::new();
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        match rest.next() {
            Some(address) => attempts.push(connector.connect(address)),
            None if attempts.is_empty() => return Err(failed),
            None => {}
        }
        tokio::select! {
            Some(attempt) = attempts.next() => match attempt {
                Ok(socket) => {
                    // A request is one write: nothing is gained by holding it back.
                    let _ = socket.set_nodelay(true);
                    return Ok(socket);
                }
                Err(error) => failed = error,
            },
            () = tokio::time::sleep(HEAD_START), if rest.len() > 0 => {}
        }
    }
}

/// One family after the other, so that a broken one costs one head start.
fn taking_turns(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (same, other): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv6() == first_is_v6);
    let (mut same, mut other) = (same.into_iter(), other.into_iter());
    let mut turns = Vec::new();
    loop {
        let before = turns.len();
        turns.extend(same.next());
        turns.extend(other.next());
        if turns.len() == before {
            return turns;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let addresses = ["1.1.1.1:1", "2.2.2.2:1", "3.3.3.3:1", "[2606::1]:1"];
        let turns = taking_turns(addresses.iter().map(|text| text.parse().unwrap()).collect());
        let turns: Vec<String> = turns.iter().map(ToString::to_string).collect();
        assert_eq!(turns, ["1.1.1.1:1", "[2606::1]:1", "2.2.2.2:1", "3.3.3.3:1"]);
    }
}
