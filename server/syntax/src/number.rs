//! Numerals as Lua 5.4 reads them: integers that wrap, decimals that become floats, hexadecimal floats.
//!
//! **Source**: Lua 5.4 manual §3.1 and `luaO_str2num` of `lobject.c`.

/// The value of a numeral.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    Integer(i64),
    Float(f64),
}

/// The value of a numeral's text; `None` if Lua takes it for malformed.
pub fn number_value(token_text: &str) -> Option<Number> {
    let bytes = token_text.as_bytes();
    if bytes.len() > 1 && bytes[0] == b'0' && matches!(bytes[1], b'x' | b'X') {
        return hexadecimal(&bytes[2..]);
    }
    if !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit) {
        return match token_text.parse::<i64>() {
            Ok(value) => Some(Number::Integer(value)),
            Err(_) => token_text.parse().ok().map(Number::Float),
        };
    }
    // Rust reads `inf` and `nan` too, and signs; a numeral has neither.
    let allowed = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    let starts = matches!(bytes.first(), Some(b'0'..=b'9' | b'.'));
    (starts && bytes.iter().all(allowed))
        .then(|| token_text.parse().ok().map(Number::Float))
        .flatten()
}

/// What stands behind `0x`.
fn hexadecimal(bytes: &[u8]) -> Option<Number> {
    let exponent_at = bytes.iter().position(|byte| matches!(byte, b'p' | b'P'));
    let (mantissa, exponent) = match exponent_at {
        Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
        None => (bytes, None),
    };
    let mut bits = 0u64;
    let mut wrapped = 0u64;
    // Binary exponent of `bits`, and whether digits that no longer fit were other than 0.
    let mut scale = 0i64;
    let mut sticky = false;
    let mut digits = 0usize;
    let mut dot = false;
    for &byte in mantissa {
        if byte == b'.' {
            if dot {
                return None;
            }
            dot = true;
            continue;
        }
        let digit = u64::from(char::from(byte).to_digit(16)?);
        digits += 1;
        wrapped = wrapped.wrapping_mul(16).wrapping_add(digit);
        if bits >> 59 == 0 {
            bits = bits << 4 | digit;
            scale -= if dot { 4 } else { 0 };
        } else {
            sticky |= digit != 0;
            scale += if dot { 0 } else { 4 };
        }
    }
    if digits == 0 {
        return None;
    }
    if !dot && exponent.is_none() {
        return Some(Number::Integer(wrapped.cast_signed()));
    }
    if let Some(exponent) = exponent {
        scale = scale.saturating_add(binary_exponent(exponent)?);
    }
    Some(Number::Float(scaled(bits, sticky, scale)))
}

fn binary_exponent(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // Beyond this every mantissa that fits a text of 16 MiB is 0 or infinite.
    let value = digits.iter().fold(0i64, |sum, digit| {
        (sum * 10 + i64::from(digit - b'0')).min(1 << 40)
    });
    Some(if negative { -value } else { value })
}

/// `bits * 2^scale`, rounded to nearest, ties to even; `sticky`: a little more than `bits`.
fn scaled(bits: u64, sticky: bool, scale: i64) -> f64 {
    if bits == 0 {
        return 0.0;
    }
    // The leading one to bit 63, then cut to the 53 bits of a double, fewer below the normal range.
    let shift = bits.leading_zeros();
    let bits = bits << shift;
    let exponent = scale - i64::from(shift) + 63;
    if exponent > 1023 {
        return f64::INFINITY;
    }
    let keep = if exponent >= -1022 {
        53
    } else {
        53 - (-1022 - exponent)
    };
    if keep < 0 {
        return 0.0;
    }
    let drop = 64 - keep.cast_unsigned() as u32;
    let (mut mantissa, rest) = if drop == 64 {
        (0, bits)
    } else {
        (bits >> drop, bits << (64 - drop))
    };
    let half = 1u64 << 63;
    if rest > half || (rest == half && (sticky || mantissa & 1 == 1)) {
        mantissa += 1;
    }
    if exponent >= -1022 {
        // The leading one of the mantissa is the lowest bit of the exponent's place: a carry lands right.
        f64::from_bits((((exponent + 1022).cast_unsigned()) << 52) + mantissa)
    } else {
        f64::from_bits(mantissa)
    }
}
