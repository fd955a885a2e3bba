//! Reads `---@diagnostic` comments, and how far each of them reaches.

use pipelua_syntax::luacats::{DiagnosticAction, TagKind, parse_comment};
use pipelua_syntax::{Comment, CommentKind, NodeKind, Parse, TextRange};

use super::names::known_code;

/// One `---@diagnostic` comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Directive {
    /// The comment, from its dashes on.
    pub(super) comment: TextRange,
    pub(super) reach: Reach,
    /// Empty: all codes.
    pub(super) codes: Vec<Code>,
    pub(super) has_reason: bool,
}

/// What a directive silences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// Findings that begin in these bytes.
    Range(TextRange),
    /// All behind this place, until it is enabled again.
    From(u32),
    /// Nothing: ends what is silenced here.
    Until(u32),
}

/// A code as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Code {
    pub(super) range: TextRange,
    /// Our name for it; `None` if there is no such finding.
    pub(super) known: Option<&'static str>,
}

/// All directives of a file, in order.
pub(super) fn read(parse: &Parse) -> Vec<Directive> {
    let docs = parse
        .comments()
        .iter()
        .filter(|comment| comment.kind == CommentKind::Doc);
    docs.filter_map(|comment| directive(parse, comment)).collect()
}

fn directive(parse: &Parse, comment: &Comment) -> Option<Directive> {
    const DASHES: u32 = 3;
    let text = parse
        .text()
        .get(comment.range.as_usize())?
        .get(DASHES as usize..)?;
    if !text.trim_start().starts_with("@diagnostic") {
        return None;
    }
    let tag = parse_comment(text).tags.into_iter().next()?;
    let TagKind::Diagnostic {
        action,
        codes,
        reason,
    } = tag.kind
    else {
        return None;
    };
    let start = comment.range.start + DASHES;
    let codes = codes.into_iter().map(|code| Code {
        range: TextRange::new(start + code.range.start, start + code.range.end),
        known: known_code(&code.text),
    });
    Some(Directive {
        comment: comment.range,
        reach: match action {
            DiagnosticAction::DisableNextLine => Reach::Range(next_statement(parse, comment)),
            DiagnosticAction::DisableLine => Reach::Range(line_of(parse.text(), comment.range.start)),
            DiagnosticAction::Disable => Reach::From(comment.range.start),
            DiagnosticAction::Enable => Reach::Until(comment.range.start),
        },
        codes: codes.collect(),
        has_reason: reason.is_some(),
    })
}

/// The statement that begins behind the comment; inside a statement its item or expression, or else its line.
fn next_statement(parse: &Parse, comment: &Comment) -> TextRange {
    let token = comment.token;
    let nodes = parse.nodes();
    // Nodes are in order of their first tokens, outer ones first.
    let from = nodes.partition_point(|node| node.first < token);
    let mut here = nodes[from..]
        .iter()
        .take_while(|node| node.first == token)
        .filter(|node| node.end > token);
    let begins = |kind: NodeKind| {
        let is_item = matches!(
            kind,
            NodeKind::NamedItem | NodeKind::KeyedItem | NodeKind::PositionalItem
        );
        is_item || kind.is_statement() || kind.is_expression()
    };
    match here.find(|node| begins(node.kind)) {
        Some(node) => parse
            .token_range(node.first)
            .cover(parse.token_range(node.end - 1)),
        None => line_of(parse.text(), parse.token_range(token).start),
    }
}

fn line_of(text: &str, offset: u32) -> TextRange {
    let (before, behind) = text.split_at(offset as usize);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = behind.find('\n').map_or(text.len(), |at| before.len() + at + 1);
    TextRange::new(start as u32, end as u32)
}
