//! Habits from other languages, told by the text around an error: the same error in the words of who wrote it.

use crate::error::SyntaxError;
use crate::token::TextRange;

/// An operator of another language: where in it the parser stumbles, and Lua's own.
const OPERATORS: [(&str, u32, &str); 8] = [
    ("===", 2, "=="),
    ("!==", 0, "~="),
    ("<>", 1, "~="),
    ("=<", 0, "<="),
    ("**", 1, "^"),
    ("??", 0, "or"),
    (":=", 0, "="),
    (":=", 1, "="),
];

/// What stands for itself alone: where the parser stumbles, what is said, and the way out.
const SIGNS: [(&str, u32, &str, &str); 5] = [
    ("?.", 0, "`?.` is not Lua", "write `a and a.b`"),
    (
        "?",
        0,
        "`?` is not Lua",
        "write `test and one or other`, or `if test then .. end`",
    ),
    (
        "->",
        1,
        "`->` is not Lua",
        "write `.` for a field and `:` for a method",
    ),
    (
        "=>",
        0,
        "`=>` makes no function in Lua",
        "write `function(..) return .. end`",
    ),
    (
        "\"\"\"",
        0,
        "`\"\"\"` is not Lua; write `[[` and `]]`",
        "put a text of many lines between `[[` and `]]`",
    ),
];

/// A word that is a statement elsewhere, and what Lua has for it.
const WORDS: [(&str, &str); 26] = [
    ("async", "remove it; a function may wait as it is"),
    ("await", "write `await(..)`, with parentheses"),
    ("begin", "write `do`"),
    (
        "catch",
        "write `local ok, err = pcall(function() .. end)`, then `if not ok then`",
    ),
    ("class", "make a table with functions in it"),
    ("def", "write `function`, and `end` at its end"),
    ("delete", "assign nil to it"),
    ("elif", "write `elseif`"),
    ("endif", "write `end`"),
    ("export", "return what others may have"),
    ("fi", "write `end`"),
    ("final", "write `local`"),
    ("fn", "write `function`, and `end` at its end"),
    ("from", "remove it; what the sandbox has is there without"),
    ("func", "write `function`, and `end` at its end"),
    ("import", "remove it; what the sandbox has is there without"),
    ("int", "write `local`; a variable has no type in Lua"),
    ("lambda", "write `function(..) return .. end`"),
    ("my", "write `local`"),
    ("new", "call the function that makes it"),
    ("pass", "remove it; a block may be empty"),
    ("public", "write `local`, or nothing"),
    ("raise", "write `error(..)`"),
    ("static", "write `local`, or nothing"),
    ("try", "write `local ok, err = pcall(function() .. end)`"),
    ("unless", "write `if not .. then`"),
];

/// How far a brace is looked for.
const MAX_BLOCK_BYTES: usize = 4096;

/// Says in errors what the author had in mind, and drops those that only follow from it.
pub(crate) fn reword(text: &str, errors: &mut Vec<SyntaxError>) {
    let mut blocks: Vec<TextRange> = Vec::new();
    for error in errors.iter_mut() {
        if let Some(opening) = block(text, error) {
            blocks.push(opening);
        } else if !operator(text, error) && !sign(text, error) && !comment(text, error) {
            word(text, error);
        }
    }
    errors.sort_by_key(|error| error.range.start);
    if !blocks.is_empty() {
        blocks.sort_unstable_by_key(|block| block.start);
        drop_consequences(text, errors, &blocks);
    }
}

fn operator(text: &str, error: &mut SyntaxError) -> bool {
    let found = OPERATORS.iter().find_map(|(written, offset, lua)| {
        let start = error.range.start.checked_sub(*offset)?;
        let is_here = text.get(start as usize..)?.starts_with(written);
        is_here.then_some((start, written, lua))
    });
    let Some((start, written, lua)) = found else {
        return false;
    };
    let range = TextRange::new(start, start + written.len() as u32);
    error.range = range;
    error.message = format!("`{written}` is not Lua; write `{lua}`");
    error.help = None;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_word = lua.ends_with(is_name);
    let blank = |is_glued: bool| if is_word && is_glued { " " } else { "" };
    let left = blank(before(text, start).ends_with(is_name));
    let right = blank(
        text.get(range.end as usize..)
            .is_some_and(|rest| rest.starts_with(is_name)),
    );
    error.edit = Some((range, format!("{left}{lua}{right}")));
    true
}

