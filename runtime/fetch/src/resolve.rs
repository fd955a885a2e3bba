//! From a name to addresses: asked once, and only public ones are believed.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};

use futures::future::BoxFuture;
use pipelua_rules::url::{Host, Target, is_globally_routable};

use crate::failure::Failure;

/// Looks up names.
pub(crate) trait Resolver: fmt::Debug + Send + Sync {
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The resolver of this machine, on threads that may wait.
#[derive(Debug)]
pub(crate) struct System;

impl Resolver for System {
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        // The final dot: the name as it is, never one of the local network's domains added to it.
        let name = format!("{name}.");
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Where `target` may be reached: all of its addresses, or none if one of them is not public.
///
/// # Errors
/// When it has no address, or one that is refused.
pub(crate) async fn addresses(resolver: &dyn Resolver, target: &Target) -> Result<Vec<SocketAddr>, Failure> {
    let host = || target.host.clone();
    let found = match &target.host {
        Host::Address(address) => vec![*address],
        Host::Name(name) => resolver
            .resolve(name)
            .await
            .map_err(|source| Failure::LookUp { host: host(), source })?,
    };
    if let Some(&address) = found.iter().find(|address| !is_globally_routable(**address)) {
        return Err(Failure::PrivateAddress {
            host: host(),
            address,
        });
    }
    if found.is_empty() {
        return Err(Failure::NoAddress { host: host() });
    }
    Ok(found
        .into_iter()
        .map(|address| SocketAddr::new(address, target.port))
        .collect())
}
