//! What a script logs, as much of it as is kept.

use pipelua_schemas::builtin;

/// One line that a script logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// `info`, `warn` or `error`.
    pub level: String,
    pub message: String,
}

/// The lines in order, and how many were left out or cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Journal {
    pub lines: Vec<LogLine>,
    pub dropped: u64,
}

impl Journal {
    pub(super) fn log(&mut self, level: &str, message: &str) {
        let limits = builtin().limits();
        if self.lines.len() as u64 >= limits.log_lines() {
            self.dropped += 1;
            return;
        }
        let mut end = message.len().min(limits.log_line_bytes() as usize);
        self.dropped += u64::from(end < message.len());
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        self.lines.push(LogLine {
            level: level.to_owned(),
            message: message[..end].to_owned(),
        });
    }
}
