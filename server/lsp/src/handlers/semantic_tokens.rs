//! `textDocument/semanticTokens`: full, the difference to what was sent before, and a range.

use std::sync::{Mutex, PoisonError};

use pipelua_ide::{Modifiers, SemanticToken, TokenType};
use pipelua_syntax::TextRange;
use rustc_hash::FxHashMap;
use tower_lsp_server::lsp_types as lsp;

use crate::snapshot::{Lines, Snapshot};

/// The tokens that each document was last sent, by its URI.
#[derive(Default)]
pub(crate) struct SentTokens(Mutex<Sent>);

#[derive(Default)]
struct Sent {
    count: u64,
    by_uri: FxHashMap<String, (String, Vec<lsp::SemanticToken>)>,
}

impl SentTokens {
    /// Keeps what is sent now: its id, and what was sent under `previous`.
    fn replace(
        &self,
        uri: &lsp::Uri,
        tokens: &[lsp::SemanticToken],
        previous: Option<&str>,
    ) -> (String, Option<Vec<lsp::SemanticToken>>) {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.count += 1;
        let id = sent.count.to_string();
        let before = sent
            .by_uri
            .insert(uri.as_str().to_owned(), (id.clone(), tokens.to_vec()));
        let before = before.filter(|(id, _)| Some(id.as_str()) == previous);
        (id, before.map(|(_, tokens)| tokens))
    }

    pub(crate) fn forget(&self, uri: &lsp::Uri) {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.by_uri.remove(uri.as_str());
    }
}

pub(crate) fn legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: TokenType::ALL
            .iter()
            .map(|kind| lsp::SemanticTokenType::new(kind.as_str()))
            .collect(),
        token_modifiers: Modifiers::ALL
            .iter()
            .map(|name| lsp::SemanticTokenModifier::new(name))
            .collect(),
    }
}

pub(crate) fn full(
    snapshot: &Snapshot,
    uri: &lsp::Uri,
    sent: &SentTokens,
) -> Option<lsp::SemanticTokensResult> {
    let data = tokens(snapshot, None)?;
    let (id, _) = sent.replace(uri, &data, None);
    Some(lsp::SemanticTokensResult::Tokens(lsp::SemanticTokens {
        result_id: Some(id),
        data,
    }))
}

pub(crate) fn delta(
    snapshot: &Snapshot,
    uri: &lsp::Uri,
    previous: &str,
    sent: &SentTokens,
) -> Option<lsp::SemanticTokensFullDeltaResult> {
    let data = tokens(snapshot, None)?;
    let (id, before) = sent.replace(uri, &data, Some(previous));
    let Some(before) = before else {
        return Some(lsp::SemanticTokensFullDeltaResult::Tokens(lsp::SemanticTokens {
            result_id: Some(id),
            data,
        }));
    };
    Some(lsp::SemanticTokensFullDeltaResult::TokensDelta(
        lsp::SemanticTokensDelta {
            result_id: Some(id),
            edits: difference(&before, data),
        },
    ))
}

pub(crate) fn range(snapshot: &Snapshot, range: lsp::Range) -> Option<lsp::SemanticTokensRangeResult> {
    let data = tokens(snapshot, Some(range))?;
    Some(lsp::SemanticTokensRangeResult::Tokens(lsp::SemanticTokens {
        result_id: None,
        data,
    }))
}

/// One edit between what is equal at the beginning and at the end; counted in numbers, five a token.
fn difference(before: &[lsp::SemanticToken], now: Vec<lsp::SemanticToken>) -> Vec<lsp::SemanticTokensEdit> {
    let start = before.iter().zip(&now).take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[start..], &now[start..]);
    let end = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (deleted, added) = (old.len() - end, &new[..new.len() - end]);
    if deleted == 0 && added.is_empty() {
        return Vec::new();
    }
    vec![lsp::SemanticTokensEdit {
        start: 5 * start as u32,
        delete_count: 5 * deleted as u32,
        data: Some(added.to_vec()),
    }]
}

/// Each token told from the one before it; names never reach over a line.
fn tokens(snapshot: &Snapshot, within: Option<lsp::Range>) -> Option<Vec<lsp::SemanticToken>> {
    let file = snapshot.file()?;
    let lines = snapshot.lines(file);
    let within = within.map(|range| lines.bytes(range));
    let tokens = pipelua_ide::semantic_tokens(&snapshot.db, file);
    let inside = |token: &&SemanticToken| within.is_none_or(|range| touches(token.range, range));
    Some(encode(&lines, tokens.iter().filter(inside)))
}

fn touches(token: TextRange, range: TextRange) -> bool {
    token.start < range.end && range.start < token.end
}

fn encode<'a>(lines: &Lines, tokens: impl Iterator<Item = &'a SemanticToken>) -> Vec<lsp::SemanticToken> {
    let mut before = lsp::Position::default();
    tokens
        .map(|token| {
            let range = lines.range(token.range);
            let delta_line = range.start.line - before.line;
            let delta_start = if delta_line == 0 {
                range.start.character - before.character
            } else {
                range.start.character
            };
            before = range.start;
            let kind = TokenType::ALL.iter().position(|kind| *kind == token.kind);
            lsp::SemanticToken {
                delta_line,
                delta_start,
                length: range.end.character - range.start.character,
                token_type: kind.unwrap_or_default() as u32,
                token_modifiers_bitset: token.modifiers.0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(lengths: &[u32]) -> Vec<lsp::SemanticToken> {
        let token = |length: &u32| lsp::SemanticToken {
            delta_line: 0,
            delta_start: 1,
            length: *length,
            token_type: 0,
            token_modifiers_bitset: 0,
        };
        lengths.iter().map(token).collect()
    }

    #[track_caller]
    fn check(before: &[u32], now: &[u32]) {
        let (before, now) = (tokens(before), tokens(now));
        let mut patched = before.clone();
        for edit in difference(&before, now.clone()) {
            let start = edit.start as usize / 5;
            let end = start + edit.delete_count as usize / 5;
            patched.splice(start..end, edit.data.unwrap());
        }
        assert_eq!(patched, now);
    }

    #[test]
    fn a_difference_makes_the_new_tokens_of_the_old() {
        check(&[1, 2, 3], &[1, 2, 3]);
        check(&[1, 2, 3], &[1, 4, 5, 3]);
        check(&[1, 1, 1], &[1, 1]);
        check(&[], &[1]);
        check(&[1], &[]);
    }
}
