//! Prose broken into lines at blanks, by the columns it takes on a terminal.

use unicode_width::UnicodeWidthStr as _;

/// Breaks `text` so that each line fits `width` columns, where its words allow it; lines after the first are
/// indented by `hang` columns, which `width` includes. The first line is taken to start at column `hang` as well.
pub(crate) fn wrap(text: &str, width: usize, hang: usize) -> String {
    let room = width.saturating_sub(hang).max(20);
    let indent = " ".repeat(hang);
    let mut out = String::with_capacity(text.len() + 16);
    let mut used = 0;
    for word in words(text) {
        let wide = word.width();
        if used > 0 && used + 1 + wide > room {
            out.push('\n');
            out.push_str(&indent);
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
    }
    out
}

/// The words of `text`; `(onError: deny)` is one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut end = text.find(' ');
        if let Some(at) = end
            && text[..at].starts_with('(')
            && text[..at].ends_with(':')
        {
            end = text[at + 1..].find(' ').map(|more| at + 1 + more);
        }
        rest = end.map(|at| &text[at + 1..]);
        Some(end.map_or(text, |at| &text[..at]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_hang() {
        assert_eq!(
            wrap("a result without it is an error, and then some", 30, 4),
            "a result without it is an\n    error, and then some"
        );
    }

    #[test]
    fn what_stands_in_parentheses_with_its_label_stays_together() {
        assert_eq!(
            wrap("the hook denies (onError: deny) then", 26, 0),
            "the hook denies\n(onError: deny) then"
        );
    }

    #[test]
    fn a_word_longer_than_the_line_stays_whole() {
        let word = "x".repeat(50);
        assert_eq!(
            wrap(&format!("see {word} there"), 30, 0),
            format!("see\n{word}\nthere")
        );
    }

    #[test]
    fn wide_characters_count_two_columns() {
        assert_eq!(
            wrap("漢字漢字漢字 漢字漢字漢字", 20, 0),
            "漢字漢字漢字\n漢字漢字漢字"
        );
    }
}
