//! Findings with their places: findings x tree x suppressions x the manifest's severities.

use pipelua_syntax::{NodeId, Parse, TextRange, TokenKind};

use crate::db::Db;
use crate::finding::{Diagnostic, Edit, Fix, Related, Severity};
use crate::findings::{findings, text_findings};
use crate::inputs::{FileKind, SourceFile};
use crate::lint::{Anchor, EditData, Finding, Part};
use crate::lower::{Lowered, lower, parse};
use crate::suppress::suppressions;
use crate::workspace::manifest::{Level, Manifest, manifest};
use crate::workspace::pointer_at;

/// All that is reported of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnostics {
    /// In order of their start, then of their code.
    pub list: Vec<Diagnostic>,
    /// How many more there would be without suppressions.
    pub suppressed: u32,
}

/// What is reported of `file`.
#[salsa::tracked(lru = 64)]
pub fn diagnostics(db: &dyn Db, file: SourceFile) -> Diagnostics {
    let manifest = manifest(db);
    let (found, of_text) = (findings(db, file), text_findings(db, file));
    let mut list: Vec<Diagnostic> = Vec::with_capacity(found.len() + of_text.len());
    for finding in found.iter().chain(&of_text) {
        if let Some(severity) = severity(manifest, finding) {
            list.push(place(db, file, finding, severity));
        }
    }
    let mut suppressed = 0;
    if file.kind(db) == FileKind::Script {
        suppressed = suppressions(db, file).apply(db, file, &mut list);
    }
    list.sort_by(|a, b| (a.range.map(|at| at.start), a.code).cmp(&(b.range.map(|at| at.start), b.code)));
    Diagnostics { list, suppressed }
}

/// How bad a finding is where this manifest holds; `None` if it is switched off.
pub(crate) fn severity(manifest: &Manifest, finding: &Finding) -> Option<Severity> {
    match manifest.level(finding.lint.code) {
        Some(Level::Off) => None,
        Some(Level::At(severity)) => Some(severity),
        None => Some(finding.severity.unwrap_or(finding.lint.severity)),
    }
}

/// Gives a finding its place in the text.
pub(crate) fn place(db: &dyn Db, file: SourceFile, finding: &Finding, severity: Severity) -> Diagnostic {
    let range = match finding.anchor {
        Anchor::File => None,
        anchor => Some(range_of(db, file, anchor)),
    };
    let is_lua = file.kind(db).is_lua();
    let fixes = finding.fixes.iter().enumerate().map(|(at, fix)| Fix {
        title: fix.title.clone(),
        safe: fix.safe,
        preferred: at == 0,
        edits: fix.edits.iter().map(|edit| place_edit(db, file, edit)).collect(),
        renames: fix.renames.clone(),
    });
    let related = finding.related.iter().map(|(file, anchor, message)| Related {
        file: *file,
        range: range_of(db, *file, *anchor),
        message: message.clone(),
    });
    Diagnostic {
        code: finding.lint.code,
        severity,
        message: finding.message.clone(),
        runtime: finding.runtime.clone(),
        help: finding.help.clone(),
        tag: finding.tag,
        range,
        pointer: if is_lua {
            None
        } else {
            range.and_then(|range| pointer_at(db, file, range.start))
        },
        scope: if is_lua {
            scope_of(db, file, finding.anchor)
        } else {
            String::new()
        },
        related: related.collect(),
        fixes: fixes.collect(),
        placements: finding.placements.clone(),
    }
}

/// Where an anchor stands; the start of the file for the file itself.
pub(crate) fn range_of(db: &dyn Db, file: SourceFile, anchor: Anchor) -> TextRange {
    match anchor {
        Anchor::File => TextRange::empty(0),
        Anchor::Range(range) => range,
        Anchor::Node(node) => parse(db, file).node_range(node),
        Anchor::Main(node) => token_range(parse(db, file), node, |parse| parse.node(node).main),
        Anchor::First(node) => token_range(parse(db, file), node, |parse| parse.node(node).first),
        Anchor::Through(from, to) => parse(db, file)
            .node_range(from)
            .cover(parse(db, file).node_range(to)),
        Anchor::Tokens { node, from, to } => {
            let parse = parse(db, file);
            let first = parse.node(node).first;
            parse
                .token_range(first + from)
                .cover(parse.token_range(first + to))
        }
        Anchor::Last(node) => token_range(parse(db, file), node, |parse| parse.node(node).end - 1),
    }
}

fn token_range(parse: &Parse, node: NodeId, token: impl Fn(&Parse) -> u32) -> TextRange {
    let covered = parse.node(node);
    if covered.first == covered.end {
        return parse.node_range(node);
    }
    parse.token_range(token(parse))
}

