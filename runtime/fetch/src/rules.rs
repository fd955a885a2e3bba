//! What a workspace allows its scripts, and how much of it.

use std::time::Duration;

use pipelua_rules::url::{HostPattern, UrlRules};
use pipelua_schemas::Limits;

/// Who may be reached, and the limits of one fetch.
#[derive(Debug, Clone)]
pub struct FetchRules {
    /// `allow-hosts` of the manifest; `None` allows every public host.
    pub allow_hosts: Option<Vec<HostPattern>>,
    /// Ports beside 443.
    pub extra_ports: Vec<u16>,
    /// For everything: connecting, redirects and the whole body.
    pub time: Duration,
    /// For one connection: look-up, TCP and TLS.
    pub connect_time: Duration,
    /// Of the body, after decompressing.
    pub bytes: u64,
    pub redirects: u64,
}

impl FetchRules {
    /// Every public host, within these limits.
    pub fn of(limits: &Limits) -> Self {
        Self {
            allow_hosts: None,
            extra_ports: Vec::new(),
            time: limits.fetch_time(),
            connect_time: limits.fetch_connect_time(),
            bytes: limits.fetch_bytes(),
            redirects: limits.fetch_redirects(),
        }
    }

    pub(crate) fn of_urls(&self) -> UrlRules<'_> {
        UrlRules {
            allow_hosts: self.allow_hosts.as_deref(),
            extra_ports: &self.extra_ports,
        }
    }
}
