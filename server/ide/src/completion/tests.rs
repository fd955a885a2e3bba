//! What is offered at each kind of place of a script, the first of it in its order.

use expect_test::{Expect, expect};

use super::*;
use crate::fixture;

const PIPELINE: &str = "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"geo\": { \"script\": \"geo\" }, \"a\": { \"script\": \"a\", \"needs\": [\"geo\"], \"config\": { \"limit\": 3 } } } }\n--- file: scripts/geo.lua\nreturn { allowed = true, data = { country = \"DE\", score = 1 } }\n--- file: pipelua.toml\nschema = 1\nname = \"test\"\n[secrets]\nCRM_KEY = \"of the CRM\"\n[env]\nREGION = \"where\"\n";

fn offered(text: &str) -> Vec<Completion> {
    let (db, at) = fixture::position(&format!("{PIPELINE}--- file: scripts/a.lua\n{text}"));
    let found = completion(&db, at);
    for item in &found {
        assert!(item.range.touches(at.offset), "{item:?}");
    }
    found
}

/// The first labels, with what is replaced.
#[track_caller]
fn check(text: &str, count: usize, expected: Expect) {
    let all = offered(text);
    let labels: Vec<&str> = all.iter().take(count).map(|item| item.label.as_str()).collect();
    expected.assert_eq(&labels.join(" "));
}

/// What is written for one label.
#[track_caller]
fn written(text: &str, label: &str, expected: Expect) {
    let all = offered(text);
    let labels: Vec<&str> = all.iter().map(|item| item.label.as_str()).collect();
    let item = all
        .iter()
        .find(|item| item.label == label)
        .unwrap_or_else(|| panic!("{label} among {labels:?}"));
    expected.assert_eq(item.snippet.as_ref().unwrap_or(&item.new_text));
}

#[track_caller]
fn nothing(text: &str) {
    let labels: Vec<String> = offered(text).into_iter().map(|item| item.label).collect();
    assert!(labels.is_empty(), "{text}: {labels:?}");
}

#[test]
fn members_come_by_type_and_the_required_before_the_optional() {
    check(
        "local x = context.$0",
        9,
        expect!["email request hook node config outputs prev name"],
    );
    check("if context.request.$0", 9, expect!["ip userAgent origin"]);
    check("print(context.outputs.$0", 9, expect!["geo"]);
    check("print(context.outputs.geo.$0", 9, expect!["country score"]);
    check("print(context.config.$0", 9, expect!["limit"]);
    check(
        "local x = context.email:$0",
        6,
        expect!["find format gsub lower match sub"],
    );
}

#[test]
fn locals_come_before_globals_and_the_nearest_first() {
    check(
        "local one = 1\nlocal two = 2\nlocal function f(three)\n  local four = three\n  print($0)\nend\nlocal five = 1\n",
        6,
        expect!["four two one f three context"],
    );
    check(
        "local a = 1\ndo local b = 2 end\nprint($0",
        3,
        expect!["a context helpers"],
    );
    check(
        "for i, v in ipairs({}) do\n  print($0)\nend\nlocal w = 1",
        3,
        expect!["v i context"],
    );
}

#[test]
fn what_fits_comes_first() {
    check(
        "local n = 1\nlocal country = \"DE\"\nlocal t = {}\nprint((n or t) and #$0)",
        1,
        expect!["country"],
    );
    check(
        "local text = \"a\"\nlocal list = {}\nprint($0.x)\nlocal _ = list.x",
        1,
        expect!["list"],
    );
    check(
        "local function f(a) return a end\nlocal n = 1\nlocal x = $0(n)",
        1,
        expect!["f"],
    );
}

#[test]
fn strings_offer_what_is_asked_for() {
    check("local s = helpers.secret(\"$0", 9, expect!["CRM_KEY"]);
    check("local s = helpers.env('$0')", 9, expect!["REGION"]);
    check(
        "local s = helpers.hash(context.email, \"$0\")",
        9,
        expect!["sha256 sha512 md5"],
    );
    check("if context.hook == \"$0\" then", 9, expect!["before_signup"]);
    check("print(context[\"$0\"])", 3, expect!["email name request"]);
    nothing("local s = \"$0\"");
}

