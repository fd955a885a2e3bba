//! What is not written but meant: names of parameters before literals, where a call waits, types of locals and results.

mod types;
mod waits;

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::lower::{Expr, Lowered, UnaryOp, lower, parse};
use pipelua_analysis::scopes::{Scopes, scopes};
use pipelua_analysis::{Db, SourceFile, editor_context};
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange};

use crate::callee::callee;

/// A word between the words of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    pub offset: u32,
    pub label: String,
    pub kind: HintKind,
    /// Markdown.
    pub docs: String,
    /// What makes it a part of the text: where to insert what.
    pub insert: Option<(u32, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HintKind {
    /// Stands before an argument.
    Parameter,
    /// Stands before a call.
    Wait,
    /// Stands behind a name or a list of parameters.
    Type,
}

/// Which hints are shown.
#[allow(clippy::struct_excessive_bools)] // each is a choice of its own
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HintSettings {
    /// Without it none is.
    pub enable: bool,
    pub parameter_names: bool,
    pub awaits: bool,
    pub local_types: bool,
    pub return_types: bool,
    /// Longest label in characters.
    pub max_length: usize,
}

impl Default for HintSettings {
    fn default() -> Self {
        Self {
            enable: true,
            parameter_names: true,
            awaits: true,
            local_types: false,
            return_types: false,
            max_length: 25,
        }
    }
}

/// The hints in a range, in order of the text.
pub fn inlay_hints(db: &dyn Db, file: SourceFile, range: TextRange, settings: HintSettings) -> Vec<Hint> {
    if !settings.enable || !file.kind(db).is_lua() {
        return Vec::new();
    }
    let script = Script {
        parse: parse(db, file),
        tree: lower(db, file),
        scopes: scopes(db, file),
        inference: infer(db, file, editor_context(db, file)),
        range,
    };
    let mut hints = Vec::new();
    if settings.parameter_names {
        script.parameter_names(&mut hints);
    }
    if settings.awaits {
        script.waits(&mut hints);
    }
    if settings.local_types {
        script.local_types(&mut hints);
    }
    if settings.return_types {
        script.return_types(&mut hints);
    }
    for hint in &mut hints {
        hint.label = cut(&hint.label, settings.max_length);
    }
    hints.sort_by_key(|hint| hint.offset);
    hints
}

struct Script<'a> {
    parse: &'a Parse,
    tree: &'a Lowered,
    scopes: &'a Scopes,
    inference: &'a Inference,
    range: TextRange,
}

impl Script<'_> {
    fn is_asked_for(&self, node: NodeId) -> bool {
        let at = self.parse.node_range(node);
        at.start <= self.range.end && self.range.start <= at.end
    }

    /// Before literals, which do not say what they are for.
    fn parameter_names(&self, hints: &mut Vec<Hint>) {
        let tree = self.tree;
        let calls = tree
            .of_kind(NodeKind::CallExpr)
            .chain(tree.of_kind(NodeKind::MethodCallExpr));
        for call in calls.filter(|call| self.is_asked_for(*call)) {
            let (Expr::Call { args, .. } | Expr::MethodCall { args, .. }) = tree.expr(call) else {
                continue;
            };
            if !tree.children(args).any(|argument| is_literal(tree, argument)) {
                continue;
            }
            let Some(found) = callee(tree, self.scopes, self.inference, call) else {
                continue;
            };
            // Which of several ways is meant is not asked for a name.
            let Some(way) = found.ways.first() else { continue };
            let shift = usize::from(found.takes_self);
            if way.params.len() <= shift + 1 {
                continue;
            }
            for (at, argument) in tree.children(args).enumerate() {
                let param = way.params.get(at + shift);
                let Some(param) = param.filter(|param| param.name != "..." && !param.name.starts_with('_'))
                else {
                    break;
                };
                let is_shown = is_literal(tree, argument)
                    && found.ways.iter().all(|other| {
                        other
                            .params
                            .get(at + shift)
                            .is_none_or(|there| there.name == param.name)
                    })
                    && !tree.name(argument).eq_ignore_ascii_case(&param.name);
                if is_shown {
                    hints.push(Hint {
                        offset: self.parse.node_range(argument).start,
                        label: format!("{}:", param.name),
                        kind: HintKind::Parameter,
                        docs: param.docs.clone(),
                        insert: None,
                    });
                }
            }
        }
    }
}

fn is_literal(tree: &Lowered, node: NodeId) -> bool {
    match tree.expr(node) {
        Expr::Nil | Expr::True | Expr::False | Expr::Number(_) | Expr::String(_) => true,
        Expr::Unary {
            op: UnaryOp::Neg,
            operand,
        } => matches!(tree.expr(operand), Expr::Number(_)),
        _ => false,
    }
}

fn cut(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_owned();
    }
    let mut short: String = label.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests;
