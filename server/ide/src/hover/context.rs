//! `context` and what it holds: the type here, what it means, and the hooks that have it.

use pipelua_analysis::infer::Inference;
use pipelua_analysis::workspace::hooks::{hook, hooks};
use pipelua_analysis::{Db, PlacementContext, SourceFile, editor_context};
use pipelua_schemas::{CONTEXT_FIELDS, Schema, SchemaKind};
use pipelua_syntax::NodeId;

use super::{code, join};

/// Hooks that are named; of more, how many.
const SHOWN: usize = 4;

pub(super) fn markdown(
    db: &dyn Db,
    file: SourceFile,
    inference: &Inference,
    node: NodeId,
    path: &[String],
) -> String {
    let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
    let placements = &editor_context(db, file).context(db).placements;
    let kind = if names.is_empty() { "global" } else { "field" };
    let ty = if names.is_empty() {
        "table".to_owned()
    } else {
        inference.display(node)
    };
    let head = code(&format!("({kind}) {}: {ty}", path.join(".")));
    let docs = placements
        .iter()
        .filter_map(|placement| hook(db, &placement.hook))
        .find_map(|hook| docs(&hook.input, &names))
        .unwrap_or_else(|| own_docs(&names).to_owned());
    join([head, docs, availability(db, placements, &names)])
}

/// What a path below `context` means, and which hooks have it.
pub(super) fn docs_of(db: &dyn Db, file: SourceFile, names: &[&str]) -> Option<String> {
    let placements = &editor_context(db, file).context(db).placements;
    let said = placements
        .iter()
        .filter_map(|placement| hook(db, &placement.hook))
        .find_map(|hook| docs(&hook.input, names))
        .unwrap_or_else(|| own_docs(names).to_owned());
    let all = join([said, availability(db, placements, names)]);
    (!all.is_empty()).then_some(all)
}

/// What the hook's schema says of a path.
fn docs(input: &Schema, names: &[&str]) -> Option<String> {
    let mut at = input;
    for name in names {
        at = field(at, name)?;
    }
    let text = if at.description.is_empty() {
        at.title.clone().unwrap_or_default()
    } else {
        at.description.clone()
    };
    (!names.is_empty() && !text.is_empty()).then_some(text)
}

fn field<'a>(schema: &'a Schema, name: &str) -> Option<&'a Schema> {
    match &schema.kind {
        SchemaKind::Object { fields, .. } => fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| &field.schema),
        SchemaKind::Union(members) => members.iter().find_map(|member| field(member, name)),
        _ => None,
    }
}

/// What every context has, whatever its hook.
fn own_docs(names: &[&str]) -> &'static str {
    match names {
        [] => "What the script is given: its own copy, so a write is seen by this script alone.",
        ["hook"] => "The hook that runs.",
        ["node"] => "The name of this node in the pipeline.",
        ["config"] => "The settings of this node, from the pipeline.",
        ["outputs"] => "The data of every node that this one needs, directly or through others.",
        ["outputs", _] => {
            "The data of this node: a table, empty if it gave none or failed under `onError: allow`."
        }
        ["prev"] => {
            "The data of the nodes that this one needs, folded in the order of `needs`; the later wins."
        }
        _ => "",
    }
}

/// Which hooks have it, where that is not all of them.
fn availability(db: &dyn Db, placements: &[PlacementContext], names: &[&str]) -> String {
    let Some(first) = names.first() else {
        let shown: Vec<String> = placements
            .iter()
            .map(|placement| match &placement.node {
                Some(node) => format!("`{}/{node}`", placement.hook),
                None => format!("`{}`", placement.hook),
            })
            .collect();
        return sentence("Used by", &shown);
    };
    if CONTEXT_FIELDS.contains(first) {
        return String::new();
    }
    let having: Vec<String> = hooks(db)
        .names()
        .filter_map(|name| hook(db, name))
        .filter(|hook| {
            let mut at = Some(&hook.input);
            for name in names {
                at = at.and_then(|schema| field(schema, name));
            }
            at.is_some()
        })
        .map(|hook| format!("`{}`", hook.name))
        .collect();
    sentence("In", &having)
}

fn sentence(start: &str, names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let more = names.len().saturating_sub(SHOWN);
    let shown = names[..names.len() - more].join(", ");
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{start} {shown}{rest}")
}
