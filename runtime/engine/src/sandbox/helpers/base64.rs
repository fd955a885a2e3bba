//! `helpers.base64`: RFC 4648, generous in what it reads.

use ::base64::Engine as _;
use ::base64::alphabet::STANDARD;
use ::base64::engine::general_purpose::STANDARD as PADDED;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mlua::{Lua, Value};

use super::super::arguments::{Answer, Arguments};
use super::{one, text};

/// Padding may be there or not.
const GENEROUS: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn encode(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let plain = given.text(lua, 1, "encode")?;
    given.budget.charge_bytes(plain.as_bytes().len() as u64);
    text(lua, PADDED.encode(plain.as_bytes()))
}

pub(super) fn decode(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let encoded = given.text(lua, 1, "decode")?;
    given.budget.charge_bytes(encoded.as_bytes().len() as u64);
    let standard: Vec<u8> = encoded
        .as_bytes()
        .iter()
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    match GENEROUS.decode(standard) {
        Ok(bytes) => text(lua, bytes),
        Err(_) => Ok(one(Value::Nil)),
    }
}
