//! What would change in a file, as a unified diff that is safe to show.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::escape::escape;
use super::style::Palette;

/// The lines of `old` that are gone in `new` and those that came, each with three around it.
pub(crate) fn unified_diff(from: &str, to: &str, old: &str, new: &str, palette: Palette) -> String {
    let (from, to) = (escape(from), escape(to));
    let diff = TextDiff::from_lines(old, new);
    let mut out = format!(
        "{}\n{}\n",
        palette.strong(format!("--- {from}")),
        palette.strong(format!("+++ {to}"))
    );
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let _ = writeln!(out, "{}", palette.frame(hunk.header()));
        for change in hunk.iter_changes() {
            let line = change.to_string_lossy();
            let line = line.trim_end_matches('\n');
            // A carriage return is often all that differs: shown, not sent to the terminal.
            let line = line
                .strip_suffix('\r')
                .map_or_else(|| line.to_owned(), |line| format!("{line}\\r"));
            let line = line.split('\t').map(escape).collect::<Vec<_>>().join("\t");
            let text = match change.tag() {
                ChangeTag::Delete => palette.bad(format!("-{line}")),
                ChangeTag::Insert => palette.good(format!("+{line}")),
                ChangeTag::Equal => format!(" {line}"),
            };
            let _ = writeln!(out, "{text}");
        }
    }
    out
}
