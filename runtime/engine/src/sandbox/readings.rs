//! A text in every form in which a secret may stand in it.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use memchr::{memchr2_iter, memmem};

/// A text as it is, and as it reads once percent-encoding is undone.
pub(super) struct Readings<'a> {
    text: &'a [u8],
    decoded: Option<Decoded>,
}

/// So many bytes of a secret stand in base64 by no chance.
const LEAST_IN_BASE64: usize = 6;

struct Decoded {
    bytes: Vec<u8>,
    /// Where each byte begins in the text, and where the last one ends.
    starts: Vec<usize>,
}

impl<'a> Readings<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let is_encoded = text.contains(['%', '+']);
        Self {
            text: text.as_bytes(),
            decoded: is_encoded.then(|| decoded(text.as_bytes())),
        }
    }

    /// Where a secret stands in the text: as it is, as in JSON, in a URL, or in base64. In any case, because hosts are told in lower
    /// case. Both ends of each place are borders of characters: only the case of ASCII letters may differ.
    pub(super) fn places(&self, secret: &str) -> impl Iterator<Item = Range<usize>> {
        let json = serde_json::Value::from(secret).to_string();
        let json = &json[1..json.len() - 1];
        let plain = equal_parts(self.text, secret.as_bytes());
        let escaped = (json != secret).then(|| equal_parts(self.text, json.as_bytes()));
        let encoded = self.decoded.as_ref().map(|decoded| {
            // A plus may be a blank.
            let blank_as_plus = secret.replace(' ', "+");
            let mut places = equal_parts(&decoded.bytes, secret.as_bytes());
            if blank_as_plus != secret {
                places.extend(equal_parts(&decoded.bytes, blank_as_plus.as_bytes()));
            }
            let starts = &decoded.starts;
            let in_text = places
                .into_iter()
                .map(|place| starts[place.start]..starts[place.end]);
            in_text.collect::<Vec<_>>()
        });
        plain
            .into_iter()
            .chain(escaped.into_iter().flatten())
            .chain(encoded.into_iter().flatten())
            .chain(base64_places(self.text, secret.as_bytes()))
    }
}

fn equal_parts(text: &[u8], part: &[u8]) -> Vec<Range<usize>> {
    let Some(first) = part.first() else {
        return Vec::new();
    };
    let starts = memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text);
    let places = starts.map(|start| start..start + part.len());
    let is_equal = |place: &Range<usize>| {
        text.get(place.clone())
            .is_some_and(|here| here.eq_ignore_ascii_case(part))
    };
    places.filter(is_equal).collect()
}

/// Where a secret stands in base64 of either alphabet, alone or as a part of what was encoded.
///
/// **Source**: RFC 4648, sections 4 and 5.
fn base64_places(text: &[u8], secret: &[u8]) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    if secret.len() < LEAST_IN_BASE64 || text.len() < secret.len() {
        return places;
    }
    // Three bytes are four letters: what the secret looks like depends on how many bytes stand before it.
    for before in 0..3 {
        let bytes = [&[0; 3][..before], secret].concat();
        let whole = (before * 4).div_ceil(3)..bytes.len() * 4 / 3;
        let standard = STANDARD_NO_PAD.encode(&bytes);
        let url_safe = standard.replace('+', "-").replace('/', "_");
        let other = (url_safe != standard).then_some(url_safe);
        for letters in [Some(standard), other].into_iter().flatten() {
            let letters = letters.as_bytes().get(whole.clone()).unwrap_or_default();
            places.extend(memmem::find_iter(text, letters).map(|start| {
                // The letters at its ends may hold bits of it, and others.
                let end = start + letters.len();
                let is_letter = |at: usize| text.get(at).is_some_and(u8::is_ascii_alphanumeric);
                start - usize::from(start > 0 && is_letter(start - 1))..end + usize::from(is_letter(end))
            }));
        }
    }
    places
}

/// `%2D` as the byte that it stands for.
fn decoded(text: &[u8]) -> Decoded {
    let (mut bytes, mut starts) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        starts.push(at);
        let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            bytes.push((high * 16 + low) as u8);
            at += 3;
        } else {
            bytes.push(*byte);
            at += 1;
        }
    }
    starts.push(text.len());
    Decoded { bytes, starts }
}
