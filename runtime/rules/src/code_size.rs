//! How large a script is: what its author is charged for, so comments and indentation are free.
//!
//! Of the text in its normal form (no byte order mark, LF), a line counts from its first to its last
//! byte of code, comments between left out, and one more for its line break. A line without code
//! counts nothing. A string over several lines is code, every byte of it.

use std::iter::Peekable;
use std::slice::Iter;

use pipelua_syntax::{Comment, Parse, TextRange};

/// The two sizes of a script that have limits, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeSize {
    /// Without comments, indentation and empty lines; the limit is `script-bytes`.
    pub code: u64,
    /// All of the normalised text; the limit is `source-bytes`.
    pub written: u64,
}

/// Which size is over its limit. The text is one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TooLarge {
    #[error("the script has {bytes} bytes of code; at most {limit} are run")]
    Code { bytes: u64, limit: u64 },
    #[error("the script is {bytes} bytes long; at most {limit} are read, comments included")]
    Written { bytes: u64, limit: u64 },
}

impl CodeSize {
    /// Measures a script, of which `parse` may be of the text as written or of its normal form: both
    /// give the same.
    pub fn of(parse: &Parse) -> Self {
        let text: &str = parse.text();
        let plain = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Self {
            code: code(parse),
            written: unix_bytes(plain),
        }
    }

    /// # Errors
    /// The limit that is broken; of both, that of the code.
    pub fn judge(self, script_bytes: u64, source_bytes: u64) -> Result<(), TooLarge> {
        if self.code > script_bytes {
            return Err(TooLarge::Code {
                bytes: self.code,
                limit: script_bytes,
            });
        }
        if self.written > source_bytes {
            return Err(TooLarge::Written {
                bytes: self.written,
                limit: source_bytes,
            });
        }
        Ok(())
    }
}

fn code(parse: &Parse) -> u64 {
    let text: &str = parse.text();
    let mut comments = parse.comments().iter().peekable();
    let mut code = 0;
    let mut end = None;
    for token in parse.tokens() {
        let range = token.range();
        let between = gap(text, end.unwrap_or(0), range.start, &mut comments);
        if end.is_some() {
            code += between.bytes();
        }
        code += unix_bytes(text.get(range.as_usize()).unwrap_or_default());
        end = Some(range.end);
    }
    if let Some(end) = end {
        code += u64::from(gap(text, end, text.len() as u32, &mut comments).breaks_line);
    }
    code
}

/// What stands between two tokens, comments left out.
struct Gap {
    blanks: u64,
    breaks_line: bool,
}

impl Gap {
    fn bytes(&self) -> u64 {
        if self.breaks_line { 1 } else { self.blanks }
    }
}

fn gap(text: &str, from: u32, to: u32, comments: &mut Peekable<Iter<'_, Comment>>) -> Gap {
    let mut gap = Gap {
        blanks: 0,
        breaks_line: false,
    };
    let mut at = from;
    let mut count = |start: u32, end: u32| {
        let blanks = text
            .get(TextRange::new(start, end.max(start)).as_usize())
            .unwrap_or_default();
        gap.blanks += blanks.len() as u64;
        gap.breaks_line |= blanks.contains(['\n', '\r']);
    };
    while let Some(comment) = comments.next_if(|comment| comment.range.start < to) {
        count(at, comment.range.start);
        at = comment.range.end;
    }
    count(at, to);
    gap
}

/// Bytes of `text` with each CR LF as LF.
fn unix_bytes(text: &str) -> u64 {
    (text.len() - text.matches("\r\n").count()) as u64
}

#[cfg(test)]
mod tests {
    use pipelua_syntax::parse;

    use super::{CodeSize, TooLarge};
    use crate::normalise::normalise;

    #[track_caller]
    fn check(text: &str, code: u64) {
        assert_eq!(CodeSize::of(&parse(text)).code, code, "{text:?}");
        let unix = normalise(text);
        let windows = format!("\u{feff}{}", unix.replace('\n', "\r\n"));
        for other in [unix.as_ref(), windows.as_str()] {
            let size = CodeSize::of(&parse(other));
            assert_eq!(
                size,
                CodeSize {
                    code,
                    written: unix.len() as u64
                },
                "{other:?}"
            );
        }
    }

    #[test]
    fn code_counts_byte_by_byte() {
        check("", 0);
        check("return", 6);
        check("return\n", 7);
        check("return nil", 10);
        check("return  nil", 11);
        check("local é = 1", 12);
        check("a()\nb()\n", 8);
    }

    #[test]
    fn indentation_and_empty_lines_are_free() {
        check("if x then\n  y()\nend\n", 10 + 4 + 4);
        check("if x then\n\t\t  y()  \n\n\n   \nend\n\n", 10 + 4 + 4);
        check("\n\n  return\n", 7);
    }

    #[test]
    fn comments_are_free_wherever_they_stand() {
        check("-- nothing\n", 0);
        check("--- doc\n-- more\nreturn 1 -- why\n-- end", 9);
        check("return 1 -- why", 8);
        check("return 1 --[[ a\n b ]]\n", 9);
        check("return --[==[ ]] ]==] 1", 9);
        check("a()--[[\n]]b()", 6);
        check("a() --[[\n]] -- x\n b()", 7);
        check("--[[ never closed\n return", 0);
    }

    #[test]
    fn strings_are_code() {
        check("return '-- no comment'", 22);
        check("return [[\n  -- kept\n\n]]\n", 24);
        check("return [==[ ]] --[[ x ]==]", 26);
        check("return 'a\\\n   b'", 16);
    }

    #[test]
    fn broken_texts_have_a_size() {
        check("return 'abc\nx", 13);
        check("return `", 8);
        check("local function f(", 17);
    }

    #[test]
    fn the_limits_are_exact() {
        let limits = pipelua_schemas::builtin().limits();
        let (script, source) = (limits.script_bytes(), limits.source_bytes());
        assert_eq!((script, source), (5_120, 65_536));
        let judge = |text: &str| CodeSize::of(&parse(text)).judge(script, source);
        let script_of =
            |bytes: usize| format!("-- free\n  return '{}'", "x".repeat(bytes - "return ''".len()));
        assert_eq!(judge(&script_of(5_120)), Ok(()));
        assert_eq!(
            judge(&script_of(5_121)),
            Err(TooLarge::Code {
                bytes: 5_121,
                limit: 5_120
            })
        );
        let wide = format!("return '{}'", "語".repeat(2_600));
        assert_eq!(
            judge(&wide),
            Err(TooLarge::Code {
                bytes: 7_809,
                limit: 5_120
            })
        );
        let comment = |bytes: usize| format!("--{}", "x".repeat(bytes - 2));
        assert_eq!(judge(&comment(65_536)), Ok(()));
        assert_eq!(
            judge(&comment(65_537)),
            Err(TooLarge::Written {
                bytes: 65_537,
                limit: 65_536
            })
        );
    }

    #[test]
    fn adding_comments_and_indentation_changes_nothing() {
        let plain = "local a = 1\nif a then\nreturn { allowed = true }\nend\n";
        let dressed = "--- Title\n\nlocal a = 1 -- one\n  -- two\n\tif a then --[[ three ]]\n    return { allowed = true }   \n\n  end\n-- end\n";
        let size = |text: &str| CodeSize::of(&parse(text)).code;
        assert_eq!(size(plain), size(dressed));
        assert_eq!(size(plain), plain.len() as u64);
    }
}
