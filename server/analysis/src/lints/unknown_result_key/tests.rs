//! Keys of results that nobody reads.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

#[test]
fn other_keys_are_told_with_what_was_meant() {
    check(
        r#"if context.name then return { allowed = false, reason = "no", score = 5 } end
local r = { allowed = true, error = "x", message = "y" }
r.dta = {}
r["extra"] = 1
return r
"#,
        &["unknown-result-key"],
        expect![[r#"
            1:48-1:54 unknown-result-key: `reason` is not a key of a result; did you mean `error`? | run: nobody reads it; the trace notes it | help: rename it to `error` | fix: Rename it to `error`
            1:63-1:68 unknown-result-key: `score` is not a key of a result | run: nobody reads it; the trace notes it | help: put it into `data`, or remove it; the keys are `allowed`, `error` and `data`
            2:42-2:49 unknown-result-key: `message` is not a key of a result | run: nobody reads it; the trace notes it | help: put it into `data`, or remove it; the keys are `allowed`, `error` and `data`
            3:3-3:6 unknown-result-key: `dta` is not a key of a result; did you mean `data`? | run: nobody reads it; the trace notes it | help: rename it to `data` | fix: Rename it to `data`
            4:3-4:10 unknown-result-key: `extra` is not a key of a result | run: nobody reads it; the trace notes it | help: put it into `data`, or remove it; the keys are `allowed`, `error` and `data`
        "#]],
    );
    check_fix(
        r#"local r = { allowed = false, ["reason"] = "no" }
r.dta = {}
return r
"#,
        "unknown-result-key",
        expect![[r#"
            local r = { allowed = false, ["error"] = "no" }
            r.dta = {}
            return r
        "#]],
    );
}

#[test]
fn through_functions_each_place_is_told_once() {
    check(
        r#"local function deny(text)
  return { allowed = false, reason = text }
end
if context.name then return deny("a") end
return deny("b")
"#,
        &["unknown-result-key"],
        expect![[r#"
            2:29-2:35 unknown-result-key: `reason` is not a key of a result; did you mean `error`? | run: nobody reads it; the trace notes it | help: rename it to `error` | fix: Rename it to `error`
        "#]],
    );
}

#[test]
fn tables_that_are_no_results_are_free() {
    check_none(
        r#"local options = { reason = "x" }
helpers.log(options.reason)
return { allowed = true, data = { reason = "y" } }
"#,
        &["unknown-result-key"],
    );
}

