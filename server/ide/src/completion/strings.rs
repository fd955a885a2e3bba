//! In a string: the texts that are asked for there, the names of secrets and settings, and the keys of an index.

use pipelua_analysis::members::members;
use pipelua_analysis::workspace::manifest::manifest;
use pipelua_schemas::Holds;
use pipelua_syntax::{TextRange, TokenIndex, TokenKind};

use super::expected::{Expected, expected};
use super::place::Place;
use super::{Completion, CompletionKind, Docs};

/// Between quotes.
pub(super) fn completion(place: &Place<'_>) -> Vec<Completion> {
    let Some(token) = place.string else {
        return Vec::new();
    };
    let range = content(place, token);
    if place.kind_before(1) == TokenKind::LeftBracket
        && let Some(receiver) = place.expression_before(place.before - 1)
    {
        let all = members(place.inference, place.context, place.type_of(receiver));
        return all
            .into_iter()
            .map(|member| Completion {
                detail: member.ty,
                ..Completion::new(member.name, CompletionKind::Field, range)
            })
            .collect();
    }
    let mut asked = expected(place);
    if asked.literals().is_empty() && asked.holds.is_none() {
        asked = compared_behind(place, token).unwrap_or(asked);
    }
    all(place, &asked, range)
}

/// Where an expression begins, the same with quotes.
pub(super) fn whole(place: &Place<'_>, expected: &Expected) -> Vec<Completion> {
    let mut found = all(place, expected, place.word);
    for item in &mut found {
        item.new_text = format!("\"{}\"", item.label);
        item.label.clone_from(&item.new_text);
    }
    found
}

fn all(place: &Place<'_>, asked: &Expected, range: TextRange) -> Vec<Completion> {
    let manifest = manifest(place.db);
    let names = match asked.holds {
        Some(Holds::SecretName) => Some(("secret", &manifest.secrets)),
        Some(Holds::EnvKey) => Some(("setting", &manifest.env)),
        _ => None,
    };
    if let Some((what, names)) = names {
        return names
            .iter()
            .map(|(name, about)| Completion {
                detail: what.to_owned(),
                docs: Docs::Text(about.to_owned()),
                ..Completion::new(name, CompletionKind::Name, range)
            })
            .collect();
    }
    let literals = asked.literals();
    literals
        .into_iter()
        .map(|text| Completion::new(text, CompletionKind::Value, range))
        .collect()
}

/// What the string is compared with, if that stands behind it.
fn compared_behind(place: &Place<'_>, token: TokenIndex) -> Option<Expected> {
    let is_compared = matches!(
        place.parse.token_kind(token + 1),
        TokenKind::Equal | TokenKind::NotEqual
    );
    if !is_compared {
        return None;
    }
    let nodes = place.parse.nodes();
    let at = nodes.iter().position(|node| {
        node.first == token + 2
            && node.kind.is_expression()
            && node.kind != pipelua_syntax::NodeKind::BinaryExpr
    })?;
    let ty = place.type_of(pipelua_syntax::NodeId(at as u32));
    Some(super::expected::of_type(
        place.inference.types.export(ty).non_nil(),
    ))
}

/// Between the quotes; of a string that is not closed, the word.
fn content(place: &Place<'_>, token: TokenIndex) -> TextRange {
    let range = place.parse.token_range(token);
    let text = place.parse.token_text(token);
    let quote = text.get(..1).unwrap_or_default();
    let is_closed = text.len() > 1 && text.ends_with(quote) && matches!(quote, "\"" | "'");
    let start = range.start + 1;
    if is_closed {
        return TextRange::new(start, range.end - 1);
    }
    let end = place.word.end.max(place.offset);
    TextRange::new(start.min(place.offset), end.min(range.end).max(place.offset))
}
