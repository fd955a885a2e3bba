//! A shared name in scripts: `context.outputs.node`, `helpers.secret("NAME")`.

use pipelua_analysis::lower::{Expr, Lowered, lower, parse};
use pipelua_analysis::scopes::{Scopes, scopes};
use pipelua_analysis::workspace::pipeline::pipeline;
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, FileKind, SourceFile, files_of};
use pipelua_schemas::Holds;
use pipelua_syntax::{NodeId, NodeKind};

use super::NamePlaces;
use crate::data_field::{Handed, LostBy, Obstacle, flow, key_range, users};
use crate::definition::{Target, section_of};
use crate::json::Named;
use crate::path::global_path;

pub(super) fn collect(db: &dyn Db, wanted: &Named, found: &mut NamePlaces) {
    match wanted {
        Named::Node(pipeline, name) => of_node(db, *pipeline, name, found),
        Named::Secret(name) => of_section(db, "secrets", name, found),
        Named::Setting(name) => of_section(db, "env", name, found),
        Named::Script(_) | Named::Hook(_) | Named::Lint(_) => {}
    }
}

/// What scripts behind a node call it, and what its own script asks of its name.
fn of_node(db: &dyn Db, file: SourceFile, name: &str, found: &mut NamePlaces) {
    let graph = pipeline(db, file);
    let Some(at) = graph.nodes.iter().position(|node| *node.name == *name) else {
        return;
    };
    let mut seen: Vec<SourceFile> = Vec::new();
    for node in &graph.nodes {
        let is_own = *node.name == *name;
        if !is_own && !node.ancestors.contains(&(at as u32)) {
            continue;
        }
        let Some(script) = node.script.as_deref().and_then(|slug| script_of(db, slug)) else {
            continue;
        };
        if is_own {
            asks_for_its_name(db, script, found);
        } else if !seen.contains(&script) {
            seen.push(script);
            of_reader(db, script, file, name, found);
        }
    }
}

fn asks_for_its_name(db: &dyn Db, script: SourceFile, found: &mut NamePlaces) {
    let (tree, scopes) = (lower(db, script), scopes(db, script));
    let keys = flow(tree, scopes, "").keys;
    let asks = keys
        .iter()
        .find(|key| key.table == Handed::Context && tree.text(key.key) == "node");
    if let Some(key) = asks {
        obstacle(
            db,
            script,
            key.node,
            "this asks for the name of its own node",
            found,
        );
    }
}

fn of_reader(db: &dyn Db, script: SourceFile, file: SourceFile, name: &str, found: &mut NamePlaces) {
    if !script.text(db).as_str().contains("context") {
        return;
    }
    let (parse, tree) = (parse(db, script), lower(db, script));
    let flow = flow(tree, scopes(db, script), "");
    for lost in &flow.lost {
        if matches!(lost.table, Handed::Context | Handed::Outputs) {
            let why = match lost.by {
                LostBy::Node => "which node is read is computed here",
                _ => "all that is handed on goes elsewhere as a whole here",
            };
            obstacle(db, script, lost.node, why, found);
        }
    }
    let mut is_named = false;
    for key in &flow.keys {
        if key.table == Handed::Outputs && tree.text(key.key) == name {
            is_named = true;
            match key_range(parse, tree, key.node) {
                Some(range) => found.add(script, range, false),
                None => obstacle(
                    db,
                    script,
                    key.node,
                    "the name is written with escapes here",
                    found,
                ),
            }
        }
    }
    if !is_named {
        return;
    }
    if let Some(error) = parse.errors().first() {
        found.obstacles.push(Obstacle {
            why: "this file has a syntax error".to_owned(),
            place: Some(Target {
                file: script,
                range: error.range,
            }),
        });
    }
    let others = users(db, script).into_iter().filter(|(other, _)| *other != file);
    for (other, at) in others {
        let nodes = &pipeline(db, other).nodes;
        let ancestors = nodes.get(at).map_or(&[][..], |node| &node.ancestors);
        let mut ancestors = ancestors.iter().filter_map(|index| nodes.get(*index as usize));
        if ancestors.any(|node| *node.name == *name) {
            let range = crate::definition::node_target(db, other, name).map(|target| target.range);
            found.obstacles.push(Obstacle {
                why: "a script reads this node and another one by one name".to_owned(),
                place: range.map(|range| Target { file: other, range }),
            });
        }
    }
}

