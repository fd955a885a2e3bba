//! `helpers.ip`: whether an address lies in a network.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::IpNet;
use mlua::{Lua, Value};

use super::super::arguments::{Answer, Arguments, Problem};
use super::one;

pub(super) fn within(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let (ip, cidr) = (given.word(lua, 1, "within")?, given.word(lua, 2, "within")?);
    let Some(network) = network(cidr.trim()) else {
        let shown: String = cidr.chars().take(60).collect();
        return Err(Problem::Raise(format!(
            "`{shown}` is no network; write one such as `10.0.0.0/8` or `2001:db8::/32`"
        )));
    };
    let inside = match ip.trim().parse::<IpAddr>() {
        Ok(ip) => network.contains(&ip.to_canonical()),
        Err(_) => false,
    };
    Ok(one(Value::Boolean(inside)))
}

/// A network; an address alone is the network of itself, and an IPv4 network written as IPv6 counts as IPv4.
fn network(cidr: &str) -> Option<IpNet> {
    let network = match cidr.parse::<IpNet>() {
        Ok(network) => network,
        Err(_) => IpNet::from(cidr.parse::<IpAddr>().ok()?),
    };
    let IpNet::V6(v6) = network else {
        return Some(network);
    };
    match (
        v6.addr().to_ipv4_mapped(),
        v6.prefix_len().checked_sub(Ipv6Addr::BITS as u8 - 32),
    ) {
        (Some(v4), Some(prefix)) => IpNet::new(v4.into(), prefix).ok(),
        _ => Some(network),
    }
}