fn place_edit(db: &dyn Db, file: SourceFile, edit: &EditData) -> Edit {
    let file = edit.file.unwrap_or(file);
    let range = range_of(db, file, edit.anchor);
    let range = match edit.part {
        Part::Whole => range,
        Part::Before => TextRange::empty(range.start),
        Part::After => TextRange::empty(range.end),
        Part::Below => TextRange::empty(end_of_line(file.text(db).as_str(), range.end)),
        Part::Inline => {
            let rest = &file.text(db).as_str()[range.end as usize..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            TextRange::new(range.start, range.end + blanks as u32)
        }
        Part::Lines => whole_lines(file.text(db).as_str(), range),
        Part::Item => whole_lines(
            file.text(db).as_str(),
            with_separator(db, file, edit.anchor, range),
        ),
        Part::Tail => from_separator(db, file, edit.anchor, range),
    };
    let is_removal = edit.new_text.is_empty() && !range.is_empty() && file.kind(db).is_lua();
    let new_text = match is_removal.then(|| joint(parse(db, file), range)) {
        Some(joint) => joint.to_owned(),
        None => in_line_ends_of(file.text(db).as_str(), &edit.new_text),
    };
    Edit {
        file,
        range,
        new_text,
    }
}

/// The text with `\r\n` where the file around it has that.
fn in_line_ends_of(around: &str, new_text: &str) -> String {
    let first = new_text.contains('\n').then(|| around.find('\n')).flatten();
    match first {
        Some(at) if around[..at].ends_with('\r') => new_text.replace("\r\n", "\n").replace('\n', "\r\n"),
        _ => new_text.to_owned(),
    }
}

/// What must stand where a part of the text is taken out, so that what is before and behind stays apart: `(` behind a
/// value would call it, and two names would be one.
fn joint(parse: &Parse, range: TextRange) -> &'static str {
    let text = parse.text();
    let behind = parse
        .tokens()
        .partition_point(|token| token.range().start < range.end) as u32;
    let before = parse
        .tokens()
        .partition_point(|token| token.range().end <= range.start) as u32;
    let ends_value = |kind: TokenKind| {
        matches!(
            kind,
            TokenKind::Name
                | TokenKind::String
                | TokenKind::RightParen
                | TokenKind::RightBracket
                | TokenKind::RightBrace
        )
    };
    let is_statement = before < behind && is_statement(parse, before, behind);
    let calls = before > 0 && ends_value(parse.token_kind(before - 1));
    if is_statement && calls && parse.token_kind(behind) == TokenKind::LeftParen {
        return ";";
    }
    let edge = |c: Option<char>| {
        c.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | ';' | '{' | '}'))
    };
    let (left, right) = text.split_at(range.start as usize);
    let right = right.get(range.len() as usize..).unwrap_or_default();
    if edge(left.chars().next_back()) && edge(right.chars().next()) {
        " "
    } else {
        ""
    }
}

/// Whether these tokens are a statement, with what ends it.
fn is_statement(parse: &Parse, first: u32, end: u32) -> bool {
    let nodes = parse.nodes();
    let from = nodes.partition_point(|node| node.first < first);
    let mut here = nodes[from..].iter().take_while(|node| node.first == first);
    here.any(|node| node.kind.is_statement() && node.end <= end)
}

/// Where the line of `offset` ends, with a comment on it; `offset` itself if a comment may go on below.
fn end_of_line(text: &str, offset: u32) -> u32 {
    let rest = text.get(offset as usize..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    if line.contains("--[") {
        return offset;
    }
    offset + line.len() as u32
}

/// The range of an item, widened to the separator behind it.
fn with_separator(db: &dyn Db, file: SourceFile, item: Anchor, range: TextRange) -> TextRange {
    let Anchor::Node(item) = item else { return range };
    let parse = parse(db, file);
    let next = parse.node(item).end;
    match parse.token_kind(next) {
        TokenKind::Comma | TokenKind::Semicolon => TextRange::new(range.start, parse.token_range(next).end),
        _ => range,
    }
}

/// The range from the comma in front of it, and the blanks before that.
fn from_separator(db: &dyn Db, file: SourceFile, items: Anchor, range: TextRange) -> TextRange {
    let parse = parse(db, file);
    let separator = items
        .node()
        .and_then(|first| parse.node(first).first.checked_sub(1));
    let separator = separator.filter(|token| parse.token_kind(*token) == TokenKind::Comma);
    separator.map_or(range, |token| {
        let before = parse.text().get(..parse.token_range(token).start as usize);
        let kept = before.unwrap_or_default().trim_end_matches([' ', '\t']).len();
        TextRange::new(kept as u32, range.end)
    })
}

/// The range, widened to the lines that it alone stands on.
fn whole_lines(text: &str, range: TextRange) -> TextRange {
    let (before, after) = (&text[..range.start as usize], &text[range.end as usize..]);
    let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    let starts_line =
        before[..before.len() - indent].is_empty() || before[..before.len() - indent].ends_with('\n');
    let blanks = after.len() - after.trim_start_matches([' ', '\t', ';', '\r']).len();
    let ends_line = after[blanks..].is_empty() || after[blanks..].starts_with('\n');
    match (starts_line, ends_line) {
        (true, true) => {
            let newline = u32::from(after[blanks..].starts_with('\n'));
            TextRange::new(range.start - indent as u32, range.end + blanks as u32 + newline)
        }
        (false, true) => TextRange::new(range.start - indent as u32, range.end),
        _ => TextRange::new(range.start, range.end + blanks as u32),
    }
}

/// Dotted names of the functions around an anchor, outermost first.
fn scope_of(db: &dyn Db, file: SourceFile, anchor: Anchor) -> String {
    let node = match anchor {
        Anchor::Range(range) => node_around(parse(db, file), lower(db, file), range.start),
        _ => anchor.node().unwrap_or(NodeId::ROOT),
    };
    crate::names::function_path(lower(db, file), node)
}

/// A node around the token at `offset` that lies in the same function. Climbs blocks and statements, as the text
/// before may be one long list.
fn node_around(parse: &Parse, tree: &Lowered, offset: u32) -> NodeId {
    let token = parse
        .tokens()
        .partition_point(|token| token.range().start <= offset);
    let token = token.saturating_sub(1) as u32;
    let last = parse.nodes().partition_point(|node| node.first <= token);
    let mut at = NodeId(last.saturating_sub(1) as u32);
    let ends_before = |at: NodeId| parse.node(at).end <= token;
    if let Some(held) = tree.holders(at).take_while(|held| ends_before(*held)).last() {
        at = held;
    }
    let around = std::iter::successors(Some(at), |at| tree.parent(*at));
    around
        .into_iter()
        .find(|at| !ends_before(*at))
        .unwrap_or(NodeId::ROOT)
}
