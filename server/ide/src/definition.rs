//! Where a name comes from: a declaration, a node of a pipeline, a script, a line of the manifest.

use pipelua_analysis::lower::{Expr, Lowered, TableItem, lower, parse};
use pipelua_analysis::scopes::{Scopes, scopes};
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::manifest::manifest_place;
use pipelua_analysis::workspace::pipeline::{node_range, pipeline};
use pipelua_analysis::workspace::placement::{Placement, placements, script_of};
use pipelua_analysis::{Db, FileKind, SourceFile, file_at};
use pipelua_schemas::Holds;
use pipelua_syntax::json::join_pointer;
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use crate::data_field::{closure, data_field_at};
use crate::json as files;
use crate::name_at::{FilePosition, name_at, string_at};
use crate::occurrences::{Named, declaration, named};
use crate::path::{argument_of, global_path};

/// A place to go to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    pub file: SourceFile,
    pub range: TextRange,
}

/// None where the name is built in, or is no name.
pub fn definition(db: &dyn Db, at: FilePosition) -> Vec<Target> {
    if !at.file.kind(db).is_lua() {
        return files::definition::definition(db, at);
    }
    if let Some((field, _)) = data_field_at(db, at) {
        let places = closure(db, &field, None).places.into_iter();
        let written: Vec<Target> = places
            .filter(|place| place.is_written)
            .map(|place| Target {
                file: place.file,
                range: place.range,
            })
            .collect();
        if !written.is_empty() {
            return written;
        }
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let Some(name) = name_at(parse, at.offset) else {
        return string_at(parse, at.offset)
            .map_or_else(Vec::new, |string| declared(db, at.file, string.node));
    };
    let here = |range| Target { file: at.file, range };
    match named(tree, scopes, name.node) {
        Some(Named::Local(local)) => declaration(parse, tree, scopes, local)
            .map(here)
            .into_iter()
            .collect(),
        Some(Named::Label(label)) => vec![here(parse.token_range(parse.node(label).main))],
        Some(Named::Global(_)) => Vec::new(),
        None => match global_path(tree, scopes, name.node) {
            Some(path) if path.first().is_some_and(|root| root == "context") => {
                let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
                let mut found: Vec<Target> = Vec::new();
                for placement in placements(db, at.file) {
                    for target in of_context(db, placement, &names) {
                        if !found.contains(&target) {
                            found.push(target);
                        }
                    }
                }
                found
            }
            _ => field(tree, scopes, name.node)
                .map(|item| here(parse.token_range(parse.node(item).main)))
                .into_iter()
                .collect(),
        },
    }
}

/// The name of a secret or setting that a helper is given.
fn declared(db: &dyn Db, file: SourceFile, string: NodeId) -> Vec<Target> {
    let (tree, scopes) = (lower(db, file), scopes(db, file));
    let Some(section) = section_of(tree, scopes, string) else {
        return Vec::new();
    };
    let pointer = join_pointer(&format!("/{section}"), tree.name(string));
    manifest_place(db, &pointer)
        .map(|(file, range)| Target { file, range })
        .into_iter()
        .collect()
}

/// The table of the manifest that the string names something of.
pub(crate) fn section_of(tree: &Lowered, scopes: &Scopes, string: NodeId) -> Option<&'static str> {
    let (path, at) = argument_of(tree, scopes, string)?;
    let entry = pipelua_schemas::builtin().sandbox().get(&path.join("."))?;
    match entry.params.get(at)?.holds? {
        Holds::SecretName => Some("secrets"),
        Holds::EnvKey => Some("env"),
        _ => None,
    }
}

/// What `context.<names>` is to one placement.
fn of_context(db: &dyn Db, placement: &Placement, names: &[&str]) -> Vec<Target> {
    let file = placement.pipeline;
    let compiled = pipeline(db, file);
    match names {
        ["outputs", node] => node_target(db, file, node).into_iter().collect(),
        ["outputs", node, key, ..] => {
            let script = compiled
                .node(node)
                .and_then(|node| node.script.as_deref())
                .and_then(|slug| script_of(db, slug));
            let keys = script.map_or_else(Vec::new, |script| data_keys(db, script, key));
            if keys.is_empty() {
                return node_target(db, file, node).into_iter().collect();
            }
            keys
        }
        ["prev", key, ..] => {
            let Some(own) = compiled.node(&placement.node) else {
                return Vec::new();
            };
            own.needs
                .iter()
                .filter_map(|need| compiled.nodes.get(*need as usize))
                .filter_map(|need| script_of(db, need.script.as_deref()?))
                .flat_map(|script| data_keys(db, script, key))
                .collect()
        }
        ["config", rest @ ..] => {
            let mut pointer = join_pointer("/nodes", &placement.node) + "/config";
            for name in rest {
                pointer = join_pointer(&pointer, name);
            }
            json(db, file)
                .key_range_of(&pointer)
                .map(|range| Target { file, range })
                .into_iter()
                .collect()
        }
        // What a team's own hook is given stands in its file.
        [field, ..] => file_at(db, &format!("hooks/{}.json", placement.hook))
            .filter(|hook| hook.kind(db) == FileKind::Hook)
            .and_then(|hook| {
                let pointer = join_pointer("/input/properties", field);
                let range = json(db, hook).key_range_of(&pointer)?;
                Some(Target { file: hook, range })
            })
            .into_iter()
            .collect(),
        [] => Vec::new(),
    }
}

