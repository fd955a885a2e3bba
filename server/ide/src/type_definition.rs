//! Where the type of a value is declared: its class, the constructor that makes it, the function that it is.

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::{LocalId, Scopes, scopes};
use pipelua_analysis::{Db, Ty, TyData, editor_context};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use crate::annotation::{Means, annotation_at};
use crate::definition::Target;
use crate::name_at::{FilePosition, name_at};
use crate::rename::type_places;

/// None where the type is built in or not known.
pub fn type_definition(db: &dyn Db, at: FilePosition) -> Vec<Target> {
    if !at.file.kind(db).is_lua() {
        return Vec::new();
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let Some(name) = name_at(parse, at.offset) else {
        return match annotation_at(parse, tree, scopes, at.offset).map(|it| it.means) {
            Some(Means::Type { name, .. }) => declared(db, at, &name),
            _ => Vec::new(),
        };
    };
    let inference = infer(db, at.file, editor_context(db, at.file));
    let types = &inference.types;
    let ty = type_at(tree, scopes, inference, name.node);
    let here = |range: TextRange| Target { file: at.file, range };
    let mut found: Vec<Target> = Vec::new();
    for member in types.members(&ty) {
        let targets = match types.get(*member) {
            TyData::Class(name) => declared(db, at, types.text(*name)),
            TyData::Array(items) | TyData::Promise(items) => match types.get(*items) {
                TyData::Class(name) => declared(db, at, types.text(*name)),
                _ => Vec::new(),
            },
            TyData::Table(table) | TyData::Instance(table) => match table.origin {
                pipelua_analysis::Origin::Literal(node) => {
                    vec![here(parse.token_range(parse.node(node).main))]
                }
                pipelua_analysis::Origin::Elsewhere => Vec::new(),
            },
            TyData::Closure(body) => vec![here(parse.token_range(parse.node(*body).main))],
            _ => Vec::new(),
        };
        for target in targets {
            if !found.contains(&target) {
                found.push(target);
            }
        }
    }
    found
}

fn declared(db: &dyn Db, at: FilePosition, name: &str) -> Vec<Target> {
    let means = Means::Type {
        name: name.to_owned(),
        is_declaration: false,
    };
    type_places(db, at.file, &means)
        .into_iter()
        .filter(|(_, _, is_declaration)| *is_declaration)
        .map(|(file, range, _)| Target { file, range })
        .collect()
}

/// The type of a name; of a declaration that of its value, else of its first use of which something is known.
fn type_at(tree: &Lowered, scopes: &Scopes, inference: &Inference, node: NodeId) -> Ty {
    match tree.kind(node) {
        NodeKind::NamedItem => inference.type_of(tree.child(node, 0)),
        NodeKind::NameDef | NodeKind::Param => scopes
            .local_of(node)
            .map_or(Ty::UNKNOWN, |local| type_of_local(tree, scopes, inference, local)),
        _ => inference.type_of(node),
    }
}

fn type_of_local(tree: &Lowered, scopes: &Scopes, inference: &Inference, local: LocalId) -> Ty {
    let value = scopes
        .initial_value(tree, local)
        .map(|value| inference.type_of(value));
    // What is declared shows where it is read.
    let reads = scopes.reads(local).map(|read| inference.type_of(read));
    let mut known = reads
        .chain(value)
        .filter(|ty| !matches!(*ty, Ty::UNKNOWN | Ty::NIL));
    known.next().unwrap_or(Ty::UNKNOWN)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: String = type_definition(&db, at)
            .iter()
            .map(|target| fixture::shown(&db, target.file, target.range) + "\n")
            .collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_value_leads_to_its_class() {
        check(
            "---@type Geo[]\nlocal a$0ll = {}\nprint(all)\n--- file: types/x.lua\n---@class Geo\n---@field name string\n",
            expect![[r#"
                types/x.lua:1:11 Geo
            "#]],
        );
        check(
            "---@param g Geo\nlocal function f(g) return g$0 end\n--- file: types/x.lua\n---@class Geo\n",
            expect![[r#"
                types/x.lua:1:11 Geo
            "#]],
        );
        check(
            "---@param g Ge$0o\nlocal function f(g) end\n--- file: types/x.lua\n---@class Geo\n",
            expect![[r#"
                types/x.lua:1:11 Geo
            "#]],
        );
    }

    #[test]
    fn a_table_leads_to_its_constructor_and_a_function_to_itself() {
        check(
            "local t = { a = 1 }\nlocal u = t\nprint(u$0)\n",
            expect![[r#"
            scripts/a.lua:1:11 {
        "#]],
        );
        check(
            "local function f() end\nlocal g = f\ng$0()\n",
            expect![[r#"
            scripts/a.lua:1:17 (
        "#]],
        );
    }

    #[test]
    fn what_is_built_in_or_half_typed_leads_nowhere() {
        check("local s = \"a\"\nprint(s$0)\n", expect![[""]]);
        check("print(context$0)\n", expect![[""]]);
        check("local x = y.$0\n", expect![[""]]);
    }
}
