//! Nodes whose `data` no node behind them reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use pipelua_rules::pipeline::NodeSource;
use pipelua_schemas::Mode;
use pipelua_syntax::{NodeId, NodeKind};

use super::pipeline::CompiledPipeline;
use super::placement::{Node, script_of};
use super::wording::{quoted, sentence};
use crate::contexts::node_output;
use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Finding, quoted_list};
use crate::lints::pipeline_unread_output;
use crate::lower::{Expr, Lowered, lower};
use crate::scopes::scopes;

/// All such nodes of a pipeline that runs; what an enrichment hook gives goes to the host.
pub(super) fn findings(
    db: &dyn Db,
    file: SourceFile,
    pipeline: &CompiledPipeline,
    sources: &[NodeSource],
) -> Vec<Finding> {
    if !pipeline.may_run || !pipeline.enabled || matches!(pipeline.mode, None | Some(Mode::Enrichment)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for ((at, node), source) in (0u32..).zip(&pipeline.nodes).zip(sources) {
        if !node.enabled {
            continue;
        }
        let output = node_output(db, Node::new(db, file, node.name.clone()));
        if output.open || output.fields.is_empty() {
            continue;
        }
        let mut behind = pipeline
            .nodes
            .iter()
            .filter(|other| other.ancestors.contains(&at))
            .peekable();
        // The data of a last node is meant for the host, or for whoever reads the trace.
        if behind.peek().is_none() {
            continue;
        }
        let is_read = |slug: Option<&Arc<str>>| {
            let Some(reads) = slug
                .and_then(|slug| script_of(db, slug))
                .map(|script| reads(db, script))
            else {
                return true;
            };
            reads.anything
                || output
                    .fields
                    .iter()
                    .any(|field| reads.names.contains(&*field.name))
        };
        if behind.map(|node| node.script.as_ref()).any(is_read) {
            continue;
        }
        let keys: Vec<&str> = output.fields.iter().map(|field| &*field.name).collect();
        let message = format!(
            "{} gives {}, which no node behind it reads",
            quoted(&node.name),
            quoted_list(&keys)
        );
        let finding = Finding::new(
            &pipeline_unread_output::LINT,
            Anchor::Range(source.key),
            sentence(&message),
        );
        found.push(
            finding
                .runtime("it stands in the trace and in what the host is handed, and decides nothing")
                .help("read it in a node that needs this one, or leave it out of `data`"),
        );
    }
    found
}

/// What a script may read of the nodes before it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Reads {
    /// Whether the keys are not written in it.
    anything: bool,
    /// Names of fields, and texts: each may be a key.
    names: BTreeSet<Arc<str>>,
}

#[salsa::tracked(returns(ref))]
fn reads(db: &dyn Db, script: SourceFile) -> Reads {
    let (tree, scopes) = (lower(db, script), scopes(db, script));
    if tree.has_errors() {
        return Reads {
            anything: true,
            ..Reads::default()
        };
    }
    let fields = tree.of_kind(NodeKind::FieldExpr);
    let texts = fields.chain(tree.of_kind(NodeKind::StringExpr));
    let mut reads = Reads {
        names: texts.map(|id| Arc::from(tree.name(id))).collect(),
        anything: false,
    };
    let contexts = tree.of_kind(NodeKind::NameExpr);
    let mut contexts = contexts.filter(|id| tree.name(*id) == "context" && scopes.local_of(*id).is_none());
    reads.anything = contexts.any(|id| !is_by_name(tree, id));
    reads
}

/// Whether all that is read through this `context` is named: `context.prev.key`, `context.outputs.node.key`.
fn is_by_name(tree: &Lowered, context: NodeId) -> bool {
    let Some((part, name)) = key_of(tree, context) else {
        return false;
    };
    let depth = match name {
        "prev" => 1,
        "outputs" => 2,
        _ => return true,
    };
    let mut at = part;
    for _ in 0..depth {
        match key_of(tree, at) {
            Some((next, _)) => at = next,
            None => return false,
        }
    }
    true
}

/// The expression that reads a named key of `base`.
fn key_of(tree: &Lowered, base: NodeId) -> Option<(NodeId, &str)> {
    let parent = tree.parent(base)?;
    match tree.expr(parent) {
        Expr::Field { base: of, name } if of == base => Some((parent, tree.text(name?))),
        Expr::Index { base: of, key } if of == base => Some((parent, tree.text(tree.string_key(key)?))),
        _ => None,
    }
}
