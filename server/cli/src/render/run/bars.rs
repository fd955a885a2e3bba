//! Bars on an axis of time, drawn with the characters of a terminal.

use std::time::Duration;

/// The axis: so many columns from the start of a run to its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Axis {
    pub(crate) columns: usize,
    pub(crate) length: Duration,
}

/// Where a bar stands; it is never without a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) before: usize,
    pub(crate) columns: usize,
}

impl Axis {
    pub(crate) fn bar(self, start: Duration, duration: Duration) -> Bar {
        let before = self.column(start).min(self.columns.saturating_sub(1));
        let end = self
            .column(start + duration)
            .clamp(before + 1, self.columns.max(before + 1));
        Bar {
            before,
            columns: end - before,
        }
    }

    fn column(self, at: Duration) -> usize {
        let length = self.length.as_nanos().max(1);
        let column = (at.as_nanos() * self.columns as u128 + length / 2) / length;
        usize::try_from(column).unwrap_or(usize::MAX).min(self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(start: u64, duration: u64) -> (usize, usize) {
        let axis = Axis {
            columns: 10,
            length: Duration::from_millis(100),
        };
        let bar = axis.bar(Duration::from_millis(start), Duration::from_millis(duration));
        (bar.before, bar.columns)
    }

    #[test]
    fn a_bar_stands_where_its_time_is() {
        assert_eq!(bar(0, 100), (0, 10));
        assert_eq!(bar(50, 20), (5, 2));
        assert_eq!(bar(31, 1), (3, 1), "a short one is seen");
        assert_eq!(bar(100, 0), (9, 1), "and one at the very end");
        assert_eq!(bar(90, 500), (9, 1), "none goes beyond");
    }

    #[test]
    fn a_run_without_length_has_bars_too() {
        let axis = Axis {
            columns: 4,
            length: Duration::ZERO,
        };
        let bar = axis.bar(Duration::ZERO, Duration::ZERO);
        assert_eq!((bar.before, bar.columns), (0, 1));
    }
}
