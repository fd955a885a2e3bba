//! All places of the name at the cursor: of a local in its file, of a global in all scripts. A field of `context` is
//! what its hook makes it, so it is looked for in its file; one of another global in all scripts. A key of `data` is
//! found where scripts write it, where others read it, and in samples; a node or a secret in all kinds of files.

use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::{Db, SourceFile, files};
use pipelua_syntax::TextRange;

use crate::annotation::{Means, annotation_at};
use crate::data_field::{closure, data_field_at};
use crate::name_at::{FilePosition, name_at};
use crate::occurrences::{Named, field_of_global, fields_of_global, named, occurrences};
use crate::rename::type_places;
use crate::shared_name::{name_places, shared_name_at};

/// In the order of paths and places. Declarations are among them only if asked for.
pub fn references(db: &dyn Db, at: FilePosition, with_declaration: bool) -> Vec<(SourceFile, TextRange)> {
    if let Some((field, _)) = data_field_at(db, at) {
        let places = closure(db, &field, None).places.into_iter();
        return places
            .filter(|place| with_declaration || !place.is_written)
            .map(|place| (place.file, place.range))
            .collect();
    }
    if let Some((named, _)) = shared_name_at(db, at) {
        let places = name_places(db, &named).places.into_iter();
        return places
            .filter(|place| with_declaration || !place.is_declaration)
            .map(|place| (place.file, place.range))
            .collect();
    }
    if !at.file.kind(db).is_lua() {
        return Vec::new();
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let Some(name) = name_at(parse, at.offset) else {
        return match annotation_at(parse, tree, scopes, at.offset).map(|annotation| annotation.means) {
            Some(Means::Local(local)) => of_local(db, at.file, Named::Local(local), with_declaration),
            Some(means) => type_places(db, at.file, &means)
                .into_iter()
                .filter(|(_, _, is_declaration)| with_declaration || !is_declaration)
                .map(|(file, range, _)| (file, range))
                .collect(),
            None => Vec::new(),
        };
    };
    let Some(named) = named(tree, scopes, name.node) else {
        let path = field_of_global(tree, scopes, name.node);
        return path.map_or_else(Vec::new, |path| of_field(db, at.file, &path));
    };
    if let Named::Global(name) = named {
        return of_global(db, tree.text(name));
    }
    of_local(db, at.file, named, with_declaration)
}

fn of_local(
    db: &dyn Db,
    file: SourceFile,
    named: Named,
    with_declaration: bool,
) -> Vec<(SourceFile, TextRange)> {
    occurrences(parse(db, file), lower(db, file), scopes(db, file), named)
        .into_iter()
        .filter(|occurrence| with_declaration || !occurrence.is_declaration)
        .map(|occurrence| (file, occurrence.range))
        .collect()
}

fn of_field(db: &dyn Db, file: SourceFile, path: &[String]) -> Vec<(SourceFile, TextRange)> {
    let (Some(root), Some(last)) = (path.first(), path.last()) else {
        return Vec::new();
    };
    let is_here = |other: &SourceFile| root != "context" || *other == file;
    let mut found = Vec::new();
    for file in files(db).values().copied().filter(is_here) {
        let text = file.text(db).as_str();
        if !file.kind(db).is_lua() || !text.contains(root.as_str()) || !text.contains(last.as_str()) {
            continue;
        }
        let places = fields_of_global(parse(db, file), lower(db, file), scopes(db, file), path);
        found.extend(places.into_iter().map(|place| (file, place.range)));
    }
    found
}

/// A global is the same one in all scripts; only texts that hold its name are parsed.
fn of_global(db: &dyn Db, name: &str) -> Vec<(SourceFile, TextRange)> {
    let mut found = Vec::new();
    for file in files(db).values().copied() {
        if !file.kind(db).is_lua() || !file.text(db).as_str().contains(name) {
            continue;
        }
        let parse = parse(db, file);
        let (tree, scopes) = (lower(db, file), scopes(db, file));
        let uses = scopes.globals().iter().filter(|at| tree.text(at.name) == name);
        found.extend(uses.map(|at| (file, parse.token_range(parse.node(at.node).main))));
    }
    found
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, with_declaration: bool, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: String = references(&db, at, with_declaration)
            .iter()
            .map(|(file, range)| fixture::shown(&db, *file, *range) + "\n")
            .collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_local_is_found_in_its_scope_alone() {
        let text = "local a = 1\nlocal function f() return a$0 end\ndo local a = 2 print(a) end\n";
        check(
            text,
            true,
            expect![[r#"
            scripts/a.lua:1:7 a
            scripts/a.lua:2:27 a
        "#]],
        );
        check(
            text,
            false,
            expect![[r#"
            scripts/a.lua:2:27 a
        "#]],
        );
    }

    #[test]
    fn a_global_is_found_in_all_scripts() {
        check(
            "print(hel$0pers.now())\n--- file: scripts/b.lua\nlocal x = helpers.uuid()\n--- file: scripts/c.lua\nlocal helpers = 1\n",
            true,
            expect![[r#"
                scripts/a.lua:1:7 helpers
                scripts/b.lua:1:11 helpers
            "#]],
        );
    }

    #[test]
    fn a_field_of_a_global_is_found_where_it_is_that_field() {
        let others = "--- file: scripts/b.lua\nlocal x = helpers.log.warn(context.email)\n--- file: scripts/c.lua\nlocal helpers = {}\nhelpers.log.warn(1)\n";
        check(
            &format!("helpers.lo$0g.info(helpers.json)\n{others}"),
            true,
            expect![[r#"
                scripts/a.lua:1:9 log
                scripts/b.lua:1:19 log
            "#]],
        );
        check(
            &format!("print(context.ema$0il, context.user.email)\n{others}"),
            true,
            expect![[r#"
                scripts/a.lua:1:15 email
            "#]],
        );
        check("local t = {}\nprint(t.x$0, t.x)\n", true, expect![[""]]);
    }

    #[test]
    fn a_key_of_data_is_found_where_it_is_handed_to() {
        check(
            "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"geo\": { \"script\": \"geo\" }, \"decide\": { \"script\": \"decide\", \"needs\": [\"geo\"] } } }\n--- file: scripts/decide.lua\nlocal prev = context.prev\nprint(prev.country, context.outputs.geo.country)\n--- file: scripts/geo.lua\nreturn { allowed = true, data = { cou$0ntry = \"DE\" } }\n--- file: samples/before_signup/a.json\n{ \"node\": \"decide\", \"outputs\": { \"geo\": { \"country\": \"DE\" } } }\n",
            false,
            expect![[r#"
                samples/before_signup/a.json:1:44 country
                scripts/decide.lua:2:12 country
                scripts/decide.lua:2:41 country
            "#]],
        );
    }

    #[test]
    fn self_and_loop_variables_are_found() {
        check(
            "local t = {}\nfunction t:m() return self, sel$0f.x end\n",
            true,
            expect![[r#"
                scripts/a.lua:2:12 m
                scripts/a.lua:2:23 self
                scripts/a.lua:2:29 self
            "#]],
        );
        check(
            "for i = 1, 3 do print(i$0) end\n",
            true,
            expect![[r#"
            scripts/a.lua:1:5 i
            scripts/a.lua:1:23 i
        "#]],
        );
    }

    #[test]
    fn a_type_is_found_in_all_annotations() {
        check(
            "--- file: types/x.lua\n---@class Ge$0o\n---@field name string\n--- file: scripts/b.lua\n---@param a Geo[]\nlocal function f(a) return a --[[@as Geo]] end\n--- file: scripts/c.lua\n---@alias Geo string\n",
            true,
            expect![[r#"
                scripts/b.lua:1:13 Geo
                scripts/b.lua:2:38 Geo
                types/x.lua:1:11 Geo
            "#]],
        );
    }

    #[test]
    fn a_node_is_found_in_its_pipeline_and_samples() {
        check(
            "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a$0\": {}, \"b\": { \"needs\": [\"a\"] } } }\n--- file: samples/before_signup/x.json\n{ \"node\": \"a\" }\n--- file: samples/before_signin/x.json\n{ \"node\": \"a\" }\n",
            true,
            expect![[r#"
                pipelines/before_signup.json:1:15 a
                pipelines/before_signup.json:1:41 a
                samples/before_signup/x.json:1:12 a
            "#]],
        );
    }

    #[test]
    fn a_script_is_found_in_all_pipelines() {
        check(
            "--- file: scripts/geo.lua\nreturn nil\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"ge$0o\" } } }\n--- file: pipelines/before_signin.json\n{ \"nodes\": { \"b\": { \"script\": \"geo\" } } }\n",
            true,
            expect![[r#"
                pipelines/before_signin.json:1:32 geo
                pipelines/before_signup.json:1:32 geo
                scripts/geo.lua:1:1 
            "#]],
        );
    }
}