fn sign(text: &str, error: &mut SyntaxError) -> bool {
    if let Some(colon) = key_colon(text, error) {
        error.range = colon;
        "`:` gives no key its value in Lua; write `=`".clone_into(&mut error.message);
        error.help = None;
        error.edit = Some((colon, " =".to_owned()));
        return true;
    }
    if error.message == "a value is missing before `>`" && before(text, error.range.start).ends_with('=') {
        let range = TextRange::new(error.range.start - 1, error.range.end);
        error.range = range;
        "`=>` is not Lua; a key is given its value with `=`".clone_into(&mut error.message);
        error.edit = Some((range, "=".to_owned()));
        return true;
    }
    let found = SIGNS.iter().find_map(|(written, offset, message, help)| {
        let start = error.range.start.checked_sub(*offset)?;
        let is_here = text.get(start as usize..)?.starts_with(written);
        is_here.then_some((start, written, message, help))
    });
    if let Some((start, written, message, help)) = found {
        error.range = TextRange::new(start, start + written.len() as u32);
        (*message).clone_into(&mut error.message);
        error.help = Some((*help).to_owned());
        error.edit = None;
        return true;
    }
    let start = error.range.start as usize;
    let is_plus = error.message == "`+` has no place here";
    if is_plus && text.get(start..).is_some_and(|rest| rest.starts_with("++")) {
        error.range = TextRange::new(error.range.start, error.range.start + 2);
        "`++` is not Lua; write `x = x + 1`".clone_into(&mut error.message);
        return true;
    }
    if error.message.starts_with("`[` is no value") {
        "`[` makes no list in Lua; write `{` and `}`".clone_into(&mut error.message);
        return true;
    }
    false
}

/// The `:` of `{ key: value }`, where a method call was read and its name or its arguments are missing.
fn key_colon(text: &str, error: &SyntaxError) -> Option<TextRange> {
    let starts = ["a name is missing after `:`", "the call of `"];
    if !starts.iter().any(|start| error.message.starts_with(start)) {
        return None;
    }
    let start = error.range.start as usize;
    let colon = match text.get(start..)?.chars().next()? {
        ':' => start,
        _ => before(text, error.range.start).trim_end().len().checked_sub(1)?,
    };
    let head = text
        .get(..colon)
        .filter(|_| text.as_bytes().get(colon) == Some(&b':'))?;
    let key = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let is_key = key.len() < head.len() && key.trim_end().ends_with(['{', ',', ';']);
    let is_call = text.get(colon + 1..)?.trim_start().starts_with('(');
    let is_key = is_key && !is_call && innermost_bracket(key) == Some(b'{');
    is_key.then(|| TextRange::new(colon as u32, colon as u32 + 1))
}

/// The bracket that is open where `text` ends.
fn innermost_bracket(text: &str) -> Option<u8> {
    let mut closed = 0_usize;
    for byte in text.bytes().rev().take(MAX_BLOCK_BYTES) {
        match byte {
            b'}' | b')' | b']' => closed += 1,
            b'{' | b'(' | b'[' if closed == 0 => return Some(byte),
            b'{' | b'(' | b'[' => closed -= 1,
            _ => {}
        }
    }
    None
}

/// `# ..` and `// ..` behind code.
fn comment(text: &str, error: &mut SyntaxError) -> bool {
    let line = || {
        let rest = text.get(error.range.start as usize..)?;
        rest.lines().next()
    };
    let at = if error.message.ends_with("is missing before `#`") || error.message.starts_with("a value alone")
    {
        let line = line().unwrap_or_default();
        let hash = line.starts_with("# ").then_some((0, 1));
        hash.or_else(|| line.find(" // ").map(|at| (at + 1, 2)))
    } else {
        None
    };
    let Some((at, len)) = at else { return false };
    let first = error.range.start + at as u32;
    error.range = TextRange::new(first, first + len);
    "a comment in Lua begins with `--`".clone_into(&mut error.message);
    error.help = None;
    error.edit = Some((error.range, "--".to_owned()));
    true
}

fn word(text: &str, error: &mut SyntaxError) {
    if !error.message.ends_with("alone is no statement") {
        return;
    }
    let written = text.get(error.range.as_usize()).unwrap_or_default();
    if let Ok(at) = WORDS.binary_search_by_key(&written, |(word, _)| *word) {
        error.message = format!("Lua has no `{written}`");
        error.help = Some(WORDS[at].1.to_owned());
        error.edit = None;
    }
}

