//! Prose broken into lines at blanks, by the columns it takes on a terminal.

use unicode_width::UnicodeWidthStr as _;

/// Breaks `text` so that each line fits `width` columns, where its words allow it; lines after the first are
/// indented by `hang` columns, which `width` includes. The first line is taken to start at column `hang` as well.
pub(crate) fn wrap(text: &str, width: usize, hang: usize) -> String {
    wrap_behind(text, width, hang, hang)
}

/// The same where the first line starts at column `start`. Where the first word has no room there, the first line
/// is empty.
pub(crate) fn wrap_behind(text: &str, width: usize, start: usize, hang: usize) -> String {
    // Narrower lines would hold a word each.
    let room_from = |column: usize| width.saturating_sub(column).max(20);
    let indent = " ".repeat(hang);
    let mut out = String::with_capacity(text.len() + 16);
    let mut room = if start == hang {
        room_from(hang)
    } else {
        width.saturating_sub(start)
    };
    let mut used = 0;
    for (at, word) in words(text).enumerate() {
        let wide = columns(word);
        let gap = usize::from(used > 0);
        if used + gap + wide > room && (used > 0 || (at == 0 && start > hang)) {
            out.push('\n');
            out.push_str(&indent);
            (room, used) = (room_from(hang), 0);
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
    }
    out
}

/// The columns of a word, colours aside.
fn columns(word: &str) -> usize {
    let mut pieces = word.split("\x1b[");
    let first = pieces.next().unwrap_or_default().width();
    let rest = pieces.map(|piece| piece.split_once('m').map_or(piece, |(_, text)| text).width());
    first + rest.sum::<usize>()
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
    fn the_first_line_may_start_elsewhere() {
        assert_eq!(
            wrap_behind("one two three four five", 30, 20, 4),
            "one two\n    three four five"
        );
        assert_eq!(
            wrap_behind("incomprehensible words", 30, 26, 4),
            "\n    incomprehensible words"
        );
    }

    #[test]
    fn colours_take_no_columns() {
        let text = "\x1b[1;31m45 errors\x1b[0m, \x1b[33m20 warnings\x1b[0m in 9 files";
        assert_eq!(
            wrap(text, 32, 2),
            "\x1b[1;31m45 errors\x1b[0m, \x1b[33m20 warnings\x1b[0m in 9\n  files"
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
