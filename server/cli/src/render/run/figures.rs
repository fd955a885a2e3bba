//! Figures of a run as a person reads them.

use std::time::Duration;

/// A time in three digits and its unit, such as `0.31 ms`.
pub(crate) fn shown(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        ms if ms < 10.0 => format!("{ms:.2} ms"),
        ms if ms < 100.0 => format!("{ms:.1} ms"),
        ms if ms < 10_000.0 => format!("{ms:.0} ms"),
        ms => format!("{:.1} s", ms / 1e3),
    }
}

pub(super) fn bytes(count: u64) -> String {
    match count {
        0..1024 => format!("{count} B"),
        1024..1_048_576 => format!("{} KiB", count / 1024),
        _ => {
            let tenths = count * 10 / (1 << 20);
            format!("{}.{} MiB", tenths / 10, tenths % 10).replace(".0 ", " ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_at_a_glance() {
        assert_eq!(bytes(1023), "1023 B");
        assert_eq!(bytes(34 << 10), "34 KiB");
        assert_eq!(bytes(8 << 20), "8 MiB");
    }

    #[test]
    fn times_have_three_digits() {
        for (us, text) in [
            (310, "0.31 ms"),
            (12_340, "12.3 ms"),
            (123_400, "123 ms"),
            (12_340_000, "12.3 s"),
        ] {
            assert_eq!(shown(Duration::from_micros(us)), text);
        }
    }
}
