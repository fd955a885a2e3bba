//! What is changed in an old script so that it runs here, each a change that keeps its meaning; and what is left to people.

mod globals;
mod helpers;
mod layout;
mod outputs;

use std::collections::{BTreeMap, BTreeSet};

use pipelua_engine::sandbox::{Chunk, TextLimits};
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange, parse, string_value};

use self::globals::Globals;
use self::layout::Layout;

/// A script as it is written into the workspace.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) done: Vec<Note>,
    pub(super) left: Vec<Note>,
    /// Hosts of `https` addresses that are written out.
    pub(super) hosts: BTreeSet<String>,
    /// Names that are asked of `helpers.env`.
    pub(super) env: BTreeSet<String>,
}

/// Something about a line of the new text, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Note {
    pub(super) line: u32,
    pub(super) text: String,
}

/// `text` is the whole new file; `names` are the new names of the old ids.
pub(super) fn rewrite(text: &str, names: &BTreeMap<String, String>) -> Rewritten {
    rewritten(text, names, Layout::of)
}

fn rewritten(text: &str, names: &BTreeMap<String, String>, layout: fn(String) -> Layout) -> Rewritten {
    let ran = compiles(text);
    let mut last = attempt(text, names, Globals::InPlace, layout);
    // A `local` may stand where a `goto` jumps over it, or be the 201st: what compiled must still compile.
    for globals in [Globals::AtTop, Globals::Left] {
        if !ran || compiles(&last.text) {
            break;
        }
        last = attempt(text, names, globals, layout);
    }
    last
}

/// Whether Lua takes it, however long it is.
fn compiles(text: &str) -> bool {
    let limits = TextLimits {
        script_bytes: u64::MAX,
        source_bytes: u64::MAX,
    };
    Chunk::compile("script", text.as_bytes(), limits).is_ok()
}

fn attempt(
    text: &str,
    names: &BTreeMap<String, String>,
    globals: Globals,
    layout: fn(String) -> Layout,
) -> Rewritten {
    let parsed = parse(text);
    let mut rewriter = Rewriter {
        parsed: &parsed,
        names,
        declared: declared(&parsed),
        edits: Vec::new(),
        done: Vec::new(),
        left: Vec::new(),
        hosts: BTreeSet::new(),
        env: BTreeSet::new(),
    };
    if let Some(error) = parsed.errors().first() {
        let message = format!(
            "it does not compile, so nothing in it was changed: {}",
            error.message
        );
        rewriter.left.push((error.range.start, message));
    } else {
        rewriter.helpers();
        rewriter.outputs();
        rewriter.globals(globals);
    }
    rewriter.addresses();
    rewriter.finish(layout)
}

struct Rewriter<'a> {
    parsed: &'a Parse,
    names: &'a BTreeMap<String, String>,
    /// Names of locals and parameters.
    declared: BTreeSet<String>,
    edits: Vec<(TextRange, String)>,
    done: Vec<(u32, String)>,
    left: Vec<(u32, String)>,
    hosts: BTreeSet<String>,
    env: BTreeSet<String>,
}

