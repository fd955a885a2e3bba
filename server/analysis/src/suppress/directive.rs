//! Reads `---@diagnostic` comments, and how far each of them reaches.

use pipelua_syntax::luacats::{DiagnosticAction, TagKind, parse_comment};
use pipelua_syntax::{Comment, CommentKind, NodeKind, Parse, TextRange};

use super::names::{is_known_elsewhere, known_code};

/// One `---@diagnostic` comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Directive {
    /// The comment, from its dashes on.
    pub(super) comment: TextRange,
    pub(super) reach: Reach,
    /// Empty: all codes.
    pub(super) codes: Vec<Code>,
    pub(super) reason: Reason,
}

/// What stands behind the dashes of a directive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    None,
    /// Room for one, as editors leave it.
    Placeholder,
    Given,
}

/// What an editor writes where the reason goes; `suppression-without-reason` keeps it from staying there.
pub const REASON_PLACEHOLDER: &str = "say why";

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

/// What a `---@diagnostic` comment says that means nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Wrong {
    Code(TextRange, Box<str>),
    Word(TextRange, Box<str>),
}

/// The `---@diagnostic` comments of a file.
#[derive(Default)]
pub(super) struct Directives {
    /// In order of the text.
    pub(super) list: Vec<Directive>,
    pub(super) wrong: Vec<Wrong>,
}

/// All directives of a file.
pub(super) fn read(parse: &Parse) -> Directives {
    let docs = parse
        .comments()
        .iter()
        .filter(|comment| comment.kind == CommentKind::Doc);
    let mut found = Directives::default();
    for comment in docs {
        let directive = directive(parse, comment, &mut found.wrong);
        found.list.extend(directive);
    }
    found
}

fn directive(parse: &Parse, comment: &Comment, wrong: &mut Vec<Wrong>) -> Option<Directive> {
    const DASHES: u32 = 3;
    const TAG: &str = "@diagnostic";
    let text = parse
        .text()
        .get(comment.range.as_usize())?
        .get(DASHES as usize..)?;
    let behind = text.trim_start().strip_prefix(TAG)?;
    let tag = parse_comment(text).tags.into_iter().next()?;
    let TagKind::Diagnostic {
        action,
        codes,
        reason,
    } = tag.kind
    else {
        if behind.is_empty() || behind.starts_with([' ', '\t', ':']) {
            let word = behind.trim_start_matches([' ', '\t']);
            let start = comment.range.end - word.len() as u32;
            let word = word
                .split([' ', '\t', ':', ','])
                .next()
                .unwrap_or_default()
                .trim_end();
            let range = match word {
                "" => comment.range,
                word => TextRange::new(start, start + word.len() as u32),
            };
            wrong.push(Wrong::Word(range, word.into()));
        }
        return None;
    };
    let start = comment.range.start + DASHES;
    let codes = codes.into_iter().map(|code| {
        let range = TextRange::new(start + code.range.start, start + code.range.end);
        let known = known_code(&code.text);
        if known.is_none() && !is_known_elsewhere(&code.text) {
            wrong.push(Wrong::Code(range, code.text.into()));
        }
        Code { range, known }
    });
    let codes = codes.collect();
    Some(Directive {
        comment: comment.range,
        reach: match action {
            DiagnosticAction::DisableNextLine => Reach::Range(next_statement(parse, comment)),
            DiagnosticAction::DisableLine => Reach::Range(line_of(parse.text(), comment.range.start)),
            DiagnosticAction::Disable => Reach::From(comment.range.start),
            DiagnosticAction::Enable => Reach::Until(comment.range.start),
        },
        codes,
        reason: match reason.and_then(|range| text.get(range.as_usize())) {
            None => Reason::None,
            Some(reason) if reason.trim() == REASON_PLACEHOLDER => Reason::Placeholder,
            Some(_) => Reason::Given,
        },
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
