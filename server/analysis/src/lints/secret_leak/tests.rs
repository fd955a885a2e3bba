use expect_test::{Expect, expect};

use crate::lints::tests::{check, check_none};

const MANIFEST: &str = r#"
--- file: pipelua.toml
schema = 1
name = "x"

[secrets]
KEY = "Key"
OTHER = "Other"
"#;

fn leaks(script: &str, expect: Expect) {
    check(&format!("---@hook before_signup\n{script}{MANIFEST}"), &["secret-leak"], expect);
}

fn none(script: &str) {
    check_none(&format!("---@hook before_signup\n{script}{MANIFEST}"), &["secret-leak"]);
}

/// Each of these is a value with the secret `key` in it.
#[test]
fn a_secret_in_data_is_found_however_it_came_there() {
    for value in [
        "key",
        "(key)",
        "\"Bearer \" .. key .. \"!\"",
        "tostring(key)",
        "(\"%s\"):format(key)",
        "string.format(\"%s\", key)",
        "key:sub(1, 4)",
        "string.upper(key)",
        "helpers.json.encode({ key = key })",
        "helpers.base64.encode(\"a:\" .. key)",
        "context.name or key",
        "context.name and key or \"\"",
        "table.concat({ \"a\", key }, \",\")",
        "({ a = key }).a",
        "holder.key",
        "holder[\"key\"]",
        "holder[context.email]",
        "list[1]",
        "upvalue()",
        "same(key)",
        "pair(key)",
        "wrapped(key).inner",
        "{ pcall(same, key) }",
        "(function(x) return x end)(key)",
        "assert(key)",
        "get()",
    ] {
        let text = format!(
            r#"local key = helpers.secret("KEY")
local holder = {{ key = key }}
local list = {{}}
table.insert(list, key)
local function upvalue() return key end
local function same(x) return x end
local function pair(x) local a, b = 1, "<" .. x; return b end
local wrapped = function(x) local t = {{}}; t.inner = x; return t end
local secret = helpers.secret
local function get() return secret("OTHER") end
return {{ allowed = true, data = {{ value = {value} }} }}
"#
        );
        let db = crate::lints::tests::load(&format!("---@hook before_signup\n{text}{MANIFEST}"));
        let found = crate::lints::tests::render(&db, &["secret-leak"]);
        assert_eq!(found.lines().count(), 1, "{value}: {found}");
    }
}

#[test]
fn what_tells_nothing_of_a_secret_is_fine() {
    for value in [
        "#key",
        "key == \"a\"",
        "key and 1 or 2",
        "key ~= nil",
        "not key",
        "helpers.hash(key)",
        "helpers.hmac(key, \"a\")",
        "helpers.equal(key, \"a\")",
        "helpers.matches(key, \"^sk\")",
        "type(key)",
        "key:len()",
        "key:find(\"a\")",
        "holder.name",
        "holder.inner.name",
        "later",
        "hashed(key)",
        "second(key, \"a\")",
        "await(helpers.fetch(\"https://api.example.com/\" .. key, { headers = { a = key }, body = key })).status",
        "helpers.secret(\"NOBODY_KNOWS\")",
        "shadow()",
        "select(2, pair(key))",
    ] {
        none(&format!(
            r#"local key = helpers.secret("KEY")
local holder = {{ key = key, name = "a", inner = {{ key = key, name = "b" }} }}
local later = key
later = helpers.hash(later)
local function hashed(x) return helpers.hash(x) end
local function second(_, b) return b end
local function pair(x) return x, 1 end
local function shadow() local key = "a"; return key end
return {{ allowed = true, data = {{ value = {value} }} }}
"#
        ));
    }
}