/// The texts that name a secret or setting.
fn of_section(db: &dyn Db, section: &str, name: &str, found: &mut NamePlaces) {
    let (holds, helper) = if section == "secrets" {
        (Holds::SecretName, "secret")
    } else {
        (Holds::EnvKey, "env")
    };
    for script in files_of(db, FileKind::Script) {
        let text = script.text(db).as_str();
        let may_name = text.contains(name);
        if !may_name && !text.contains(helper) {
            continue;
        }
        let (parse, tree, scopes) = (parse(db, script), lower(db, script), scopes(db, script));
        for literal in tree.of_kind(NodeKind::StringExpr).filter(|_| may_name) {
            if tree.name(literal) != name {
                continue;
            }
            match key_range(parse, tree, literal) {
                Some(range) if section_of(tree, scopes, literal) == Some(section) => {
                    found.add(script, range, false);
                }
                _ if is_asked_for(tree, scopes, holds) => {
                    obstacle(db, script, literal, "this text may be the name as well", found);
                }
                _ => {}
            }
        }
        for call in calls(tree, scopes, holds) {
            let argument = match tree.expr(call) {
                Expr::Call { args, .. } => tree.children(args).next(),
                _ => None,
            };
            let is_written = argument.is_some_and(|argument| is_text(tree, scopes, argument));
            if !is_written {
                obstacle(db, script, call, "the name is computed here", found);
            }
        }
    }
}

fn is_asked_for(tree: &Lowered, scopes: &Scopes, holds: Holds) -> bool {
    helpers(tree, scopes, holds).next().is_some()
}

/// The expressions that are a function which takes such a name.
fn helpers<'a>(tree: &'a Lowered, scopes: &'a Scopes, holds: Holds) -> impl Iterator<Item = NodeId> + 'a {
    let fields = tree
        .of_kind(NodeKind::FieldExpr)
        .chain(tree.of_kind(NodeKind::IndexExpr));
    fields.filter(move |field| {
        let path = global_path(tree, scopes, *field);
        let entry = path.and_then(|path| pipelua_schemas::builtin().sandbox().get(&path.join(".")));
        entry.is_some_and(|entry| entry.params.iter().any(|param| param.holds == Some(holds)))
    })
}

/// The calls of such a function; itself where it is not called at once.
fn calls<'a>(tree: &'a Lowered, scopes: &'a Scopes, holds: Holds) -> impl Iterator<Item = NodeId> + 'a {
    helpers(tree, scopes, holds).map(|helper| {
        let call = tree.parent(helper);
        call.filter(|call| matches!(tree.expr(*call), Expr::Call { callee, .. } if callee == helper))
            .unwrap_or(helper)
    })
}

/// Whether an argument is a text that is written in the script.
fn is_text(tree: &Lowered, scopes: &Scopes, argument: NodeId) -> bool {
    let argument = tree.skip_parens(argument);
    if tree.kind(argument) == NodeKind::StringExpr {
        return true;
    }
    let local = scopes
        .local_of(argument)
        .filter(|local| scopes.is_assigned_once(*local));
    let value = local.and_then(|local| scopes.initial_value(tree, local));
    value.is_some_and(|value| tree.kind(value) == NodeKind::StringExpr)
}

fn obstacle(db: &dyn Db, file: SourceFile, node: NodeId, why: &str, found: &mut NamePlaces) {
    let parse = parse(db, file);
    let range = match parse.node(node).kind {
        NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::IndexExpr => parse.node_range(node),
        _ => parse.token_range(parse.node(node).main),
    };
    found.obstacles.push(Obstacle {
        why: why.to_owned(),
        place: Some(Target { file, range }),
    });
}