impl Rewriter<'_> {
    fn edit(&mut self, range: TextRange, text: impl Into<String>) {
        self.edits.push((range, text.into()));
    }

    /// Replaces tokens; comments between them stay.
    fn replace(&mut self, range: TextRange, text: &str) {
        let is_inside = |inner: TextRange| range.start <= inner.start && inner.end <= range.end;
        if !self
            .parsed
            .comments()
            .iter()
            .any(|comment| is_inside(comment.range))
        {
            return self.edit(range, text);
        }
        let tokens = (0..self.parsed.tokens().len()).map(|index| self.parsed.token_range(index as u32));
        let tokens: Vec<TextRange> = tokens
            .filter(|token| is_inside(*token) && token.start < token.end)
            .collect();
        for (index, token) in tokens.into_iter().enumerate() {
            self.edit(token, if index == 0 { text } else { "" });
        }
    }

    fn nodes(&self, kind: NodeKind) -> Vec<NodeId> {
        let nodes = self.parsed.nodes().iter().enumerate();
        nodes
            .filter(|(_, node)| node.kind == kind)
            .map(|(index, _)| NodeId(index as u32))
            .collect()
    }

    fn kind(&self, node: NodeId) -> NodeKind {
        self.parsed.node(node).kind
    }

    fn start(&self, node: NodeId) -> u32 {
        self.parsed.node_range(node).start
    }

    /// The value of a string that is written out.
    fn string(&self, node: NodeId) -> Option<String> {
        if self.kind(node) != NodeKind::StringExpr {
            return None;
        }
        let value = string_value(self.parsed.main_text(node)).ok()?;
        String::from_utf8(value).ok()
    }

    /// `a.b.c` of what stands on a global, with keys that are written out.
    fn path(&self, node: NodeId) -> Option<String> {
        let mut keys = Vec::new();
        let mut at = node;
        loop {
            match self.kind(at) {
                NodeKind::FieldExpr => keys.push(self.parsed.main_text(at).to_owned()),
                NodeKind::IndexExpr => keys.push(self.string(self.parsed.child(at, 1)?)?),
                NodeKind::NameExpr => {
                    let name = self.parsed.main_text(at);
                    if self.declared.contains(name) {
                        return None;
                    }
                    keys.push(name.to_owned());
                    keys.reverse();
                    return Some(keys.join("."));
                }
                _ => return None,
            }
            at = self.parsed.child(at, 0)?;
        }
    }

    /// Hosts that scripts may call are named in the manifest.
    fn addresses(&mut self) {
        for node in self.nodes(NodeKind::StringExpr) {
            let Some(text) = self.string(node) else { continue };
            if text.starts_with("http://") {
                let message = "`http://` is refused: only `https://` is fetched".to_owned();
                self.left.push((self.start(node), message));
            }
            let Some(rest) = text.strip_prefix("https://") else {
                continue;
            };
            let host: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
                .collect();
            let is_whole = rest[host.len()..]
                .chars()
                .next()
                .is_none_or(|c| matches!(c, '/' | ':' | '?' | '#'));
            if is_whole && host.contains('.') && !host.ends_with('.') {
                self.hosts.insert(host.to_ascii_lowercase());
            }
        }
    }

    fn finish(mut self, layout: fn(String) -> Layout) -> Rewritten {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let old = self.parsed.text();
        let (mut text, mut at) = (String::with_capacity(old.len()), 0);
        // Old places with the new ones behind each edit.
        let mut moved: Vec<(u32, u32)> = Vec::new();
        for (range, new) in &self.edits {
            text.push_str(&old[at..range.start as usize]);
            moved.push((range.start, text.len() as u32));
            text.push_str(new);
            moved.push((range.end, text.len() as u32));
            at = range.end as usize;
        }
        text.push_str(&old[at..]);
        let layout = layout(text);
        let note = |(offset, message): (u32, String)| {
            let before = moved.partition_point(|(old, _)| *old <= offset).checked_sub(1);
            let (old, new) = before.map_or((0, 0), |index| moved[index]);
            let line = layout.line(new + (offset - old)) + 1;
            Note { line, text: message }
        };
        let mut done: Vec<Note> = self.done.into_iter().map(note).collect();
        let mut left: Vec<Note> = self.left.into_iter().map(note).collect();
        for notes in [&mut done, &mut left] {
            notes.sort();
            notes.dedup();
        }
        Rewritten {
            text: layout.text,
            done,
            left,
            hosts: self.hosts,
            env: self.env,
        }
    }
}

fn declared(parsed: &Parse) -> BTreeSet<String> {
    let nodes = parsed.nodes().iter().enumerate();
    nodes
        .filter(|(_, node)| matches!(node.kind, NodeKind::NameDef | NodeKind::Param))
        .map(|(index, _)| parsed.main_text(NodeId(index as u32)).to_owned())
        .collect()
}

#[cfg(test)]
mod tests;