/// The node of this name in a pipeline.
pub(crate) fn node_target(db: &dyn Db, file: SourceFile, name: &str) -> Option<Target> {
    let at = pipeline(db, file)
        .nodes
        .iter()
        .position(|node| &*node.name == name)?;
    let range = node_range(db, file, at as u32)?;
    Some(Target { file, range })
}

/// Where a script writes this key of its `data`.
fn data_keys(db: &dyn Db, script: SourceFile, key: &str) -> Vec<Target> {
    let (parse, tree) = (parse(db, script), lower(db, script));
    let is_in_data = |id: NodeId| {
        let holder = tree.parent(id).and_then(|table| tree.parent(table));
        holder.is_some_and(|holder| tree.kind(holder) == NodeKind::NamedItem && tree.name(holder) == "data")
    };
    let is_of_data = |id: NodeId| match tree.expr(id) {
        Expr::Field { base, .. } => tree.name(base) == "data",
        _ => false,
    };
    let items = tree
        .of_kind(NodeKind::NamedItem)
        .filter(|id| tree.name(*id) == key && is_in_data(*id));
    let fields = tree
        .of_kind(NodeKind::FieldExpr)
        .filter(|id| tree.name(*id) == key && is_of_data(*id));
    items
        .chain(fields)
        .map(|id| Target {
            file: script,
            range: parse.token_range(parse.node(id).main),
        })
        .collect()
}

/// The item of the table constructor that a local was made with, for a field of that local.
fn field(tree: &Lowered, scopes: &Scopes, node: NodeId) -> Option<NodeId> {
    let Expr::Field {
        base,
        name: Some(name),
    } = tree.expr(node)
    else {
        return None;
    };
    let declared = scopes.local(scopes.local_of(base)?).node;
    let list = tree.parent(declared)?;
    let statement = tree.parent(list)?;
    if tree.kind(statement) != NodeKind::LocalStmt {
        return None;
    }
    let at = tree.children(list).position(|name| name == declared)?;
    let table = tree.children(tree.child(statement, 1)).nth(at)?;
    tree.table_items(table).find_map(|(item, entry)| match entry {
        TableItem::Named { name: key, .. } if key == name => Some(item),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: String = definition(&db, at)
            .iter()
            .map(|target| fixture::shown(&db, target.file, target.range) + "\n")
            .collect();
        expected.assert_eq(&shown);
    }

    const PIPELINE: &str = "--- file: pipelines/before_signup.json\n{ \"nodes\": {\n  \"geo\": { \"script\": \"geo\" },\n  \"decide\": { \"script\": \"decide\", \"needs\": [\"geo\"], \"config\": { \"limit\": 3 } }\n} }\n--- file: scripts/geo.lua\nreturn { allowed = true, data = { country = \"DE\" } }\n--- file: scripts/decide.lua\n";

    #[test]
    fn a_local_comes_from_its_declaration() {
        check(
            "local a = 1\nlocal a = a$0\n",
            expect![[r#"
            scripts/a.lua:1:7 a
        "#]],
        );
        check(
            "local function f(x) return x$0 end\n",
            expect![[r#"
            scripts/a.lua:1:18 x
        "#]],
        );
        check(
            "goto en$0d_\n::end_::\n",
            expect![[r#"
            scripts/a.lua:2:3 end_
        "#]],
        );
        check(
            "local t = { limit = 1 }\nprint(t.lim$0it)\n",
            expect![[r#"
            scripts/a.lua:1:13 limit
        "#]],
        );
    }

    #[test]
    fn what_is_built_in_has_no_place() {
        check("print(helpers.no$0w())\n", expect![[""]]);
        check("print(context.ema$0il)\n", expect![[""]]);
    }

    #[test]
    fn outputs_come_from_their_nodes_and_scripts() {
        check(
            &format!("{PIPELINE}print(context.outputs.ge$0o)\n"),
            expect![[r#"
                pipelines/before_signup.json:2:3 "geo"
            "#]],
        );
        check(
            &format!("{PIPELINE}print(context.outputs.geo.coun$0try)\n"),
            expect![[r#"
                scripts/geo.lua:1:35 country
            "#]],
        );
        check(
            &format!("{PIPELINE}print(context.prev.coun$0try)\n"),
            expect![[r#"
                scripts/geo.lua:1:35 country
            "#]],
        );
    }

    #[test]
    fn keys_that_are_read_through_a_local_come_from_their_script_too() {
        check(
            &format!("{PIPELINE}local prev = context.prev or {{}}\nprint(prev.coun$0try)\n"),
            expect![[r#"
                scripts/geo.lua:1:35 country
            "#]],
        );
    }

    #[test]
    fn config_comes_from_the_pipeline() {
        check(
            &format!("{PIPELINE}print(context.config.lim$0it)\n"),
            expect![[r#"
                pipelines/before_signup.json:3:65 "limit"
            "#]],
        );
    }

    #[test]
    fn secrets_come_from_the_manifest() {
        check(
            "--- file: pipelua.toml\nschema = 1\n[secrets]\nA_KEY = \"x\"\n--- file: scripts/a.lua\nlocal s = helpers.secret(\"A_$0KEY\")\n",
            expect![[r#"
                pipelua.toml:3:1 A_KEY
            "#]],
        );
    }

    #[test]
    fn half_typed_code_leads_nowhere_or_right() {
        check(
            "local a = 1\nprint(a$0.\n",
            expect![[r#"
            scripts/a.lua:1:7 a
        "#]],
        );
        check("print(context.outputs.$0)\n", expect![[""]]);
    }
}
