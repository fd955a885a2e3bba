//! Old scripts in, new scripts and notes out.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::*;

#[track_caller]
fn check(text: &str, expect: Expect) {
    let names = [("7c2e", "geo_check"), ("risk", "risk_score")];
    let names = names.map(|(id, name)| (id.to_owned(), name.to_owned()));
    let rewritten = rewritten(text, &BTreeMap::from(names), Layout::as_it_is);
    let mut out = rewritten.text;
    for (mark, notes) in [("done", rewritten.done), ("left", rewritten.left)] {
        for note in notes {
            writeln!(out, "{mark} {}: {}", note.line, note.text).unwrap();
        }
    }
    expect.assert_eq(&out);
}

#[test]
fn helpers_have_their_new_names_and_what_is_there_at_once_is_not_awaited() {
    check(
        "local key = await(helpers.secret('KEY'))
local text = helpers.json_encode(await( helpers.json_decode(key) ))
local later = await(helpers.fetch('https://a.example'))
local both = await(helpers.secret('A'), 1)
return helpers.nothing_like_it(text)
",
        expect![[r#"
            local key = helpers.secret('KEY')
            local text = helpers.json.encode(helpers.json.decode(key))
            local later = await(helpers.fetch('https://a.example'))
            local both = await(helpers.secret('A'), 1)
            return helpers.nothing_like_it(text)
            done 1: `helpers.secret` gives its value at once: `await` is gone
            done 2: `helpers.json.decode` gives its value at once: `await` is gone
            done 2: `helpers.json_decode` is `helpers.json.decode` now
            done 2: `helpers.json_encode` is `helpers.json.encode` now
        "#]],
    );
}

#[test]
fn a_local_of_the_same_name_is_left_alone() {
    check(
        "local function f(helpers) return helpers.json_encode(1) end
local context = f({ json_encode = tostring })
return context.outputs['7c2e']
",
        expect![[r#"
            local function f(helpers) return helpers.json_encode(1) end
            local context = f({ json_encode = tostring })
            return context.outputs['7c2e']
            left 3: `7c2e` was the id of a script, whose node is called `geo_check` now
        "#]],
    );
}

#[test]
fn outputs_are_read_by_the_name_of_a_node() {
    check(
        r#"local a = context.outputs['7c2e'].country
local b = context["outputs"]["risk"]
local c = context.outputs.risk.score
local id = "7c2e"
local d = context.outputs[id]
local e = context.outputs.gone
local all = context.outputs
for key in pairs(context.outputs) do end
"#,
        expect![[r#"
            local a = context.outputs.geo_check.country
            local b = context["outputs"].risk_score
            local c = context.outputs.risk_score.score
            local id = "7c2e"
            local d = context.outputs[id]
            local e = context.outputs.gone
            local all = context.outputs
            for key in pairs(context.outputs) do end
            done 1: the output of `7c2e` is `context.outputs.geo_check` now
            done 2: the output of `risk` is `context.outputs.risk_score` now
            done 3: the output of `risk` is `context.outputs.risk_score` now
            left 4: `7c2e` was the id of a script, whose node is called `geo_check` now
            left 5: the key of `context.outputs` is made at run time: it is the name of a node now, not an id
            left 6: `context.outputs` is asked for `gone`, and no script has that id
            left 7: `context.outputs` is used as a whole: its keys are names of nodes now, not ids
            left 8: `context.outputs` is used as a whole: its keys are names of nodes now, not ids
        "#]],
    );
}

#[test]
fn globals_become_local() {
    check(
        "function first() return second() end
function second() return 1 end
third = function() return third() end
fourth = function() return second() end
local function inner() function fifth() end end
function print() end
function a.b() end
count = 0
for _ = 1, 3 do count = count + 1 end
x, y = 1, 2
do late = 1 end
return fourth() + late
",
        expect![[r#"
            local fifth, late, second, third, x, y
            local function first() return second() end
            function second() return 1 end
            third = function() return third() end
            local fourth = function() return second() end
            local function inner() function fifth() end end
            function print() end
            function a.b() end
            local count = 0
            for _ = 1, 3 do count = count + 1 end
            x, y = 1, 2
            do late = 1 end
            return fourth() + late
            done 2: the global `first` is local now
            done 3: the global `second` is local now, declared at the top
            done 4: the global `third` is local now, declared at the top
            done 5: the global `fourth` is local now
            done 6: the global `fifth` is local now, declared at the top
            done 9: the global `count` is local now
            done 11: the global `x` is local now, declared at the top
            done 11: the global `y` is local now, declared at the top
            done 12: the global `late` is local now, declared at the top
        "#]],
    );
}

#[test]
fn what_does_not_compile_is_not_touched() {
    check(
        "local x = helpers.json_encode(\nreturn\n",
        expect![[r#"
            local x = helpers.json_encode(
            return
            left 1: it does not compile, so nothing in it was changed: `)` is missing; it closes this `(`
        "#]],
    );
}

#[test]
fn addresses_name_their_hosts() {
    let text =
        "local a = 'https://API.example/x' .. 'https://' .. 'https://b.example:8443' .. 'http://c.example'";
    let rewritten = rewrite(text, &BTreeMap::new());
    assert_eq!(Vec::from_iter(rewritten.hosts), ["api.example", "b.example"]);
    let parts = rewrite(
        "local a, b = 'https://a.b_c.example', 'https://api.a%d.example/'",
        &BTreeMap::new(),
    );
    assert!(parts.hosts.is_empty(), "{:?}", parts.hosts);
    assert_eq!(rewritten.left.len(), 1);
}

#[test]
fn what_compiled_still_compiles() {
    let jump = "if context.email == '' then goto done end\nx = 1\n::done::\nreturn { allowed = x ~= 1 }\n";
    check(
        jump,
        expect![[r#"
        local x
        if context.email == '' then goto done end
        x = 1
        ::done::
        return { allowed = x ~= 1 }
        done 3: the global `x` is local now, declared at the top
    "#]],
    );
    let mut text = String::new();
    for n in 0..150 {
        writeln!(text, "local v{n} = {n}").unwrap();
    }
    for n in 0..60 {
        writeln!(text, "g{n} = {n}").unwrap();
    }
    let rewritten = rewrite(&text, &BTreeMap::new());
    assert!(compiles(&text) && compiles(&rewritten.text));
    assert_eq!((rewritten.done.len(), rewritten.left.len()), (0, 1));
}

#[test]
fn comments_stay_where_tokens_go() {
    check(
        "local key = await( -- the key
  helpers.secret('K') --[[ of geo ]] )
local a = context.outputs --[[ why ]] ['risk'].x
return { allowed = a == key }
",
        expect![[r#"
            local key =  -- the key
              helpers.secret('K') --[[ of geo ]] 
            local a = context.outputs --[[ why ]] .risk_score.x
            return { allowed = a == key }
            done 1: `helpers.secret` gives its value at once: `await` is gone
            done 3: the output of `risk` is `context.outputs.risk_score` now
        "#]],
    );
}

#[test]
fn a_script_is_laid_out_and_its_notes_go_along() {
    let text = "if (context.email) then local t = { a = helpers.json_encode(context.email), b = context.outputs.risk.score, c = helpers.json_encode('a long text') } end";
    let rewritten = rewrite(text, &BTreeMap::from([("risk".to_owned(), "score".to_owned())]));
    for note in rewritten.done {
        let line = rewritten.text.lines().nth(note.line as usize - 1).unwrap();
        let part = if note.text.contains("output of") {
            "outputs.score"
        } else {
            "json.encode"
        };
        assert!(line.contains(part), "{}: {line}", note.text);
    }
}
