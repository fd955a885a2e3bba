//! Numbers keep the text they were written in, so that nothing rewrites `1.0` or `1e5` by accident.

/// A number as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number {
    text: Box<str>,
}

impl Number {
    /// The author's text, always a valid JSON number.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is written without fraction and exponent.
    pub fn is_integer(&self) -> bool {
        !self.text.contains(['.', 'e', 'E'])
    }

    /// The value if it is a whole number of 64 bits, however written (`2.0`, `1e3`).
    pub fn as_i64(&self) -> Option<i64> {
        /// Floats below it hold every whole number exactly.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.is_integer() {
            return self.text.parse().ok();
        }
        let value = self.as_f64();
        (value.fract() == 0.0 && value.abs() < EXACT).then_some(value as i64)
    }

    pub fn as_f64(&self) -> f64 {
        self.text.parse().unwrap_or(0.0)
    }
}

/// What a run of number-like characters turned out to be.
pub(super) enum Reading {
    Valid(Number),
    /// No JSON, but it is plain what is meant.
    Meant {
        number: Number,
        message: String,
    },
    /// Not a number at all.
    Wrong {
        message: String,
    },
}

pub(super) fn read(text: &str) -> Reading {
    let shown = super::error::shown(text);
    if is_json(text) {
        if text.parse::<f64>().is_ok_and(f64::is_infinite) {
            return Reading::Wrong {
                message: format!("`{shown}` is larger than any number that can be held"),
            };
        }
        return Reading::Valid(Number { text: text.into() });
    }
    let bare = text.trim_start_matches(['+', '-']);
    if bare.starts_with(['N', 'n', 'I', 'i']) {
        return Reading::Wrong {
            message: format!("JSON has no `{shown}`; use a number or `null`"),
        };
    }
    match meant(text) {
        Some((plain, why)) => {
            let message = format!("{why}: write `{}`, not `{shown}`", super::error::shown(&plain));
            Reading::Meant {
                number: Number { text: plain.into() },
                message,
            }
        }
        None => Reading::Wrong {
            message: format!("`{shown}` is not a number"),
        },
    }
}

/// **Source**: RFC 8259, section 6.
fn is_json(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text.starts_with('0')) {
        return false;
    }
    let mut rest = text.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = fraction.get(count..).unwrap_or_default();
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

/// The JSON number that a near miss stands for, and the rule it misses.
fn meant(text: &str) -> Option<(String, &'static str)> {
    let (sign, bare) = match text.strip_prefix('-') {
        Some(bare) => ("-", bare),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(hex) = bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X")) {
        let digits = hex.bytes().all(|b| b.is_ascii_hexdigit());
        let value = u64::from_str_radix(hex, 16).ok().filter(|_| digits)?;
        return Some((format!("{sign}{value}"), "JSON has no hexadecimal numbers"));
    }
    let (mut plain, mut why) = (bare.to_owned(), "a number has no plus sign");
    if plain.contains('_') {
        plain = plain.replace('_', "");
        why = "a number has digits only";
    }
    if plain.starts_with('.') {
        plain.insert(0, '0');
        why = "a number starts with a digit";
    }
    if plain.ends_with('.') {
        plain.push('0');
        why = "a number ends in a digit";
    }
    let trimmed = plain.trim_start_matches('0');
    if trimmed.len() < plain.len() && trimmed.starts_with(|c: char| c.is_ascii_digit()) {
        plain = trimmed.to_owned();
        why = "a number does not start with 0";
    } else if !plain.is_empty() && plain.bytes().all(|b| b == b'0') {
        plain = String::from("0");
        why = "a number does not start with 0";
    }
    let plain = format!("{sign}{plain}");
    is_json(&plain).then_some((plain, why))
}
