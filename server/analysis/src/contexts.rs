//! The context of a node and of a file: the hook's input, the node's config, and the outputs of the nodes above.

use std::sync::Arc;

use pipelua_schemas::{Hook, OnError};
use serde_json::Value;

use crate::annotations::{config_tag, hook_tags};
use crate::classes::classes;
use crate::context::{Context, ContextKey, MAX_PLACEMENTS, PlacementContext, type_of_schema};
use crate::db::Db;
use crate::infer::infer;
use crate::inputs::SourceFile;
use crate::lower::lower;
use crate::output::{fold, output_of};
use crate::ty::{PortableTable, PortableType, SharedTable};
use crate::workspace::hooks::hook;
use crate::workspace::placement::{Node, node_facts, placements};

/// What `context` is for `node`: one exact shape.
#[salsa::tracked(returns(copy))]
pub fn context_of<'db>(db: &'db dyn Db, node: Node<'db>) -> ContextKey<'db> {
    let placement = placement_context(db, node);
    ContextKey::new(
        db,
        Context {
            placements: placement.into_iter().collect(),
        },
    )
}

/// What `context` is for the editor and the findings: the shapes of all placements of `file`. Without any, that of
/// its `---@hook`s, else nothing is known.
#[salsa::tracked(returns(copy))]
pub fn editor_context(db: &dyn Db, file: SourceFile) -> ContextKey<'_> {
    let placed = placements(db, file);
    let mut contexts: Vec<PlacementContext> = Vec::new();
    if placed.len() <= MAX_PLACEMENTS {
        for placement in placed {
            match placement_context(db, placement.key(db)) {
                Some(context) => contexts.push(context),
                // One placement of which nothing is known leaves nothing certain.
                None => return ContextKey::new(db, Context::default()),
            }
        }
    }
    if placed.is_empty() {
        for hook in hook_tags(lower(db, file)).filter_map(|name| hook(db, name)) {
            let is_new = contexts.iter().all(|context| *context.hook != *hook.name);
            if is_new && contexts.len() < MAX_PLACEMENTS {
                let mut context = context_of_hook(hook);
                if let Some(config) = declared_config(db, file) {
                    set_config(&mut context, config.clone());
                }
                contexts.push(context);
            }
        }
    }
    if declared_config(db, file).is_none() {
        share_config_keys(&mut contexts);
    }
    ContextKey::new(db, Context { placements: contexts })
}

/// What a script says of its `context.config`; a table that may hold anything where that cannot be read.
#[salsa::tracked(returns(as_ref))]
pub(crate) fn declared_config(db: &dyn Db, file: SourceFile) -> Option<PortableType> {
    let ty = config_tag(lower(db, file))?;
    match classes(db).resolve(&ty) {
        PortableType::Table(table) => Some(PortableType::Table(table)),
        _ => Some(open_table()),
    }
}

fn set_config(context: &mut PlacementContext, config: PortableType) {
    let mut fields = PortableTable::clone(&context.fields);
    fields.set("config", config, false);
    context.fields = fields.into();
}

fn open_table() -> PortableType {
    PortableType::table(PortableTable {
        fields: Vec::new(),
        open: true,
    })
}

/// A key that one node sets may be left out by another: for the script it is optional.
fn share_config_keys(contexts: &mut [PlacementContext]) {
    let config_of = |context: &PlacementContext| {
        context
            .fields
            .field("config")
            .and_then(|field| field.ty.as_table().cloned())
    };
    if contexts.len() < 2 {
        return;
    }
    let configs: Vec<_> = contexts.iter().map(config_of).collect();
    let mut all = PortableTable::default();
    for field in configs.iter().flatten().flat_map(|config| &config.fields) {
        let ty = all
            .field(&field.name)
            .map_or_else(|| field.ty.clone(), |known| known.ty.join(&field.ty));
        all.set(field.name.clone(), ty, true);
    }
    for (context, config) in contexts.iter_mut().zip(&configs) {
        let Some(config) = config else { continue };
        let mut shared = PortableTable::clone(config);
        let others = all
            .fields
            .iter()
            .filter(|field| config.field(&field.name).is_none());
        shared.fields.extend(others.cloned());
        set_config(context, PortableType::table(shared));
    }
}

/// What `node` puts into `context.outputs` of those behind it. Holds no offsets, so most edits stop here.
#[salsa::tracked]
pub fn node_output<'db>(db: &'db dyn Db, node: Node<'db>) -> SharedTable {
    let mut output = output_when_run(db, node);
    let may_fail =
        node_facts(db, node).is_some_and(|facts| facts.on_error == OnError::Allow || !facts.enabled);
    if may_fail {
        // A node that fails, or is not run, gives an empty table.
        for field in &mut output.fields {
            field.optional = true;
        }
    }
    output.into()
}

