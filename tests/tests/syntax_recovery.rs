//! The gate of recovery: deleting any one token of any example loses no other statement.
//!
//! A statement of the whole text that does not hold the deleted token is *lost* unless the tree of the damaged text
//! has a statement of the same kind over the same tokens, inside the same functions (each known by its `(`).
//! Nothing is asked where the damaged text is valid Lua: then the language itself reads it that way.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use pipelua_syntax::{NodeKind, Parse, TokenIndex, TokenKind, flags, parse};
use pipelua_tests::mutations::without;
use pipelua_tests::scripts::valid_scripts;

/// A statement: kind, tokens, and the `(` of each function around it.
type Statement = (NodeKind, TokenIndex, TokenIndex, Vec<TokenIndex>);

/// All statements of a tree; `place` is where each token stands once the deleted one is gone.
fn statements(parse: &Parse, place: impl Fn(TokenIndex) -> TokenIndex) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut functions: Vec<(u32, TokenIndex)> = Vec::new();
    for (id, node) in (0u32..).zip(parse.nodes()) {
        functions.retain(|(end, _)| id < *end);
        if node.kind == NodeKind::FunctionBody {
            let parameters = parse.nodes()[id as usize + 1];
            assert_eq!(parameters.kind, NodeKind::ParamList);
            functions.push((id + node.size, place(parameters.first)));
        }
        if node.kind.is_statement() {
            let around = functions.iter().map(|(_, open)| *open).collect();
            found.push((node.kind, place(node.first), place(node.end - 1), around));
        }
    }
    found
}

/// A text as other people write it: with tabs, in wider steps, with line ends of Windows.
fn layouts(text: &str) -> [String; 4] {
    let indented = |unit: &str| {
        let line = |line: &str| {
            let blanks = line.len() - line.trim_start_matches("  ").len();
            format!("{}{}", unit.repeat(blanks / 2), &line[blanks..])
        };
        text.split('\n').map(line).collect::<Vec<_>>().join("\n")
    };
    [
        text.to_owned(),
        indented("\t"),
        indented("    "),
        text.replace('\n', "\r\n"),
    ]
}

struct Loss {
    script: String,
    line: usize,
    token: String,
    kind: TokenKind,
    lost: Vec<String>,
    errors: Vec<String>,
}

fn losses(script: &str, text: &str) -> (usize, Vec<Loss>) {
    let whole = parse(text);
    assert_eq!(whole.errors(), [], "{script}");
    let mut found = Vec::new();
    let count = whole.tokens().len() as TokenIndex;
    for deleted in 0..count {
        let damaged = parse(without(&whole, deleted));
        assert_eq!(
            damaged.tokens().len() + 1,
            whole.tokens().len(),
            "{script}: token {deleted}"
        );
        if damaged.errors().is_empty() {
            continue;
        }
        let place = |token: TokenIndex| if token > deleted { token - 1 } else { token };
        let kept: HashSet<Statement> = statements(&damaged, |token| token).into_iter().collect();
        let mut lost = Vec::new();
        let all = whole.nodes().iter().filter(|node| node.kind.is_statement());
        for (node, statement) in all.zip(statements(&whole, place)) {
            if !(node.first..node.end).contains(&deleted) && !kept.contains(&statement) {
                let start = whole.token_range(node.first).start as usize;
                lost.push(format!(
                    "{:?} {}",
                    node.kind,
                    text[start..].lines().next().unwrap_or("")
                ));
            }
        }
        let too_many_errors = damaged.errors().len() > 2;
        if !lost.is_empty() || too_many_errors {
            let at = whole.token_range(deleted).start as usize;
            found.push(Loss {
                script: script.to_owned(),
                line: text[..at].matches('\n').count() + 1,
                token: whole.token_text(deleted).to_owned(),
                kind: whole.token_kind(deleted),
                lost,
                errors: damaged
                    .errors()
                    .iter()
                    .map(|error| error.message.clone())
                    .collect(),
            });
        }
    }
    (count as usize, found)
}

#[test]
fn deleting_a_token_loses_no_other_statement_and_gives_at_most_two_errors() {
    let mut deletions = 0;
    let mut report = String::new();
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for (script, text) in valid_scripts() {
        let mut found = Vec::new();
        for text in layouts(&text) {
            let (count, more) = losses(&script, &text);
            deletions += count;
            found.extend(more);
        }
        for loss in found {
            *by_kind.entry(loss.kind.text()).or_default() += 1;
            let Loss {
                script,
                line,
                token,
                lost,
                errors,
                ..
            } = loss;
            writeln!(
                report,
                "{script}:{line}: without `{token}` lost {lost:#?}, errors {errors:?}"
            )
            .unwrap();
        }
    }
    eprintln!("{deletions} deletions");
    assert!(report.is_empty(), "{report}\n{by_kind:?} of {deletions}");
}

/// Nodes that are neither damaged nor hold an error are read as they were meant: what stands undamaged in the broken
/// text stood in the whole one too.
#[test]
fn what_is_not_damaged_is_as_it_was() {
    let (mut all, mut nodes, mut invented) = (0usize, 0usize, Vec::new());
    for (script, text) in valid_scripts() {
        let whole = parse(text.as_str());
        for deleted in 0..whole.tokens().len() as TokenIndex {
            let damaged = parse(without(&whole, deleted));
            if damaged.errors().is_empty() {
                continue;
            }
            let place = |token: TokenIndex| if token > deleted { token - 1 } else { token };
            // What remains of a numeric `for` is an assignment and a block, both right in themselves.
            if whole.token_kind(deleted) == TokenKind::For {
                continue;
            }
            let mut known: HashSet<(NodeKind, TokenIndex, TokenIndex)> = whole
                .nodes()
                .iter()
                .map(|node| (node.kind, place(node.first), place(node.end)))
                .collect();
            // The body of a function is the same whether `function` is counted in, as in values, or not.
            let bodies = whole
                .nodes()
                .windows(2)
                .filter(|pair| pair[0].kind == NodeKind::FunctionBody);
            known.extend(
                bodies.map(|pair| (NodeKind::FunctionBody, place(pair[1].first), place(pair[0].end))),
            );
            for node in damaged.nodes() {
                all += 1;
                let guess = flags::DAMAGED | flags::CONTAINS_ERROR | flags::ERROR;
                if node.flags & guess != 0 || node.first == node.end {
                    continue;
                }
                nodes += 1;
                if !known.contains(&(node.kind, node.first, node.end)) {
                    let at = whole.token_range(deleted).start as usize;
                    let line = text[..at].matches('\n').count() + 1;
                    let read = damaged.token_range(node.first).start as usize
                        ..damaged.token_range(node.end - 1).end as usize;
                    let read: String = damaged.text()[read].chars().take(60).collect();
                    invented.push(format!(
                        "{script}:{line} without `{}`: {:?} {read:?}",
                        whole.token_text(deleted),
                        node.kind
                    ));
                }
            }
        }
    }
    eprintln!("{nodes} of {all} nodes are neither damaged nor hold an error");
    assert!(
        nodes * 100 > all * 70,
        "too much is called damaged: only {nodes} of {all} nodes are sure"
    );
    assert!(
        invented.is_empty(),
        "{} of {nodes} nodes:\n{}",
        invented.len(),
        invented.join("\n")
    );
}
