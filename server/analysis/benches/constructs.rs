//! Four times the text takes about four times as long, whatever it is made of: `cargo bench -p pipelua-analysis --bench constructs -- [PART]`.
#![allow(clippy::print_stdout)]

#[path = "constructs/annotations.rs"]
mod annotations;
#[path = "constructs/text.rs"]
mod text;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use pipelua_analysis::{Database, FileText, diagnostics, file_at};
use text::{list, text, unfold};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of the small text: as many as a script may have.
const SMALL: usize = 65_536;
/// Linear is 4, quadratic is 16.
const MOST: f64 = 6.0;
/// A large text that is done so soon is not held to the ratio: most of it is fresh memory.
const FAST: Duration = Duration::from_millis(100);
/// What a script of the largest size may take.
const LIMIT: Duration = Duration::from_millis(50);

/// A text of one construct: what stands before, what is repeated (`#` counts), what stands behind.
type Construct = (&'static str, &'static str, &'static str);

const CONSTRUCTS: &[Construct] = &[
    // Tables.
    ("return { allowed = true, data = {", "{{{1}}},", "}}"),
    ("return { allowed = true, data = {", "k#=#,", "}}"),
    ("return { allowed = true,", "k#=#,", "}"),
    ("return { allowed = true, data = {", "k=1,", "}}"),
    ("return { allowed = true, data = {", "[#]=k#,", "}}"),
    ("local t = {}\n", "t.k# = #\n", "return t"),
    ("local t = {}\n", "t.k = #\n", "return t"),
    ("local t\nt = {}\n", "t.k# = #\n", "return t"),
    ("local t = {}\n", "t.k# = {}\nt.k#.a = #\n", "return t"),
    ("local t = {}\n", "t[x#] = {}\n", "return t"),
    ("local t = {}\n", "if x then t.k# = # end\n", "return t"),
    ("local t = {}\n", "x(t.k#)\n", "return t"),
    ("local M = {}\n", "function M.f#() return # end\n", "return M"),
    (
        "local M = {}\n",
        "function M.f#() return M.f1() end\n",
        "return M",
    ),
    (
        "local M = {}\n",
        "function M:f#() return self.k# end\n",
        "return M",
    ),
    (
        "local M = {}\n",
        "M.f# = function(a, ...) M.k# = a end\n",
        "return M",
    ),
    ("local t = { a = { b = {} } }\n", "t.a.b.k# = t.a\n", "return t"),
    (
        "local t = {}\n",
        "local function f() t.k# = # end f()\n",
        "return t",
    ),
    ("local t = {}\n", "for i = 1, 2 do t.k# = i end\n", "return t"),
    ("local t = {}\n", "t = { t, k# = t }\n", "return t"),
    ("local a = {}\n", "a.x,", "a.y = 1, 2"),
    (
        "",
        "do local t# = { a = #, b = 'x', c = { d = true } } x(t#) end\n",
        "",
    ),
    (
        "local all = {\n",
        "{ id = #, name = 'n', on = true },\n",
        "}\nreturn all",
    ),
    ("local all = {\n", "a# = { id = #, f# = 'n' },\n", "}\nreturn all"),
    ("local x\n", "x(DEEP)\n", ""),
    // Locals, globals, functions.
    (
        "local s = helpers.secret('A')\n",
        "s = s .. #\n",
        "helpers.log(s)",
    ),
    (
        "local t = { s = helpers.secret('A') }\n",
        "t.k# = t\n",
        "helpers.log(t)",
    ),
    ("", "do local s# = helpers.secret('A') helpers.log(s#) end\n", ""),
    (
        "local s = helpers.secret('A')\n",
        "if x then s = s else helpers.log(s) end\n",
        "",
    ),
    (
        "local s = helpers.secret('A')\n",
        "for i = 1, 2 do s = s .. i end\n",
        "",
    ),
    (
        "local u = 'https://a.example.com/' .. context.email\n",
        "helpers.fetch('https://' .. u)\n",
        "",
    ),
    ("", "helpers.fetch('https://a.' .. # .. context.email)\n", ""),
    ("return { allowed = true, data = {", "k# = {},", "}}"),
    (
        "local data = {}\n",
        "data.k# = data\n",
        "return { allowed = true, data = data }",
    ),
    ("", "do local a# = # end\n", ""),
    ("", "do local a# = context.email end\n", ""),
    ("", "do local a# <const> = 'x' x(a#) end\n", ""),
    ("", "do local function f#() return # end end\n", ""),
    ("", "do local function f#(a) return a end x(f#(#)) end\n", ""),
    ("local function f(a) return a end\n", "x(f(#))\n", ""),
    ("local function f(a) return a end\n", "x(f({ k# = # }))\n", ""),
    (
        "local f\nf = function() end\n",
        "f = function() return f(#) end\n",
        "",
    ),
    ("", "x(function(a, b) return a + b + # end)\n", ""),
    ("local a\n", "a = #\n", "return a"),
    ("local a\n", "if x then a = # end\n", "return a"),
    ("local a\n", "if x then a = 's#' end\n", "return a"),
    ("local a\n", "if x then a = { k# = # } end\n", "return a"),
    ("local a, b = 1, 2\n", "a, b = b, a\n", "return a"),
    ("", "g# = #\n", ""),
    ("", "x(g#) g# = 1\n", ""),
    ("", "g# = # x(g#)\n", ""),
    ("", "g = g\n", ""),
    ("", "function g#() return g# end\n", ""),
    ("", "x() ", ""),
    ("", "xyz#()\n", ""),
    ("", "os.k#()\n", ""),
    // Flow.
    ("", "::l#:: if x then goto l# end\n", ""),
    ("", "if context.email then goto l end\n", "::l::"),
    ("", "if x then goto l# end\n", ""),
    (
        "local t = {}\n",
        "::l#:: t.k# = 1 if x then goto l# end\n",
        "return t",
    ),
    (
        "local t, a = {}, 1\n::l::\n",
        "t.k# = a a = # if x then goto l end\n",
        "return t",
    ),
    ("do\n", "do goto l end\n", "::l:: end"),
    (
        "if x then\n",
        "elseif context.hook == 'h#' then return # end\n",
        "",
    ),
    (
        "if x then\n",
        "elseif context.hook == 'h#' then return #\n",
        "end",
    ),
    ("if x then\n", "elseif context.email == # then\n", "end"),
    (
        "local a\nif x then\n",
        "elseif x == # then a = #\n",
        "end return a",
    ),
    ("local x\n", "while x do x = 1 end\n", ""),
    ("", "for i = 1, 2 do i = 2 x(i) end\n", ""),
    (
        "",
        "for i = 1, 2 do for j = 1, 2 do for k = 1, 2 do x(i, j, k) end end end\n",
        "",
    ),
    (
        "local a = 1\n",
        "for i = 1, 2 do while x do a = a + 1 end end\n",
        "",
    ),
    ("", "for _, v in ipairs(x) do if v then break end end\n", ""),
    ("", "repeat local a = x() until a == #\n", ""),
    ("", "if x# then return { alowed = true } end\n", ""),
    (
        "",
        "if x then return { allowed = true, data = { k# = # } } end\n",
        "",
    ),
    ("", "if x then return end\n", ""),
    ("", "return # ", ""),
    ("local x\n", "IFS\n", ""),
    ("local x\n", "LOOPS\n", ""),
    ("local x\n", "FUNCTIONS\n", ""),
    // Expressions.
    ("local x = 1\nlocal y = x", " + x", "\nreturn y"),
    ("local x = 1\nlocal y = x", " and x", "\nreturn y"),
    ("local x = 1\nlocal y = x", " or x", "\nreturn y"),
    ("local y = x", " == x", "\nreturn y"),
    ("local y = 'a'", " .. 'b'", "\nreturn y"),
    ("local y = 'a'", " .. context.email .. #", "\nreturn y"),
    ("local y = x", " and x or #", "\nreturn y"),
    ("local f\nf", "()", ""),
    ("local f\nf", "\n(f)", ""),
    ("local f\nf", ":a()", ""),
    ("local f\nreturn f", ".a#(x)", ""),
    ("local f\nreturn f", "[#]", ""),
    ("return context", ".a", ""),
    ("", "x(a and false or b)\n", ""),
    ("", "x(a < b == c)\n", ""),
    ("x(", "'k#', ", "1)"),
    ("local s = '", "long #", "'\nreturn s"),
    ("local s = [[", "long #\n", "]]\nreturn s"),
    ("", "x('\\65\\u{41}\\z  \\x41')\n", ""),
    ("x(", "PARENS, ", "1)"),
    ("x(", "UNARY, ", "1)"),
    ("x(", "function() return x end, ", "1)"),
    ("local a = x", "\n[\"k\"]", ""),
    ("local a = x", "\n(f)(y)", ""),
    ("local a = x\n(f)(y)", ", x\n(f)(y)", ""),
    ("local a, b\na.x, ", "a.k#, ", "b = function() x() end"),
    ("g, ", "g#, ", "h = 1"),
    ("local a, ", "a#, ", "b = 1"),
    ("local function f(", "a#, ", "b) end f()"),
    ("x.a = ", "function() return x end, ", "1"),
    ("local a\nreturn a.b", " and a.b.c and a.b.c.d", ""),
    ("return context.outputs.u", " and context.outputs.u.c", ""),
    ("if x then", " elseif context.outputs.u.c then x()", " end"),
    // Context and helpers.
    ("", "helpers.log(context.k#)\n", ""),
    ("", "helpers.log(context.email)\n", ""),
    ("", "helpers.log(context.outputs.x)\n", ""),
    ("", "helpers.log(context.outputs.x#.y)\n", ""),
    ("", "helpers.log(context.outputs.a.y#)\n", ""),
    ("", "if context.a and context.a.b then x(context.a.b.c) end\n", ""),
    (
        "",
        "if context.request.ip then x(context.request.ip .. 'x') end\n",
        "",
    ),
    (
        "",
        "if context.hook == 'before_signup' then x(context.email) end\n",
        "",
    ),
    ("", "local c# = context c#.x = 1\n", ""),
    ("", "do local c = context c.x# = 1 end\n", ""),
    ("", "context.k# = #\n", ""),
    ("", "helpers.secret('k#')\n", ""),
    ("", "helpers.k#()\n", ""),
    // Comments.
    ("", "-- a comment\n", "return 1"),
    ("", "--- a comment #\n", "return 1"),
    ("", "---@type string\nlocal a\n", ""),
    ("", "---@param a# string\n", "return 1"),
    ("---@class A\n", "---@field a# string\n", "return 1"),
    ("", "---@class A#\n---@field a# string\n\n", "return 1"),
    (
        "",
        "---@diagnostic disable-next-line: undefined-global -- y\nx()\n",
        "",
    ),
    (
        "",
        "---@diagnostic disable-next-line: undefind-global -- y\nx()\n",
        "",
    ),
    ("", "x() ---@diagnostic disable-line: undefined-global\n", ""),
    ("", "---@diagnostic disable: undefined-global -- y\n", "x()"),
    (
        "",
        "---@diagnostic disable: unused-local\nx()\n---@diagnostic enable: unused-local\n",
        "",
    ),
    ("---@diagnostic disable: ", "unused-local, ", "empty-block\n"),
    // Broken text.
    ("", "x = = 1\n", ""),
    ("", "if (x) {\n", "}"),
    ("", "x != 1 && y\n", ""),
    ("", "local function f(\n", ""),
    ("", "const a# = null;\n", ""),
    ("", "x += 1; y++;\n", ""),
    ("", "end\n", ""),
    ("", "try {\n", ""),
    ("", "'\n", ""),
    ("", ")", ""),
    ("", "(x\n", ""),
    ("", "`\u{e9}", ""),
];

fn main() -> ExitCode {
    let only = std::env::args().nth(1).filter(|part| !part.starts_with("--"));
    let mut failed = 0;
    println!("{:>9} {:>9} {:>6}  construct", "64 KiB", "256 KiB", "ratio");
    let lines = CONSTRUCTS
        .iter()
        .chain(annotations::ANNOTATIONS)
        .map(|(before, part, behind)| (list(before), unfold(part), list(behind)));
    // On one line there is no end of a line to stop at.
    let on_one_line = lines.clone().filter(|(before, part, _)| {
        part.ends_with('\n') && !part.contains("--") && !before.contains("--") && part.len() < 100
    });
    let on_one_line = on_one_line.map(|(before, part, behind)| (before, part.replace('\n', " "), behind));
    for (before, part, behind) in lines.chain(on_one_line) {
        let shown: String = (before.clone() + &part)
            .replace('\n', "⏎")
            .chars()
            .take(70)
            .collect();
        if only.as_ref().is_some_and(|only| !shown.contains(only.as_str())) {
            continue;
        }
        let (small_text, large_text) = (
            text(SMALL, &before, &part, &behind),
            text(4 * SMALL, &before, &part, &behind),
        );
        let (mut small, mut large) = (Duration::MAX, Duration::MAX);
        // Who shares the machine is not to blame the script for.
        for _ in 0..3 {
            small = small.min(time(&small_text));
            // What is far too slow already is not waited for.
            large = if small > 10 * LIMIT {
                100 * small
            } else {
                large.min(time(&large_text))
            };
            if small <= LIMIT && (ratio(small, large) <= MOST || large <= FAST) {
                break;
            }
        }
        let ratio = ratio(small, large);
        let is_linear = ratio <= MOST || large <= FAST;
        let is_fast = small <= LIMIT;
        failed += u32::from(!is_linear) + u32::from(!is_fast);
        println!(
            "{:>6.1} ms {:>6.1} ms {ratio:>6.1}{}{} {shown}",
            small.as_secs_f64() * 1e3,
            large.as_secs_f64() * 1e3,
            if is_linear { ' ' } else { '!' },
            if is_fast { ' ' } else { '!' },
        );
    }
    println!(
        "{failed} marked with `!`: a ratio above {MOST}, or 64 KiB above {} ms",
        LIMIT.as_millis()
    );
    ExitCode::from(u8::from(failed > 0))
}

fn ratio(small: Duration, large: Duration) -> f64 {
    large.as_secs_f64() / small.as_secs_f64()
}

/// How long all findings of a script take, the best of some.
fn time(text: &str) -> Duration {
    let pipeline = r#"{ "nodes": { "a": { "script": "b" }, "b": { "script": "a", "needs": ["a"] } } }"#;
    let texts = [
        ("pipelua.toml", "schema = 1\nname = \"a\"\n"),
        ("pipelines/before_signup.json", pipeline),
        ("pipelines/after_signup.json", pipeline),
        ("scripts/a.lua", text),
        ("scripts/b.lua", "return { allowed = true, data = { y = 1 } }\n"),
    ];
    let once = || {
        let mut db = Database::default();
        db.load(texts.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
        let file = file_at(&db, "scripts/a.lua").expect("it was loaded");
        let start = Instant::now();
        std::hint::black_box(diagnostics(&db, file));
        start.elapsed()
    };
    let first = once();
    // A long time is long each time.
    if first > Duration::from_millis(500) {
        return first;
    }
    (0..6).map(|_| once()).fold(first, Duration::min)
}
