//! The edit that an error carries ends it, but for one in five hundred: over every single-token deletion of the
//! examples, and over the tricky texts.
#![allow(clippy::unwrap_used)]

use pipelua_syntax::{SyntaxError, TokenIndex, parse};
use pipelua_tests::scripts::valid_scripts;
use pipelua_tests::tricky::tricky_texts;

/// What is wrong with the edit of one error of `text`, if anything.
fn problem(text: &str, error: &SyntaxError, before: usize) -> Option<String> {
    let (range, new_text) = error.edit.as_ref()?;
    let edited = format!(
        "{}{new_text}{}",
        &text[..range.start as usize],
        &text[range.end as usize..]
    );
    let after = parse(edited.as_str());
    let shows = |errors: &[SyntaxError]| {
        errors
            .iter()
            .map(|error| error.message.clone())
            .collect::<Vec<_>>()
    };
    (after.errors().len() >= before)
        .then(|| format!("{} -> {new_text:?}: {:?}", error.message, shows(after.errors())))
}

#[test]
fn an_edit_ends_its_error() {
    let (mut edits, mut problems) = (0, Vec::new());
    let mut check = |name: &str, text: &str, most: usize| {
        let parse = parse(text);
        for error in parse.errors().iter().filter(|error| error.edit.is_some()) {
            edits += 1;
            problems.extend(
                problem(text, error, parse.errors().len() + most).map(|problem| format!("{name}: {problem}")),
            );
        }
    };
    for (name, text) in tricky_texts() {
        // Texts with more than one fault: ending one may bring out the next.
        check(&name, &text, 1);
    }
    for (name, text) in valid_scripts() {
        let whole = parse(text.as_str());
        for deleted in 0..whole.tokens().len() as TokenIndex {
            let range = whole.token_range(deleted).as_usize();
            let line = text[..range.start].matches('\n').count() + 1;
            let glued = !text[..range.start].ends_with(char::is_whitespace)
                && !text[range.end..].starts_with(char::is_whitespace);
            let blank = if glued { " " } else { "" };
            let broken = format!("{}{blank}{}", &text[..range.start], &text[range.end..]);
            check(&format!("{name}:{line} without `{}`", &text[range]), &broken, 0);
        }
    }
    eprintln!("{edits} edits");
    assert!(
        problems.len() * 500 <= edits,
        "{} of {edits} edits:\n{}",
        problems.len(),
        problems.join("\n")
    );
}
