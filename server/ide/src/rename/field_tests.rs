//! Keys of `data`: renamed wherever they are handed to, or nowhere.

use expect_test::{Expect, expect};

use super::tests::renamed;
use crate::fixture;

const PIPELINES: &str = r#"--- file: pipelines/before_signup.json
{ "nodes": { "geo": { "script": "geo" }, "decide": { "script": "decide", "needs": ["geo"] } } }
"#;

const DECIDE: &str = "--- file: scripts/decide.lua\nlocal geo = context.outputs.geo\nreturn { allowed = context.prev.country == geo[\"country\"] }\n";

#[track_caller]
fn check(text: &str, new_name: &str, expected: Expect) {
    let (db, at) = fixture::position(text);
    expected.assert_eq(&renamed(&db, at, new_name));
}

#[track_caller]
fn check_geo(geo: &str, expected: Expect) {
    check(
        &format!("{PIPELINES}{DECIDE}--- file: scripts/geo.lua\n{geo}"),
        "land",
        expected,
    );
}

#[test]
fn a_field_is_renamed_in_its_script_its_readers_and_its_samples() {
    check(
        &format!(
            "{PIPELINES}--- file: scripts/geo.lua\n---@data {{ country: string }}\nreturn {{ allowed = true, data = {{ coun$0try = \"DE\" }} }}\n{DECIDE}--- file: samples/before_signup/a.json\n{{ \"node\": \"decide\", \"outputs\": {{ \"geo\": {{ \"country\": \"DE\" }} }} }}\n--- file: samples/before_signup/b.json\n{{ \"expect\": {{ \"data\": {{ \"country\": \"DE\" }} }} }}\n"
        ),
        "land",
        expect![[r#"
            --- samples/before_signup/a.json
            { "node": "decide", "outputs": { "geo": { "land": "DE" } } }
            --- samples/before_signup/b.json
            { "expect": { "data": { "land": "DE" } } }
            --- scripts/decide.lua
            local geo = context.outputs.geo
            return { allowed = context.prev.land == geo["land"] }
            --- scripts/geo.lua
            ---@data { land: string }
            return { allowed = true, data = { land = "DE" } }
        "#]],
    );
}

#[test]
fn a_field_is_renamed_from_where_it_is_read() {
    check(
        &format!(
            "{PIPELINES}--- file: scripts/geo.lua\nlocal data = {{}}\ndata.country = \"DE\"\nlocal result = {{ allowed = true }}\nresult.data = data\nreturn result\n--- file: scripts/decide.lua\nlocal prev = context.prev or {{}}\nprint(prev.coun$0try)\n"
        ),
        "land",
        expect![[r#"
            --- scripts/decide.lua
            local prev = context.prev or {}
            print(prev.land)
            --- scripts/geo.lua
            local data = {}
            data.land = "DE"
            local result = { allowed = true }
            result.data = data
            return result
        "#]],
    );
}

#[test]
fn functions_that_make_or_read_data_are_followed() {
    check_geo(
        "local function result(data)\n  return { allowed = true, data = data }\nend\nreturn result({ cou$0ntry = \"DE\", score = 1 })\n",
        expect![[r#"
            --- scripts/decide.lua
            local geo = context.outputs.geo
            return { allowed = context.prev.land == geo["land"] }
            --- scripts/geo.lua
            local function result(data)
              return { allowed = true, data = data }
            end
            return result({ land = "DE", score = 1 })
        "#]],
    );
    check(
        &format!(
            "{PIPELINES}--- file: scripts/geo.lua\nreturn {{ allowed = true, data = {{ coun$0try = \"DE\" }} }}\n--- file: scripts/decide.lua\nlocal function country_of(geo) return geo.country end\nprint(country_of(context.prev), country_of(context.outputs.geo))\n"
        ),
        "land",
        expect![[r#"
            `country` keeps its name: this may be a key of another table as well
              scripts/decide.lua:1:43 country
        "#]],
    );
}

#[test]
fn the_closure_goes_on_over_readers_that_are_used_twice() {
    check(
        &format!(
            "{PIPELINES}{DECIDE}--- file: scripts/geo.lua\nreturn {{ allowed = true, data = {{ coun$0try = \"DE\" }} }}\n--- file: scripts/other.lua\nreturn {{ allowed = true, data = {{ country = \"FR\" }} }}\n--- file: pipelines/before_signin.json\n{{ \"nodes\": {{ \"geo\": {{ \"script\": \"other\" }}, \"d\": {{ \"script\": \"decide\", \"needs\": [\"geo\"] }} }} }}\n"
        ),
        "land",
        expect![[r#"
            --- scripts/decide.lua
            local geo = context.outputs.geo
            return { allowed = context.prev.land == geo["land"] }
            --- scripts/geo.lua
            return { allowed = true, data = { land = "DE" } }
            --- scripts/other.lua
            return { allowed = true, data = { land = "FR" } }
        "#]],
    );
}

#[test]
fn what_is_not_known_is_refused_with_its_place() {
    check_geo(
        "local data = {}\nfor k, v in pairs(t) do data[k] = v end\ndata.coun$0try = 1\nreturn { allowed = true, data = data }\n",
        expect![[r#"
            `country` keeps its name: a key is computed here
              scripts/geo.lua:2:30 k
        "#]],
    );
    check_geo(
        "local data = { coun$0try = 1 }\nlog(data)\nreturn { allowed = true, data = data }\n",
        expect![[r#"
            `country` keeps its name: the data goes elsewhere as a whole here
              scripts/geo.lua:2:5 data
        "#]],
    );
    check_geo(
        "local data = { coun$0try = 1 }\nreturn { allowed = true, data = data or f() }\n",
        expect![[r#"
            `country` keeps its name: what the data is made of is not known here
              scripts/geo.lua:2:41 f()
        "#]],
    );
    check_geo(
        "return { allowed = true, data = { coun$0try = 1 } }\n)\n",
        expect![[r#"
            `country` keeps its name: this file has a syntax error
              scripts/geo.lua:2:1 )
        "#]],
    );
    let readers = [
        "for k, v in pairs(context.prev) do end",
        "print(context.outputs[name].country)",
        "local t = context.prev or { country = 1 } print(t.country)",
        "print(context.prev.country",
        "f(context)",
    ];
    let shown: String = readers
        .iter()
        .map(|reader| {
            let (db, at) = fixture::position(&format!(
                "{PIPELINES}--- file: scripts/decide.lua\n{reader}\n--- file: scripts/geo.lua\nreturn {{ allowed = true, data = {{ coun$0try = 1 }} }}\n"
            ));
            renamed(&db, at, "land")
        })
        .collect();
    expect![[r#"
        `country` keeps its name: all that is handed on goes elsewhere as a whole here
          scripts/decide.lua:1:27 prev
        `country` keeps its name: which node is read is computed here
          scripts/decide.lua:1:29 country
        `country` keeps its name: this may be a key of another table as well
          scripts/decide.lua:1:51 country
        `country` keeps its name: this file has a syntax error
          scripts/decide.lua:1:20 country
        `country` keeps its name: all that is handed on goes elsewhere as a whole here
          scripts/decide.lua:1:3 context
    "#]]
    .assert_eq(&shown);
}

#[test]
fn another_writer_is_refused() {
    check(
        "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"geo\" }, \"b\": { \"script\": \"other\" }, \"decide\": { \"script\": \"decide\", \"needs\": [\"a\", \"b\"] } } }\n--- file: scripts/decide.lua\nprint(context.prev.country)\n--- file: scripts/geo.lua\nreturn { allowed = true, data = { coun$0try = 1 } }\n--- file: scripts/other.lua\nreturn { allowed = true, data = { country = 1 } }\n",
        "land",
        expect![[r#"
            `country` keeps its name: this writes the key as well, and `prev` is made of both
              scripts/other.lua:1:35 country
        "#]],
    );
}

#[test]
fn the_new_name_must_be_free() {
    check_geo(
        "return { allowed = true, data = { coun$0try = 1, land = 2 } }\n",
        expect![[r#"
            `country` keeps its name: this key has the new name already
              scripts/geo.lua:1:48 land
        "#]],
    );
    check(
        &format!(
            "{PIPELINES}--- file: scripts/decide.lua\nreturn {{ allowed = context.prev.land == nil }}\n--- file: scripts/geo.lua\nreturn {{ allowed = true, data = {{ coun$0try = 1 }} }}\n"
        ),
        "land",
        expect![[r#"
            `country` keeps its name: the new name is read here already
              scripts/decide.lua:1:33 land
        "#]],
    );
}

#[test]
fn what_a_hook_names_keeps_its_name_and_an_enrichment_asks() {
    let pipeline = |hook: &str| {
        format!(
            "--- file: pipelines/{hook}.json\n{{ \"nodes\": {{ \"a\": {{ \"script\": \"geo\" }} }} }}\n--- file: scripts/geo.lua\nreturn {{ allowed = true, data = {{ coun$0try = 1 }} }}\n"
        )
    };
    check(
        &pipeline("token_build"),
        "land",
        expect![[r#"
        --- scripts/geo.lua
        return { allowed = true, data = { land = 1 } }
        asks: `token_build` hands `country` to its host, which may know it by this name
    "#]],
    );
    check(
        &format!(
            "--- file: hooks/own.json\n{{ \"name\": \"own\", \"mode\": \"blocking\", \"title\": \"Own\", \"hookVersion\": 1, \"input\": {{ \"type\": \"object\" }}, \"output\": {{ \"type\": \"object\", \"properties\": {{ \"country\": {{ \"type\": \"string\" }} }} }} }}\n{}",
            pipeline("own")
        ),
        "land",
        expect![[r#"
            `country` keeps its name: hook `own` gives `country` its name
              hooks/own.json:1:149 "country"
        "#]],
    );
}
