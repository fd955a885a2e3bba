//! Whether a name would mean something else: the text as it would be is resolved again, and each name compared.

use pipelua_analysis::lower::{Lowered, lower, lower_tree, parse};
use pipelua_analysis::scopes::{Scopes, resolve_tree, scopes};
use pipelua_analysis::{Db, SourceFile};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::Refusal;
use crate::annotation::{Annotation, Means, annotations};

/// A name that would be another's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Capture {
    /// This use, declaration or jump.
    Node(NodeId),
    /// The name of an annotation.
    Annotation(TextRange),
    /// The text would not be read as the same tree.
    Text,
}

impl Capture {
    /// The first name that would mean something else if `new_name` stood at `ranges`, which are in order.
    pub(super) fn find(db: &dyn Db, file: SourceFile, ranges: &[TextRange], new_name: &str) -> Option<Self> {
        let (old_parse, old, old_scopes) = (parse(db, file), lower(db, file), scopes(db, file));
        let parse = pipelua_syntax::parse(replaced(old_parse.text(), ranges, new_name));
        let new = lower_tree(&parse);
        let new_scopes = resolve_tree(&new);
        let is_same = old.len() == new.len()
            && old_parse.errors().len() == parse.errors().len()
            && old.ids().all(|id| old.kind(id) == new.kind(id));
        if !is_same {
            return Some(Self::Text);
        }
        let differs = |id: &NodeId| meaning(old, old_scopes, *id) != meaning(&new, &new_scopes, *id);
        if let Some(node) = old.ids().find(differs) {
            return Some(Self::Node(node));
        }
        // What the compiler refuses about labels and locals.
        let faults =
            |scopes: &Scopes| -> Vec<NodeId> { scopes.errors().iter().map(|error| error.node).collect() };
        let (before, after) = (faults(old_scopes), faults(&new_scopes));
        if let Some(node) = after.into_iter().find(|node| !before.contains(node)) {
            return Some(Self::Node(node));
        }
        let before = annotations(old_parse, old, old_scopes);
        let after = annotations(&parse, &new, &new_scopes);
        let is_other = |annotation: &&Annotation| {
            let Means::Local(local) = annotation.means else {
                return false;
            };
            let start = moved(annotation.range.start, ranges, new_name);
            let at_start = after.iter().find(|it| it.range.start == start);
            let declared = at_start.and_then(|it| match it.means {
                Means::Local(local) => Some(new_scopes.local(local).node),
                _ => None,
            });
            declared != Some(old_scopes.local(local).node)
        };
        if let Some(annotation) = before.iter().find(is_other) {
            return Some(Self::Annotation(annotation.range));
        }
        None
    }

    pub(super) fn refusal(self, db: &dyn Db, file: SourceFile, new_name: &str) -> Refusal {
        let (parse, tree) = (parse(db, file), lower(db, file));
        match self {
            Self::Node(node) => {
                let is_label = matches!(tree.kind(node), NodeKind::LabelStmt | NodeKind::GotoStmt);
                let what = if is_label { "label" } else { "variable" };
                Refusal::of(format!("`{new_name}` would be another {what} at this place"))
                    .at(file, parse.token_range(parse.node(node).main))
            }
            Self::Annotation(range) => {
                Refusal::of(format!("`{new_name}` would be cast by this annotation")).at(file, range)
            }
            Self::Text => Refusal::of(format!(
                "with `{new_name}` the script would be read as another one"
            )),
        }
    }
}

/// What the name of a node stands for, in words that no new name changes.
#[derive(PartialEq, Eq)]
enum Meaning {
    Nothing,
    Declared(NodeId),
    Global,
    Label(Option<NodeId>),
}

fn meaning(tree: &Lowered, scopes: &Scopes, node: NodeId) -> Meaning {
    if let Some(local) = scopes.local_of(node) {
        return Meaning::Declared(scopes.local(local).node);
    }
    match tree.kind(node) {
        NodeKind::NameExpr => Meaning::Global,
        NodeKind::GotoStmt => Meaning::Label(scopes.label_of(node)),
        _ => Meaning::Nothing,
    }
}

/// The text with `new_name` at `ranges`, which are in order.
pub(super) fn replaced(text: &str, ranges: &[TextRange], new_name: &str) -> String {
    let mut written = String::with_capacity(text.len() + ranges.len() * new_name.len());
    let mut at = 0;
    for range in ranges {
        written.push_str(text.get(at..range.start as usize).unwrap_or_default());
        written.push_str(new_name);
        at = range.end as usize;
    }
    written.push_str(text.get(at..).unwrap_or_default());
    written
}

/// Where an offset is once `new_name` stands at `ranges`.
fn moved(offset: u32, ranges: &[TextRange], new_name: &str) -> u32 {
    let before = ranges.iter().take_while(|range| range.end <= offset);
    before.fold(offset, |at, range| {
        at + new_name.len() as u32 - (range.end - range.start)
    })
}
