//! Attaches runs of `---` comments to what they stand above.

use pipelua_syntax::{CommentKind, NodeId, NodeKind, Parse, TextRange};

use super::tree::DocComment;

/// The doc comments of a file, in order, each with the statement or table item directly below it.
pub(super) fn attach(parse: &Parse) -> Box<[DocComment]> {
    let runs = doc_ranges(parse);
    if runs.is_empty() {
        return Box::default();
    }
    // Outermost nodes by their first token: preorder meets them first.
    let mut targets: Vec<(u32, NodeId)> = Vec::new();
    for (id, node) in (0u32..).zip(parse.nodes()) {
        let takes_docs = node.kind.is_statement()
            || matches!(
                node.kind,
                NodeKind::NamedItem | NodeKind::KeyedItem | NodeKind::PositionalItem
            );
        if takes_docs && node.end > node.first {
            targets.push((node.first, NodeId(id)));
        }
    }
    targets.sort_by_key(|(first, id)| (*first, *id));
    runs.iter()
        .map(|run| {
            let at = targets.partition_point(|(first, _)| *first < run.next_token);
            let next = targets
                .get(at)
                .filter(|(first, _)| *first == run.next_token)
                .map(|(_, id)| *id);
            let lines: Vec<&str> = run
                .lines
                .iter()
                .map(|line| &parse.text()[line.as_usize()])
                .collect();
            DocComment {
                node: next.filter(|_| run.touches_next),
                next,
                text: lines.join("\n").into(),
            }
        })
        .collect()
}

/// Where the lines of each doc comment stand, each behind its `---`; the `n`th is the `n`th of
/// [`super::Lowered::docs`].
pub fn doc_lines(parse: &Parse) -> Vec<Vec<TextRange>> {
    doc_ranges(parse).into_iter().map(|run| run.lines).collect()
}

/// A run of `---` comments on consecutive lines.
struct DocRun {
    /// The text of each line behind its `---`.
    lines: Vec<TextRange>,
    next_token: u32,
    /// No blank line stands between the run and the next token.
    touches_next: bool,
}

/// Where the doc comments of a file stand; the `n`th run is the `n`th of [`super::Lowered::docs`].
fn doc_ranges(parse: &Parse) -> Vec<DocRun> {
    let text = parse.text();
    let mut runs: Vec<DocRun> = Vec::new();
    let mut last_end = None;
    for comment in parse
        .comments()
        .iter()
        .filter(|comment| comment.kind == CommentKind::Doc)
    {
        let line = TextRange::new(comment.range.start + 3, comment.range.end);
        let joins = last_end.is_some_and(|end| newlines(text, end, comment.range.start) == Some(1));
        let touches_next = parse.tokens().get(comment.token as usize).is_some_and(|_| {
            newlines(text, comment.range.end, parse.token_range(comment.token).start) == Some(1)
        });
        match runs
            .last_mut()
            .filter(|run| joins && run.next_token == comment.token)
        {
            Some(run) => {
                run.lines.push(line);
                run.touches_next = touches_next;
            }
            None => runs.push(DocRun {
                lines: vec![line],
                next_token: comment.token,
                touches_next,
            }),
        }
        last_end = Some(comment.range.end);
    }
    runs
}

/// Number of newlines in a stretch of white space; `None` if anything else stands there.
fn newlines(text: &str, from: u32, to: u32) -> Option<usize> {
    let between = text.get(from as usize..to as usize)?;
    between.trim().is_empty().then(|| between.matches('\n').count())
}