/// `{` or `:` that was to open a block: where it stands, once the error tells so.
fn block(text: &str, error: &mut SyntaxError) -> Option<TextRange> {
    let word = if error.message.starts_with("`then` is missing after") {
        "then"
    } else if error.message.starts_with("`do` is missing after") {
        "do"
    } else if error.message.starts_with("`}` is missing") {
        let head = before(text, error.range.start).trim_end();
        let line = head.rsplit('\n').next().unwrap_or_default();
        let is_brace = text.get(error.range.as_usize()) == Some("{") && head.ends_with(')');
        if let Some(word) = block_word(line).filter(|_| is_brace) {
            return Some(unclosed_block(text, error, word));
        }
        if !(head.ends_with(')') && line.contains("function")) {
            return None;
        }
        "`{` opens no body in Lua; leave it out, and write `end` for `}`".clone_into(&mut error.message);
        error.edit = None;
        return Some(error.range);
    } else {
        return None;
    };
    let (opening, sign) = match text.get(error.range.as_usize()) {
        Some("}") => (opening_brace(before(text, error.range.end))?, '{'),
        _ => (opening_colon(before(text, error.range.end))?, ':'),
    };
    let range = TextRange::new(opening as u32, opening as u32 + 1);
    error.message = format!("`{sign}` opens no block in Lua; write `{word}`");
    let end = error.range.end as usize;
    error.range = range;
    error.help = Some(format!(
        "write `{word}` for `{sign}`, and `end` at the end of the block"
    ));
    error.edit = (sign == '{')
        .then(|| braces_to_words(text, opening, end, word))
        .flatten();
    Some(range)
}

/// What opens the block of a line that begins as `if (x)` does.
fn block_word(line: &str) -> Option<&'static str> {
    match line
        .trim_start_matches(['}', ' ', '\t'])
        .split([' ', '('])
        .next()?
    {
        "if" | "elseif" => Some("then"),
        "while" | "for" => Some("do"),
        _ => None,
    }
}

/// `if (x) {`, where the brace was read as a table that `(x)` is called with.
fn unclosed_block(text: &str, error: &mut SyntaxError, word: &str) -> TextRange {
    let opening = error.range.start as usize;
    error.message = format!("`{{` opens no block in Lua; write `{word}`");
    error.help = Some(format!("write `{word}` for `{{`, and `end` for its `}}`"));
    error.edit = closing_brace(text, opening).and_then(|end| braces_to_words(text, opening, end, word));
    error.range
}

/// Behind the `}` that closes the `{` at `opening`.
fn closing_brace(text: &str, opening: usize) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in text
        .as_bytes()
        .get(opening..)?
        .iter()
        .enumerate()
        .take(MAX_BLOCK_BYTES)
    {
        match byte {
            b'{' => open += 1,
            b'}' if open <= 1 => return Some(opening + at + 1),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

/// `{ .. }` as `then .. end`; none where an `else` goes on with braces of its own.
fn braces_to_words(text: &str, opening: usize, end: usize, word: &str) -> Option<(TextRange, String)> {
    let inner = text.get(opening + 1..end.checked_sub(1)?)?;
    if text.get(end..)?.trim_start().starts_with("else") {
        return None;
    }
    let blank = |is_there: bool| if is_there { "" } else { " " };
    let before = blank(text.get(..opening)?.ends_with([' ', '\n', '\t']));
    let first = blank(inner.starts_with([' ', '\n', '\t']));
    let last = blank(inner.ends_with([' ', '\n', '\t']));
    let range = TextRange::new(opening as u32, end as u32);
    Some((range, format!("{before}{word}{first}{inner}{last}end")))
}

/// Where the `{` stands that the last `}` closes.
fn opening_brace(text: &str) -> Option<usize> {
    let mut open = 0;
    for (at, byte) in text.bytes().enumerate().rev().take(MAX_BLOCK_BYTES) {
        match byte {
            b'}' => open += 1,
            b'{' if open == 1 => return Some(at),
            b'{' => open -= 1,
            _ => {}
        }
    }
    None
}

/// Where the last `:` stands that ends a line.
fn opening_colon(text: &str) -> Option<usize> {
    const MAX_BYTES: usize = 256;
    let start = text.len().saturating_sub(MAX_BYTES);
    let near = text.as_bytes().get(start..)?;
    near.windows(2)
        .rposition(|pair| pair == b":\n")
        .map(|at| start + at)
}

/// What is missing because a block was not seen to be one.
fn drop_consequences(text: &str, errors: &mut Vec<SyntaxError>, blocks: &[TextRange]) {
    errors.retain(|error| {
        let start = error.range.start;
        let next = blocks.partition_point(|block| block.start < start);
        if error.message.starts_with("`end` is missing") {
            // Its keyword stands on the line of the block that it opens.
            let on_line = |block: &TextRange| {
                let between = text.get(start as usize..block.start as usize);
                between.is_some_and(|between| !between.contains('\n'))
            };
            return !blocks.get(next).is_some_and(on_line);
        }
        let is_inside = || {
            let block = next.checked_sub(1).and_then(|at| blocks.get(at));
            block.is_some_and(|block| (start - block.start) as usize <= MAX_BLOCK_BYTES)
        };
        let follows = ["`return` must be the last", "this `}` closes nothing"];
        !(follows.iter().any(|start| error.message.starts_with(start)) && is_inside())
    });
}

fn before(text: &str, offset: u32) -> &str {
    text.get(..offset as usize).unwrap_or_default()
}
