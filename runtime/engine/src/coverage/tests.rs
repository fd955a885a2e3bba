//! Scripts in, what their probes counted out.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use expect_test::{Expect, expect};
use pipelua_schemas::{Mode, builtin};
use serde_json::json;

use super::{PointKind, instrument};
use crate::sandbox::{
    Chance, Chunk, Outcome, ScriptInput, ScriptLimits, Settings, State, SystemClock, TextLimits,
};

fn run(chunk: &Chunk) -> Outcome {
    let context = json!({ "n": 3 });
    let input = ScriptInput {
        context: Cow::Borrowed(&context),
        mode: Mode::Blocking,
        settings: Arc::new(Settings::default()),
        clock: Arc::new(SystemClock),
        chance: Chance::Seed(1),
    };
    let limits = ScriptLimits::of(builtin().limits());
    let running = State::new()
        .unwrap()
        .start(chunk, &input, limits, Arc::new(AtomicBool::new(false)));
    running.run(|_| unreachable!("nothing is fetched"))
}

/// Each line with how often its points were passed, the line of the `return`, and the same result as without probes.
#[track_caller]
fn check(script: &str, expect: Expect) {
    let limits = TextLimits::of(builtin().limits());
    let plain = run(&Chunk::compile("s", script.as_bytes(), limits).unwrap());
    let (chunk, points) = Chunk::instrumented("s", script).unwrap();
    let outcome = run(&chunk);
    assert_eq!(outcome.result, plain.result, "probes change nothing");
    let passed = outcome.journal.passed.unwrap();
    let mut told = String::new();
    for (index, line) in script.lines().enumerate() {
        let mut counts = String::new();
        for (point, count) in points.iter().zip(&passed.counts) {
            if point.line as usize == index + 1 {
                match point.kind {
                    PointKind::Branch { block, branch } => {
                        let _ = write!(counts, " {block}.{branch}:{count}");
                    }
                    _ => drop(write!(counts, " {count}")),
                }
            }
        }
        let _ = writeln!(told, "{counts:<16}| {line}");
    }
    let line = passed.returned.map(|index| points[index].line);
    let _ = writeln!(told, "returned by line {line:?}");
    expect.assert_eq(&told);
}

#[test]
fn statements_and_branches_are_counted_on_their_lines() {
    check(
        "local sum = 0
for i = 1, context.n do
  if i == 2 then goto continue end
  sum = sum + i -- a comment
  ::continue::
end
while sum > 100 do sum = 0 end
if sum == 4 then sum = 5
elseif sum == 6 then
else sum = 7 end
if sum == 9 then
  -- nothing
end
return { allowed = sum == 5 }",
        expect![[r#"
             1              | local sum = 0
             1 0.0:3        | for i = 1, context.n do
             3 1.0:1 1.1:2 1|   if i == 2 then goto continue end
             2              |   sum = sum + i -- a comment
                            |   ::continue::
                            | end
             1 2.0:0 0      | while sum > 100 do sum = 0 end
             1 3.0:1 1      | if sum == 4 then sum = 5
             3.1:0          | elseif sum == 6 then
             3.2:0 0        | else sum = 7 end
             1 4.0:0 4.1:1  | if sum == 9 then
                            |   -- nothing
                            | end
             1              | return { allowed = sum == 5 }
            returned by line Some(14)
        "#]],
    );
}

#[test]
fn the_return_is_the_one_whose_values_are_the_result() {
    check(
        "local function deny(why)
  return { allowed = false, error = why }
end
local ok = pcall(function()
  return true
end)
if not ok then
  return { allowed = true }
end
return deny('no')",
        expect![[r#"
             1              | local function deny(why)
             1              |   return { allowed = false, error = why }
                            | end
             1              | local ok = pcall(function()
             1              |   return true
                            | end)
             1 0.0:0 0.1:1  | if not ok then
             0              |   return { allowed = true }
                            | end
             1              | return deny('no')
            returned by line Some(2)
        "#]],
    );
    check(
        "local function is_good()
  return false
end
return {
  allowed = is_good(),
}",
        expect![[r#"
             1              | local function is_good()
             1              |   return false
                            | end
             1              | return {
                            |   allowed = is_good(),
                            | }
            returned by line Some(4)
        "#]],
    );
    check(
        "local co = coroutine.wrap(function() return 1 end)
local function f() return co() end
local _, n = pcall(function()
  return f()
end)
do return helpers.trace('t', function()
  return { allowed = n == 1 }
end) end",
        expect![[r#"
             1 1            | local co = coroutine.wrap(function() return 1 end)
             1 1            | local function f() return co() end
             1              | local _, n = pcall(function()
             1              |   return f()
                            | end)
             1 1            | do return helpers.trace('t', function()
             1              |   return { allowed = n == 1 }
                            | end) end
            returned by line Some(6)
        "#]],
    );
}

#[test]
fn what_cannot_have_probes_has_none() {
    assert_eq!(instrument("local x = = 1"), None);
    assert_eq!(instrument("local _pipelua_probe = 1"), None);
}

#[test]
fn a_probe_is_not_there_for_those_without() {
    let limits = TextLimits::of(builtin().limits());
    let script = b"return { allowed = not pcall(function() _pipelua_probe(0) end) }";
    let outcome = run(&Chunk::compile("s", script, limits).unwrap());
    assert!(outcome.result.unwrap().allowed);
}
