//! Durations such as `250ms` and sizes such as `4KiB`, read and written in one place.

use pipelua_schemas::Unit;

/// The value of a limit as somebody wrote it, in the limit's unit.
///
/// # Errors
/// What may stand there instead, as the end of a sentence.
pub(crate) fn parse(text: &str, unit: Unit) -> Result<u64, &'static str> {
    match unit {
        Unit::Ms => parse_duration(text).ok_or("write a duration such as \"250ms\" or \"2s\""),
        Unit::Bytes => parse_size(text).ok_or("write a number of bytes, or a size such as \"4KiB\""),
        Unit::Instructions | Unit::Count | Unit::Depth => Err("write a whole number"),
    }
}

/// A value for people: `2s`, `250ms`, `4KiB`, `50000 instructions`, `5`.
pub(crate) fn display(value: u64, unit: Unit) -> String {
    match unit {
        Unit::Ms => largest(value, &DURATIONS),
        Unit::Bytes => largest(value, &SIZES),
        Unit::Instructions => format!("{value} instructions"),
        Unit::Count | Unit::Depth => value.to_string(),
    }
}

/// Milliseconds of each unit, largest first.
const DURATIONS: [(&str, u64); 3] = [("min", 60_000), ("s", 1_000), ("ms", 1)];

/// Bytes of each unit, largest first.
const SIZES: [(&str, u64); 3] = [("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

/// Milliseconds of a text such as `250ms`, `2s`, `1.5s`, `1min`.
fn parse_duration(text: &str) -> Option<u64> {
    with_unit(text, &DURATIONS)
}

/// Bytes of a text such as `512B`, `4KiB`, `1MiB`.
fn parse_size(text: &str) -> Option<u64> {
    with_unit(text, &SIZES)
}

/// A decimal number, perhaps blanks, a unit; the result is whole.
fn with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at_checked(digits)?;
    let unit = unit.trim_start_matches(' ');
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || (fraction.is_empty() && number.contains('.')) {
        return None;
    }
    let mut value = whole.parse::<u64>().ok()?.checked_mul(*factor)?;
    let mut place = *factor;
    for digit in fraction.chars() {
        let digit = u64::from(digit.to_digit(10)?);
        if place % 10 != 0 && digit != 0 {
            return None;
        }
        place /= 10;
        value = value.checked_add(digit * place)?;
    }
    Some(value)
}

fn largest(value: u64, units: &[(&str, u64)]) -> String {
    let fits = |factor: u64| value >= factor && value.is_multiple_of(factor);
    let (name, factor) = units
        .iter()
        .find(|(_, factor)| fits(*factor))
        .copied()
        .unwrap_or(("", 1));
    format!("{}{name}", value / factor)
}

#[cfg(test)]
mod tests {
    use pipelua_schemas::Unit;

    use super::{display, parse};

    #[test]
    fn durations_and_sizes_are_read() {
        for (text, unit, expected) in [
            ("250ms", Unit::Ms, Some(250)),
            ("2s", Unit::Ms, Some(2_000)),
            ("2 s", Unit::Ms, Some(2_000)),
            ("1.5s", Unit::Ms, Some(1_500)),
            ("1.25s", Unit::Ms, Some(1_250)),
            ("1min", Unit::Ms, Some(60_000)),
            ("0s", Unit::Ms, Some(0)),
            ("4KiB", Unit::Bytes, Some(4_096)),
            ("512B", Unit::Bytes, Some(512)),
            ("1MiB", Unit::Bytes, Some(1_048_576)),
            ("1.5ms", Unit::Ms, None),
            ("2", Unit::Ms, None),
            ("s", Unit::Ms, None),
            (".5s", Unit::Ms, None),
            ("1.s", Unit::Ms, None),
            ("1.2.3s", Unit::Ms, None),
            ("-2s", Unit::Ms, None),
            ("2S", Unit::Ms, None),
            ("2sec", Unit::Ms, None),
            ("", Unit::Ms, None),
            ("4KB", Unit::Bytes, None),
            ("4s", Unit::Bytes, None),
            ("99999999999999999999s", Unit::Ms, None),
            ("18446744073709551615s", Unit::Ms, None),
            ("5", Unit::Count, None),
        ] {
            assert_eq!(parse(text, unit).ok(), expected, "{text}");
        }
    }

    #[test]
    fn values_are_shown_in_the_largest_whole_unit() {
        for (value, unit, expected) in [
            (10_000, Unit::Ms, "10s"),
            (250, Unit::Ms, "250ms"),
            (60_000, Unit::Ms, "1min"),
            (5_120, Unit::Bytes, "5KiB"),
            (1_000, Unit::Bytes, "1000B"),
            (0, Unit::Bytes, "0"),
            (50_000, Unit::Instructions, "50000 instructions"),
            (5, Unit::Count, "5"),
        ] {
            assert_eq!(display(value, unit), expected);
        }
    }
}
