//! Behind an expression and `@`: the expression moves into what is chosen.

use pipelua_syntax::TextRange;

use super::place::Place;
use super::{Completion, CompletionKind};

/// The name, what it makes of `EXPR` as a snippet, and in a few words.
const ALL: [(&str, &str, &str); 6] = [
    ("if", "if EXPR then\n\t$0\nend", "if EXPR then"),
    ("ifn", "if not EXPR then\n\t$0\nend", "if not EXPR then"),
    (
        "for",
        "for _, ${1:item} in ipairs(EXPR) do\n\t$0\nend",
        "for _, item in ipairs(EXPR) do",
    ),
    ("local", "local ${1:name} = EXPR$0", "local name = EXPR"),
    ("log", "helpers.log(EXPR)$0", "helpers.log(EXPR)"),
    ("await", "await(EXPR)$0", "await(EXPR)"),
];

/// `None` where no `@` stands before the word.
pub(super) fn completion(place: &Place<'_>) -> Option<Vec<Completion>> {
    let text = place.parse.text();
    let before = text.get(..place.word.start as usize)?;
    let receiver_text = before.strip_suffix('@')?;
    let end = receiver_text.len() as u32;
    let tokens = place.parse.tokens().partition_point(|token| token.start() < end) as u32;
    let is_there = tokens > 0 && place.parse.token_range(tokens - 1).end == end;
    let Some(receiver) = place.expression_before(tokens).filter(|_| is_there) else {
        return Some(Vec::new());
    };
    let start = place.parse.node_range(receiver).start;
    let range = TextRange::new(start, place.word.end);
    let expression = text.get(start as usize..end as usize)?;
    // An edit of what is completed lies on one line.
    if expression.contains('\n') {
        return Some(Vec::new());
    }
    let found = ALL.into_iter().map(|(name, snippet, shown)| {
        let plain = super::call::plain(snippet);
        Completion {
            detail: shown.replace("EXPR", expression),
            new_text: plain.replace("EXPR", expression),
            snippet: Some(snippet.replace("EXPR", &super::call::escaped(expression))),
            filter: Some(format!("{expression}@{name}")),
            ..Completion::new(name, CompletionKind::Snippet, range)
        }
    });
    Some(found.collect())
}
