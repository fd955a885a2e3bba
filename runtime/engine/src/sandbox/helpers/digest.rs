//! `helpers.hash` and `helpers.hmac`: digests in lower-case hexadecimal.

use std::fmt::Write as _;

use hmac::{Hmac, Mac};
use md5::Md5;
use mlua::Lua;
use sha2::{Digest, Sha256, Sha512};

use super::super::arguments::{Answer, Arguments, Problem};
use super::text;

pub(super) fn hash(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let plain = given.text(lua, 1, "hash")?;
    let algorithm = given.option(lua, 2, "hash")?;
    let bytes = plain.as_bytes();
    given.budget.charge_bytes(bytes.len() as u64);
    let digest = match algorithm.as_deref() {
        None | Some("sha256") => Sha256::digest(&bytes).to_vec(),
        Some("sha512") => Sha512::digest(&bytes).to_vec(),
        Some("md5") => Md5::digest(&bytes).to_vec(),
        Some(other) => return Err(unknown(other, "`sha256`, `sha512` and `md5`")),
    };
    text(lua, hex(&digest))
}

pub(super) fn hmac(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let (key, plain) = (given.text(lua, 1, "hmac")?, given.text(lua, 2, "hmac")?);
    let algorithm = given.option(lua, 3, "hmac")?;
    let (key, bytes) = (key.as_bytes(), plain.as_bytes());
    given.budget.charge_bytes((key.len() + bytes.len()) as u64);
    let digest = match algorithm.as_deref() {
        None | Some("sha256") => keyed::<Hmac<Sha256>>(&key, &bytes),
        Some("sha512") => keyed::<Hmac<Sha512>>(&key, &bytes),
        Some(other) => return Err(unknown(other, "`sha256` and `sha512`")),
    };
    text(lua, hex(&digest))
}

fn keyed<M: Mac + hmac::KeyInit>(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut mac = <M as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

fn unknown(algorithm: &str, known: &str) -> Problem {
    let algorithm: String = algorithm.chars().take(40).collect();
    Problem::Raise(format!("there is no algorithm `{algorithm}`; there are {known}"))
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
