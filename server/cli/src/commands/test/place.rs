//! Where in its file a sample says what did not come.

use pipelua_ide::Positions;
use pipelua_syntax::Encoding;
use pipelua_syntax::json::parse;

use crate::report::Range;

/// The place of the value at `pointer`, else of the nearest one around it; none for the whole text.
pub(super) fn place_of(text: &str, pointer: &str) -> Option<Range> {
    let json = parse(text);
    let mut pointer = pointer;
    loop {
        if pointer.is_empty() {
            return None;
        }
        if let Some(range) = json.range_of(pointer) {
            // Of a long value its key says enough.
            let key = json.key_range_of(pointer);
            let is_long = text[range.as_usize()].contains('\n');
            let range = if is_long { key.unwrap_or(range) } else { range };
            return Some(Positions::new(text, Encoding::Utf16).range(range));
        }
        pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
}

/// The code of a line, from 1.
pub(super) fn place_of_line(text: &str, line: u32) -> Option<Range> {
    let index = line.checked_sub(1)? as usize;
    let whole = text.split('\n').nth(index)?;
    let before: usize = text.split('\n').take(index).map(|line| line.len() + 1).sum();
    let start = before + (whole.len() - whole.trim_start().len());
    let end = before + whole.trim_end().len();
    let range = pipelua_syntax::TextRange::new(start as u32, end.max(start) as u32);
    Some(Positions::new(text, Encoding::Utf16).range(range))
}
