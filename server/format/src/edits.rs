//! The smallest edits, by lines, that turn one text into another.

use pipelua_syntax::TextRange;
use similar::{DiffOp, TextDiff};

/// Replaces a range of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextEdit {
    pub range: TextRange,
    pub new_text: String,
}

/// Edits in the order of their places; they do not touch each other.
pub fn between(old: &str, new: &str) -> Vec<TextEdit> {
    let diff = TextDiff::from_lines(old, new);
    let starts_of_old = starts(old);
    let starts_of_new = starts(new);
    let part = |starts: &[usize], lines: std::ops::Range<usize>| starts[lines.start]..starts[lines.end];
    diff.ops()
        .iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| {
            let range = part(&starts_of_old, op.old_range());
            TextEdit {
                range: TextRange::new(range.start as u32, range.end as u32),
                new_text: new[part(&starts_of_new, op.new_range())].to_owned(),
            }
        })
        .collect()
}

/// Offsets of all lines as the diff counts them, and of the end.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        starts.push(at);
    }
    starts
}
