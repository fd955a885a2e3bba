//! Text of others made harmless for a terminal: no control character and no invisible one reaches it raw.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Escapes everything that moves the cursor, starts a command of the terminal, or reorders text.
pub(crate) fn escape(text: &str) -> String {
    escape_keeping(text, |_| false).into_owned()
}

/// The same for text of several lines.
pub(crate) fn escape_lines(text: &str) -> String {
    escape_keeping(text, |c| c == '\n').into_owned()
}

/// What `c` is shown as, if not as itself.
pub(crate) fn escaped(c: char) -> Option<String> {
    if c.is_control() && (c as u32) < 0x80 {
        return Some(format!("\\x{:02x}", c as u32));
    }
    let harmful = c.is_control() || is_invisible(c);
    harmful.then(|| format!("\\u{{{:x}}}", c as u32))
}

/// Zero-width characters and those that reorder what stands around them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn escape_keeping(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match escaped(c) {
            Some(shown) if !keep(c) => {
                let _ = out.write_str(&shown);
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_command_cannot_pass() {
        assert_eq!(escape("a\x1b[2Jb\r\u{9b}31m"), "a\\x1b[2Jb\\x0d\\u{9b}31m");
    }

    #[test]
    fn text_cannot_be_reordered() {
        assert_eq!(escape("x\u{202e}y\u{200b}"), "x\\u{202e}y\\u{200b}");
    }

    #[test]
    fn letters_of_all_scripts_stay() {
        assert_eq!(escape("grün 漢字 🙂"), "grün 漢字 🙂");
    }
}
