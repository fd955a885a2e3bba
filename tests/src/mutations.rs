//! Texts that went wrong at one place.

use std::collections::BTreeSet;

use pipelua_syntax::{Parse, TokenIndex, parse};

use crate::random::Random;
use crate::scripts::in_full;

/// The text without token `deleted`; a blank in its place where its neighbours would grow together.
pub fn without(parse: &Parse, deleted: TokenIndex) -> String {
    let range = parse.token_range(deleted).as_usize();
    let (before, behind) = (&parse.text()[..range.start], &parse.text()[range.end..]);
    let glued = !before.ends_with(char::is_whitespace) && !behind.starts_with(char::is_whitespace);
    format!(
        "{before}{}{behind}",
        if glued && !before.is_empty() { " " } else { "" }
    )
}

/// One slip of a hand, or of a disk.
pub fn mutate(text: &str, random: &mut Random) -> String {
    let tree = parse(text);
    let count = tree.tokens().len();
    if count < 3 {
        return format!("{text} x");
    }
    let range = |token: usize| tree.token_range(token as u32).as_usize();
    let (first, second) = (range(random.below(count)), range(random.below(count)));
    match random.below(6) {
        0 => format!("{}{}", &text[..first.start], &text[first.end..]),
        1 => format!(
            "{} {}{}",
            &text[..first.end],
            &text[first.clone()],
            &text[first.end..]
        ),
        2 if first.end <= second.start => {
            let (a, b) = (&text[first.clone()], &text[second.clone()]);
            format!(
                "{}{b}{}{a}{}",
                &text[..first.start],
                &text[first.end..second.start],
                &text[second.end..]
            )
        }
        3 => format!("{}{}{}", &text[..first.start], &text[second], &text[first.end..]),
        4 => {
            let noise = [
                "\"", "'", "\\", "`", "[[", "]]", "--[[", "\n", "\r", "é", "\u{0}", "!", "@", "=", "\t",
                "1e", "0x", "\u{a0}",
            ];
            format!(
                "{}{}{}",
                &text[..first.start],
                random.pick(&noise),
                &text[first.start..]
            )
        }
        _ => {
            let word = [
                "end", "do", "then", "function", "(", ")", "{", "}", "local", "if", "until", "else", ",",
                "=", ".", ":",
            ];
            format!(
                "{} {} {}",
                &text[..first.end],
                random.pick(&word),
                &text[first.end..]
            )
        }
    }
}

/// Where a text is cut: everywhere by `make gates`, else at every border of a token and at a sample of the rest.
pub fn cuts(text: &str, random: &mut Random) -> Vec<usize> {
    let tree = parse(text);
    let borders: BTreeSet<usize> = tree.tokens().iter().map(|token| token.end() as usize).collect();
    (0..=text.len())
        .filter(|at| text.is_char_boundary(*at))
        .filter(|at| in_full() || borders.contains(at) || random.once_in(16))
        .collect()
}