/// What a node puts there if it comes to a result.
fn output_when_run<'db>(db: &'db dyn Db, node: Node<'db>) -> PortableTable {
    let facts = node_facts(db, node);
    let Some(script) = facts.and_then(|facts| facts.script) else {
        return PortableTable {
            fields: Vec::new(),
            open: true,
        };
    };
    let context = context_of(db, node);
    let inference = infer(db, script, context);
    output_of(inference, context.context(db), lower(db, script).has_errors())
}

/// Whether `context` of a node has a value at a path if no node before it fails: it is nil then only because of
/// their `onError: allow`.
pub(crate) fn is_there_without_failures<'db>(db: &'db dyn Db, node: Node<'db>, path: &[Arc<str>]) -> bool {
    let Some(facts) = node_facts(db, node) else {
        return false;
    };
    let run = |node: &Node<'db>| {
        let is_enabled = node_facts(db, *node).is_some_and(|facts| facts.enabled);
        is_enabled.then(|| output_when_run(db, *node))
    };
    let (output, rest) = match path {
        [first, node, rest @ ..] if &**first == "outputs" => {
            let mut ancestors = facts.ancestors.iter();
            let ancestor = ancestors.find(|ancestor| *ancestor.name(db) == *node);
            (ancestor.and_then(run), rest)
        }
        [first, rest @ ..] if &**first == "prev" => {
            let outputs: Option<Vec<PortableTable>> = facts.needs.iter().map(run).collect();
            (outputs.map(|outputs| fold(&outputs)), rest)
        }
        _ => return false,
    };
    let mut at = output.map(PortableType::table);
    for name in rest {
        let field = at
            .as_ref()
            .and_then(|at| at.as_table())
            .and_then(|table| table.field(name).cloned());
        at = field.filter(|field| !field.optional).map(|field| field.ty);
    }
    at.is_some_and(|ty| ty.or_nil() != ty)
}

fn placement_context<'db>(db: &'db dyn Db, node: Node<'db>) -> Option<PlacementContext> {
    let facts = node_facts(db, node)?;
    let hook = hook(db, &facts.hook)?;
    let mut context = context_of_hook(hook);
    context.on_error = facts.on_error;
    let mut fields = PortableTable::clone(&context.fields);
    fields.set("node", PortableType::String(Some(node.name(db).clone())), false);
    let declared = facts.script.and_then(|script| declared_config(db, script));
    let config = declared.cloned().unwrap_or_else(|| type_of_config(&facts.config));
    fields.set("config", config, false);
    let mut outputs = PortableTable::default();
    for ancestor in &facts.ancestors {
        let output = PortableType::Table(node_output(db, *ancestor).clone());
        outputs.set(ancestor.name(db).clone(), output, false);
    }
    fields.set("outputs", PortableType::table(outputs), false);
    let prev = fold(facts.needs.iter().map(|need| &**node_output(db, *need)));
    fields.set("prev", PortableType::table(prev), false);
    context.node = Some(node.name(db).clone());
    context.fields = fields.into();
    Some(context)
}

/// `context` of a script that no node uses: the hook's input, and nothing from other nodes.
pub(crate) fn context_of_hook(hook: &Hook) -> PlacementContext {
    let mut fields = match type_of_schema(&hook.input) {
        PortableType::Table(table) => PortableTable::clone(&table),
        _ => PortableTable {
            fields: Vec::new(),
            open: true,
        },
    };
    fields.set(
        "hook",
        PortableType::String(Some(hook.name.as_str().into())),
        false,
    );
    fields.set("node", PortableType::String(None), false);
    fields.set("config", open_table(), false);
    fields.set("outputs", open_table(), false);
    fields.set("prev", open_table(), false);
    PlacementContext {
        hook: hook.name.as_str().into(),
        node: None,
        mode: hook.mode,
        on_error: hook.mode.default_on_error(),
        fields: fields.into(),
    }
}

/// The type of a node's `config`, with values widened: it is the keys that are promised.
fn type_of_config(config: &Value) -> PortableType {
    match config {
        Value::Null => PortableType::Nil,
        Value::Bool(_) => PortableType::Boolean(None),
        Value::Number(number) if number.is_i64() => PortableType::Integer,
        Value::Number(_) => PortableType::Number,
        Value::String(_) => PortableType::String(None),
        Value::Array(items) => PortableType::Array(Arc::new(
            items
                .iter()
                .map(type_of_config)
                .reduce(|a, b| a.join(&b))
                .unwrap_or(PortableType::Unknown),
        )),
        Value::Object(entries) => {
            let mut table = PortableTable::default();
            for (name, value) in entries {
                // A null in an object is an absent key.
                if !value.is_null() {
                    table.set(name.as_str(), type_of_config(value), false);
                }
            }
            PortableType::table(table)
        }
    }
}
