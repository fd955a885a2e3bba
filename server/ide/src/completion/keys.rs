//! In a table constructor: the keys that are asked for there and are not written yet, those of a result among them.

use pipelua_analysis::members::members_of_table;
use pipelua_syntax::TokenKind;

use super::expected::{Enclosing, behind, enclosing};
use super::place::Place;
use super::{Completion, CompletionKind};

pub(super) fn completion(place: &Place<'_>) -> Vec<Completion> {
    let begins_item = matches!(
        place.kind_before(1),
        TokenKind::LeftBrace | TokenKind::Comma | TokenKind::Semicolon
    );
    let around = enclosing(place.parse, place.before)
        .filter(|around| begins_item && place.parse.token_kind(around.open) == TokenKind::LeftBrace);
    let Some(around) = around else {
        return Vec::new();
    };
    let Some(table) = behind(place, around.open).table() else {
        return Vec::new();
    };
    let written = written(place, around);
    let has_value = place.kind_behind() == TokenKind::Assign;
    let mut keys = members_of_table(&table);
    keys.retain(|key| !written.contains(&key.name.as_str()));
    // The required first.
    keys.sort_by_key(|key| key.is_optional);
    keys.into_iter()
        .map(|key| {
            let value = match key.ty.trim_end_matches('?') {
                "string" => "\"$1\"",
                "boolean" => "${1:true}",
                ty if ty.starts_with('{') || ty.starts_with("table") => "{ $1 }",
                _ => "$1",
            };
            Completion {
                detail: if key.is_optional {
                    format!("{}?", key.ty.trim_end_matches('?'))
                } else {
                    key.ty
                },
                new_text: if has_value {
                    key.name.clone()
                } else {
                    format!("{} = ", key.name)
                },
                snippet: (!has_value).then(|| format!("{} = {value}", key.name)),
                ..Completion::new(key.name, CompletionKind::Key, place.word)
            }
        })
        .collect()
}

/// The keys that the table has already, before the word and behind it.
fn written<'a>(place: &'a Place<'_>, around: Enclosing) -> Vec<&'a str> {
    use TokenKind as K;
    let mut names = Vec::new();
    let mut depth = 0_u32;
    let behind = place.behind();
    let count = place.parse.tokens().len() as u32;
    for at in around.open + 1..count {
        // The word itself is not written yet.
        if at >= place.before && at < behind {
            continue;
        }
        match place.parse.token_kind(at) {
            K::LeftParen | K::LeftBrace | K::LeftBracket | K::Function | K::If | K::Do => depth += 1,
            K::RightParen | K::RightBracket | K::End if depth > 0 => depth -= 1,
            K::RightBrace => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => break,
            },
            K::Name if depth == 0 && place.parse.token_kind(at + 1) == K::Assign => {
                names.push(place.parse.token_text(at));
            }
            K::Local | K::Return | K::Then => break,
            _ => {}
        }
    }
    names
}