#[test]
fn keys_of_the_result_and_of_an_expected_table() {
    check("return { $0", 4, expect!["allowed error data context"]);
    check("return { allowed = true, $0 }", 3, expect!["error data context"]);
    check(
        "local r = helpers.fetch(\"https://a.example\", { $0 })",
        4,
        expect!["method headers body timeoutMs"],
    );
    written("return { $0 }", "allowed", expect!["allowed = ${1:true}"]);
}

#[test]
fn functions_are_written_with_their_arguments() {
    written("helpers.$0", "secret", expect![[r#"secret("$1")$0"#]]);
    written("helpers.$0", "fetch", expect![[r#"fetch("${1:https://}")$0"#]]);
    written("helpers.$0(\"x\")", "fetch", expect!["fetch"]);
    written(
        "local function add(a, b) end\n$0",
        "add",
        expect!["add(${1:a}, ${2:b})$0"],
    );
    written(
        "helpers.$0",
        "trace",
        expect![[r#"
        trace(${1:name}, function()
        	$2
        end)$0"#]],
    );
    written(
        "local x = context.email:$0",
        "match",
        expect![[r#"match("${1:pattern}")$0"#]],
    );
}

#[test]
fn a_function_is_offered_where_one_is_asked_for() {
    check("helpers.trace(\"x\", $0)", 1, expect!["function()"]);
    check("table.sort({}, $0)", 1, expect!["function(a, b)"]);
}

#[test]
fn statements_have_shapes() {
    written(
        "$0",
        "fetchtry",
        expect![[r#"
        local ok, response = pcall(await, helpers.fetch("${1:https://}"))
        if not ok or not response.ok then
        	${2:return { allowed = true \}}
        end
        $0"#]],
    );
    written(
        "  i$0",
        "if",
        expect![[r#"
        if ${1:condition} then
        	$0
        end"#]],
    );
}

#[test]
fn behind_an_at_sign_the_expression_moves() {
    check(
        "local x = context.email@$0",
        9,
        expect!["if ifn for local log await"],
    );
    written(
        "context.email@l$0",
        "log",
        expect!["helpers.log(context.email)$0"],
    );
    written(
        "context.email@$0",
        "ifn",
        expect![[r#"
        if not context.email then
        	$0
        end"#]],
    );
}

#[test]
fn annotations_know_tags_types_and_names() {
    check("---@$0", 4, expect!["alias as async cast"]);
    check("---@para$0", 1, expect!["alias"]);
    check(
        "---@param $0\nlocal function f(one, two) end",
        4,
        expect!["one two"],
    );
    check("---@class Own\n\n---@type $0", 2, expect!["Own Context"]);
    check(
        "---@diagnostic $0",
        4,
        expect!["disable-next-line disable-line disable enable"],
    );
    check(
        "---@diagnostic disable: unused-lo$0",
        1,
        expect!["almost-swapped"],
    );
    check("---@hook $0", 2, expect!["before_signup after_signup"]);
}

#[test]
fn nothing_is_offered_where_it_has_no_sense() {
    for text in [
        "-- con$0",
        "--[[ con$0 ]]",
        "--- con$0",
        "local con$0",
        "local function con$0",
        "local function f(con$0",
        "for con$0",
        "local x = 12$0",
        "local x = \"con$0\"",
        "local x <close>, con$0",
    ] {
        nothing(text);
    }
}

#[test]
fn the_whole_word_is_replaced() {
    let all = offered("local x = context.ema$0il");
    let item = all.iter().find(|item| item.label == "email").unwrap();
    assert_eq!(item.range.len(), 5);
}

#[test]
fn a_removed_global_is_never_offered() {
    let all = offered("local x = $0");
    for removed in pipelua_schemas::builtin().sandbox().all_removed() {
        assert!(
            all.iter().all(|item| item.label != removed.path),
            "{}",
            removed.path
        );
    }
}

#[test]
fn members_are_offered_where_inference_is_silent() {
    let function = |body: &str| {
        format!(
            "local function f(r)\n  {body}\nend\nlocal x = f(context.request)\nreturn {{ allowed = true }}\n"
        )
    };
    check(&function("return r.$0"), 3, expect!["ip userAgent origin"]);
    check(
        &function("local q = r\n  if q.$0"),
        3,
        expect!["ip userAgent origin"],
    );
    check(
        &function("local u = r.userAgent or \"\"\n  u:$0"),
        3,
        expect!["gsub find format"],
    );
    check(
        "local risk = context.$0.geo\nif risk then end",
        1,
        expect!["outputs"],
    );
    check(
        "local a = context.request.$0\nif math.type(a) == \"integer\" then\nend",
        3,
        expect!["ip userAgent origin"],
    );
}

#[test]
fn functions_that_call_each_other_in_circles_come_to_an_end() {
    let calls = "f(g(x)) g(f(x)) ".repeat(50);
    let text = format!(
        "local f, g\nf = function(x) {calls} return g(x) end\nlocal function h(y) {calls} return h(h(y)) end\nh(h(h(1))).$0"
    );
    assert!(offered(&text).is_empty());
}

#[test]
fn a_function_may_be_given_to_a_table() {
    check(
        "local checks = {}\nlocal n = 1\nfunction $0",
        1,
        expect!["checks"],
    );
    nothing("local checks = {}\nlocal function $0");
    nothing("local checks = {}\nlocal x = function $0");
}

#[test]
fn a_typed_dot_makes_the_edited_script_alone_be_inferred_again() {
    use std::sync::{Arc, Mutex};

    use pipelua_analysis::{Database, FileText, Openness, file_at};

    let log = Arc::new(Mutex::new(Vec::new()));
    let sink = log.clone();
    let mut db = Database::with_query_log(Arc::new(move |query| sink.lock().unwrap().push(query.to_owned())));
    let text = "local r = context.request\nreturn { allowed = context.outputs.geo.country == \"DE\" }\n";
    let geo = "return { allowed = true, data = { country = \"DE\" } }\n";
    let files = [
        (
            "pipelines/before_signup.json",
            "{ \"nodes\": { \"geo\": { \"script\": \"geo\" }, \"a\": { \"script\": \"a\", \"needs\": [\"geo\"] }, \"b\": { \"script\": \"b\", \"needs\": [\"a\"] } } }",
        ),
        ("scripts/geo.lua", geo),
        ("scripts/a.lua", text),
        ("scripts/b.lua", geo),
    ];
    db.load(
        files
            .iter()
            .map(|(path, text)| ((*path).into(), FileText::Utf8((*text).into()))),
    );
    let file = file_at(&db, "scripts/a.lua").unwrap();
    let offset = 0;
    completion(&db, FilePosition { file, offset });
    let typed = text.replacen('\n', "\nr.\n", 1);
    db.set_text("scripts/a.lua", FileText::Utf8(typed.into()), Openness::Open);
    log.lock().unwrap().clear();
    let offset = text.find('\n').unwrap() as u32 + 3;
    let offered = completion(&db, FilePosition { file, offset });
    assert!(offered.iter().any(|item| item.label == "ip"), "{offered:?}");
    let log = log.lock().unwrap();
    let inferred: Vec<&String> = log.iter().filter(|query| query.starts_with("infer(")).collect();
    assert_eq!(inferred.len(), 1, "{log:?}");
}

#[test]
fn a_value_of_which_nothing_is_known_may_be_text() {
    check(
        "local function f(x)\n  local y = x:$0\nend",
        3,
        expect!["find format gsub"],
    );
    nothing("local function f(x)\n  return x.$0\nend");
    nothing("os:$0");
    nothing("local m = f()\nfunction m:$0() end");
}

#[test]
fn the_variable_of_a_loop_is_there_in_its_body_only() {
    let has = |text: &str| offered(text).iter().any(|item| item.label == "index");
    for head in [
        "for index = 1, #$0",
        "for index = 1, $0 do end",
        "for index in pairs($0",
    ] {
        assert!(!has(head), "{head}");
    }
    for body in [
        "for index = 1, 3 do $0",
        "for index = 1, 3 do\n  $0\nend",
        "for index = 1, 3\n  print($0)\nend",
    ] {
        assert!(has(body), "{body}");
    }
}

#[test]
fn where_only_true_or_false_fit_they_come_first() {
    check("return { allowed = $0 }", 2, expect!["true false"]);
    check("return { allowed = $0", 2, expect!["true false"]);
    let all = offered("return { allowed = $0 }");
    assert_eq!(all.iter().filter(|item| item.label == "true").count(), 1);
}
