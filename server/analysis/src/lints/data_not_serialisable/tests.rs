use expect_test::expect;

use crate::lints::tests::{check, check_none};

#[test]
fn what_json_cannot_hold_is_found_where_it_is_given() {
    check(
        r#"---@hook before_signup
local function score() return 3 end
if context.name == "a" then
  return { allowed = true, data = { a = { b = score, c = helpers.hash } } }
elseif context.name == "b" then
  local data = { least = -math.huge, none = 0/0, list = { 1, 2, n = 2 } }
  data.work = coroutine.create(score)
  data.self = data
  return { allowed = true, data = data }
end
local result = { allowed = true }
result.data = { print = print }
return result
"#,
        &["data-not-serialisable"],
        expect![[r#"
            4:47-4:52 data-not-serialisable: `data.a.b` is a function, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
            4:58-4:70 data-not-serialisable: `data.a.c` is a function, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
            6:26-6:36 data-not-serialisable: `data.least` is infinite, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
            6:45-6:48 data-not-serialisable: `data.none` is NaN or infinite, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
            6:65-6:70 data-not-serialisable: `data.list` mixes a list with keys, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
            7:15-7:38 data-not-serialisable: `data.work` is a coroutine, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
            8:15-8:19 data-not-serialisable: `data.self` contains itself, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
            12:25-12:30 data-not-serialisable: `data.print` is a function, which JSON cannot hold | run: `data` that is not JSON is an error (result.invalid); before_signup then denies, without your reason (onError: deny) | help: hand on text, numbers, booleans, and tables of them with either keys or a list
        "#]],
    );
}

#[test]
fn what_json_holds_or_may_hold_is_fine() {
    check_none(
        r#"---@hook before_signup
local function score() return 3 end
local other = { handler = score }
local data = { a = { 1, 2, 3 }, b = { x = 1 }, c = other.handler(), d = helpers.json.null, e = math.maxinteger }
data.f = context.name and score or nil
data.g = { nil, x = 1 }
data.h = score
data.h = nil
data.i = math.floor(1 / 2)
local copy = { 1, x = 2 }
copy.x = nil
data.j = copy
return { allowed = true, data = data }
"#,
        &["data-not-serialisable"],
    );
}