#[test]
fn the_place_is_where_it_enters_the_result() {
    leaks(
        r#"local key = helpers.secret("KEY")
local function deny(reason)
  return { allowed = false, error = "No: " .. reason }
end
if context.name == "a" then
  return deny("bad " .. key)
elseif context.name == "b" then
  return { allowed = false, error = "no " .. helpers.base64.encode(key) }
elseif context.name == "c" then
  local data = {}
  data.token = key
  return { allowed = true, data = data }
end
local result = { allowed = true }
result.data = { a = { b = key } }
return result
"#,
        expect![[r#"
            7:15-7:28 secret-leak: the secret `KEY` goes into `error`, which leaves the script | run: a result that holds a secret is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: leave it out of `error`, or put a hash of it there (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            9:37-9:72 secret-leak: a form of the secret `KEY` goes into `error`, which leaves the script | run: the run may not recognise it in this form, and then hands it on | help: leave it out of `error`, or put a hash of it there (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            13:35-13:39 secret-leak: the secret `KEY` goes into `data`, which leaves the script | run: a result that holds a secret is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: leave it out of `data`, or put a hash of it there (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            16:27-16:30 secret-leak: the secret `KEY` goes into `data`, which leaves the script | run: a result that holds a secret is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: leave it out of `data`, or put a hash of it there (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
        "#]],
    );
}

#[test]
fn what_people_read_is_a_warning() {
    leaks(
        r#"local key = helpers.secret("KEY")
local name = context.name == "a" and "KEY" or context.email
helpers.log("a", { key = key }, key)
helpers.log.warn(key:sub(-4))
print("x" .. helpers.secret(name))
helpers.metrics.count("a", 1, { key = key })
helpers.trace("a", { key = key }, function() helpers.log.error(key) end)
local function note(text) helpers.log("note: " .. text) end
note(key)
local function outer(text) note(text) end
outer(key)
return { allowed = true }
"#,
        expect![[r#"
            4:26-4:29 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            4:33-4:36 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            5:18-5:29 secret-leak[warning]: a form of the secret `KEY` is given to `helpers.log.warn`, which people read | run: the trace may not recognise it in this form, and then shows it | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            6:7-6:34 secret-leak[warning]: a secret is given to `print`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret(name)`
            7:39-7:42 secret-leak[warning]: the secret `KEY` is given to `helpers.metrics.count`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            8:28-8:31 secret-leak[warning]: the secret `KEY` is given to `helpers.trace`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            8:64-8:67 secret-leak[warning]: the secret `KEY` is given to `helpers.log.error`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            10:6-10:9 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            12:7-12:10 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
        "#]],
    );
}

#[test]
fn paths_join_and_loops_go_round() {
    leaks(
        r#"local key = helpers.secret("KEY")
local text, found, last = "", "", ""
if context.name then
  text = key
else
  text = "a"
end
helpers.log(text)
for _, part in ipairs({ "a", key }) do
  helpers.log(last, part)
  last = part
end
while #found < 10 do
  found = found .. key
  if #found > 5 then break end
end
helpers.log(found)
return { allowed = true }
"#,
        expect![[r#"
            9:13-9:17 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            11:15-11:19 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            11:21-11:25 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
            18:13-18:18 secret-leak[warning]: the secret `KEY` is given to `helpers.log`, which people read | run: the trace shows `***` in its place | help: leave it out, or show its length or a hash of it (`helpers.hash`) | related: the secret is read here `helpers.secret("KEY")`
        "#]],
    );
    none(
        r#"local key = helpers.secret("KEY")
local text = key
if context.name then
  text = "a"
else
  text = helpers.hash(text)
end
helpers.log(text)
if not key then
  helpers.log("none", key)
end
if key == "test" then
  helpers.log("it is still", key)
end
local t = { key = key, name = "x" }
t.key = nil
helpers.log(t)
do local key = "a"; helpers.log(key) end
if context.email then
  return { allowed = true }
  helpers.log(key)
end
return { allowed = false, error = "x" }
"#,
    );
}

#[test]
fn an_unknown_name_gives_nil_and_no_secret() {
    none("return { allowed = true, data = { a = helpers.secret(\"NONE\") } }\n");
}
