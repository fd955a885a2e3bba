//! The lines of source that a finding is about, with a gutter and an underline.

use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

use super::escape::escaped;
use super::style::Palette;
use crate::report::{Range, Severity};

type Bytes = std::ops::Range<usize>;

/// Columns of a tab stop.
const TAB: usize = 4;

/// What stands where a long line is cut.
const CUT: &str = "...";

/// One or two source lines, underlined, each ended by a newline. `gutter` is the width of the line numbers.
pub(crate) fn excerpt(
    source: &str,
    range: Range,
    severity: Severity,
    palette: Palette,
    width: usize,
    gutter: usize,
) -> String {
    let (start, end) = (range.start.byte as usize, range.end.byte as usize);
    let room = width.saturating_sub(gutter + 3).max(20);
    let mut out = String::new();
    let first = line_at(source, start);
    let one_line = range.start.line == range.end.line || end <= first.end + 1;
    let first_end = if one_line {
        end.min(first.end.max(start))
    } else {
        first.end
    };
    push_line(
        &mut out,
        &Line::new(source, first.clone(), start, first_end, room),
        range.start.line,
        gutter,
        severity,
        palette,
    );
    if !one_line {
        let last = line_at(source, end);
        let indent = source[last.clone()].len() - source[last.clone()].trim_start().len();
        if end > last.start + indent {
            if range.end.line > range.start.line + 1 {
                out.push_str(&palette.frame(CUT));
                out.push('\n');
            }
            let line = Line::new(source, last.clone(), last.start + indent, end, room);
            push_line(&mut out, &line, range.end.line, gutter, severity, palette);
        }
    }
    out
}

/// Digits that the line numbers of `range` need.
pub(crate) fn gutter_width(range: Option<Range>) -> usize {
    range.map_or(1, |range| {
        (range.end.line.max(range.start.line) + 1).to_string().len()
    })
}

fn push_line(
    out: &mut String,
    line: &Line,
    number: u32,
    gutter: usize,
    severity: Severity,
    palette: Palette,
) {
    let bar = palette.frame("|");
    out.push_str(&palette.frame(format!("{:>gutter$}", number + 1)));
    let shown = line.text.trim_end();
    let gap = if shown.is_empty() { "" } else { " " };
    let _ = writeln!(out, " {bar}{gap}{shown}");
    let carets = palette.severity(severity, "^".repeat(line.carets));
    let _ = writeln!(
        out,
        "{:gutter$} {bar} {:indent$}{carets}",
        "",
        "",
        indent = line.before
    );
}

/// A source line as it is shown.
struct Line {
    text: String,
    /// Columns before the underline.
    before: usize,
    /// Columns of the underline, at least one.
    carets: usize,
}

impl Line {
    /// The bytes `line` of `source`, with `start..end` underlined, in at most `room` columns.
    fn new(source: &str, line: Bytes, start: usize, end: usize, room: usize) -> Self {
        let cells = Cell::of(source, around(source, line, start..end, 4 * room));
        let total: usize = cells.iter().map(|cell| cell.width).sum();
        let before: usize = cells
            .iter()
            .take_while(|cell| cell.at < start)
            .map(|cell| cell.width)
            .sum();
        let marked: usize = cells
            .iter()
            .filter(|cell| (start..end).contains(&cell.at))
            .map(|cell| cell.width)
            .sum();
        let carets = marked.max(1);
        if total <= room {
            return Self {
                text: cells.iter().map(|cell| cell.text.as_str()).collect(),
                before,
                carets,
            };
        }
        Self::clipped(&cells, before, carets, total, room)
    }

    /// Keeps the columns around the underline.
    fn clipped(cells: &[Cell], before: usize, carets: usize, total: usize, room: usize) -> Self {
        let inner = room - 2 * CUT.len();
        let lead = inner.saturating_sub(carets.min(inner)) / 2;
        let from = before.saturating_sub(lead).min(total.saturating_sub(inner));
        let from = if from <= CUT.len() { 0 } else { from };
        let mut text = if from > 0 { CUT.to_owned() } else { String::new() };
        let limit = if from > 0 { inner } else { inner + CUT.len() };
        let (mut column, mut used, mut skipped) = (0, 0, 0);
        let mut cut_behind = false;
        for cell in cells {
            let at = column;
            column += cell.width;
            if at < from {
                skipped = column;
                continue;
            }
            if used + cell.width > limit {
                cut_behind = true;
                break;
            }
            text.push_str(&cell.text);
            used += cell.width;
        }
        if cut_behind {
            text.push_str(CUT);
        }
        let lead = if from > 0 { CUT.len() } else { 0 };
        let before = lead + before.saturating_sub(skipped);
        Self {
            text,
            before,
            carets: carets.min((lead + used).saturating_sub(before)).max(1),
        }
    }
}

/// The part of a line that may be shown: lines of many kilobytes may have thousands of findings.
fn around(source: &str, line: Bytes, marked: Bytes, most: usize) -> Bytes {
    let border = |mut at: usize| {
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = border(marked.start.saturating_sub(most)).max(line.start);
    let end = border((marked.start + 2 * most).min(source.len())).clamp(start, line.end);
    start..end
}

/// One character as it is shown.
struct Cell {
    /// Its byte in the source.
    at: usize,
    text: String,
    width: usize,
}

impl Cell {
    fn of(source: &str, line: Bytes) -> Vec<Self> {
        let mut cells = Vec::new();
        let mut column = 0;
        let offset = line.start;
        for (at, c) in source[line].char_indices() {
            let at = offset + at;
            let (text, width) = if at == 0 && c == '\u{feff}' {
                // The byte order mark is dropped before the text is read.
                (String::new(), 0)
            } else if c == '\t' {
                let width = TAB - column % TAB;
                (" ".repeat(width), width)
            } else if let Some(shown) = escaped(c) {
                let width = shown.len();
                (shown, width)
            } else {
                (c.to_string(), c.width().unwrap_or(0))
            };
            column += width;
            cells.push(Self { at, text, width });
        }
        cells
    }
}

/// The line that byte `at` lies on, without its end.
fn line_at(source: &str, at: usize) -> Bytes {
    let at = at.min(source.len());
    let bytes = source.as_bytes();
    let is_newline = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let start = bytes[..at]
        .iter()
        .rposition(is_newline)
        .map_or(0, |newline| newline + 1);
    let end = bytes[at..]
        .iter()
        .position(is_newline)
        .map_or(bytes.len(), |newline| at + newline);
    start..end
}

#[cfg(test)]
mod tests;
