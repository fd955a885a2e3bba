//! Scripts that mean harm end, soon, with the class that the limits promise.

use std::fmt::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::told;

/// A case: what it is, its script, and how its outcome begins.
type Case = (&'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    ("endless loop", "while true do end", LIMIT),
    ("endless goto", "::a:: goto a", LIMIT),
    ("for to huge", "for i = 1, math.huge do end", LIMIT),
    (
        "loop in pcall in loop",
        "while true do pcall(function() while true do end end) end",
        LIMIT,
    ),
    (
        "caught limit, then allow",
        "local ok = pcall(function() while true do end end) return { allowed = true }",
        LIMIT,
    ),
    (
        "looping handler",
        "xpcall(function() while true do end end, function() while true do end end) return { allowed = true }",
        LIMIT,
    ),
    (
        "looping handler of an error",
        "xpcall(error, function() while true do end end) return { allowed = true }",
        LIMIT,
    ),
    (
        "150 nested pcall",
        "local function f(n) if n == 0 then while true do end end while true do pcall(f, n - 1) end end f(150)",
        LIMIT,
    ),
    (
        "loop in wrap",
        "coroutine.wrap(function() while true do end end)()",
        LIMIT,
    ),
    (
        "50 nested wraps",
        "local function f(n) if n == 0 then while true do end end return coroutine.wrap(f)(n - 1) end f(50)",
        LIMIT,
    ),
    (
        "looping coroutines in a loop",
        "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
        LIMIT,
    ),
    (
        "coroutines without end",
        "while true do coroutine.create(print) end",
        "limit.memory: the script made more than 100 coroutines",
    ),
    (
        "iterator without end",
        "for _ in coroutine.wrap(function() while true do coroutine.yield(1) end end) do end",
        LIMIT,
    ),
    (
        "loop in a comparator",
        "table.sort({ 3, 2, 1 }, function() while true do end end)",
        LIMIT,
    ),
    (
        "pcall loop in a comparator",
        "table.sort({ 3, 2, 1 }, function() while true do pcall(function() while true do end end) end end)",
        LIMIT,
    ),
    (
        "always true comparator",
        "table.sort({ 3, 2, 1, 5, 4 }, function() return true end) return { allowed = true }",
        "allowed",
    ),
    (
        "sort of 20,000",
        "local t = {} for i = 1, 20000 do t[i] = -i end table.sort(t) return { allowed = true }",
        LIMIT,
    ),
    (
        "loop in gsub",
        "string.gsub('aaaa', 'a', function() while true do end end)",
        LIMIT,
    ),
    (
        "loop in __index",
        "return setmetatable({}, { __index = function() while true do end end }).x",
        LIMIT,
    ),
    (
        "loop in __eq",
        "local m = { __eq = function() while true do end end } return setmetatable({}, m) == setmetatable({}, m)",
        LIMIT,
    ),
    (
        "loop in __lt",
        "local m = { __lt = function() while true do end end } return setmetatable({}, m) < setmetatable({}, m)",
        LIMIT,
    ),
    (
        "loop in __concat",
        "return setmetatable({}, { __concat = function() while true do end end }) .. 'x'",
        LIMIT,
    ),
    (
        "loop in __tostring",
        "tostring(setmetatable({}, { __tostring = function() while true do pcall(function() while true do end end) end end }))",
        LIMIT,
    ),
    (
        "loop in __tostring of format",
        "string.format('%s', setmetatable({}, { __tostring = function() while true do pcall(function() while true do end end) end end }))",
        LIMIT,
    ),
    (
        "loop in __len of concat",
        "table.concat(setmetatable({}, { __len = function() while true do end end }))",
        LIMIT,
    ),
    (
        "loop in __index of unpack",
        "table.unpack(setmetatable({}, { __index = function() while true do pcall(function() while true do end end) end end }), 1, 5)",
        LIMIT,
    ),
    (
        "loop in __newindex of move",
        "table.move({ 1, 2 }, 1, 2, 1, setmetatable({}, { __newindex = function() while true do pcall(function() while true do end end) end end }))",
        LIMIT,
    ),
    (
        "__close added later",
        "local m = {} local o = setmetatable({}, m) m.__close = function() while true do end end for _ in function() while true do end end, nil, nil, o do end",
        LIMIT,
    ),
    (
        "__close added later, left by break",
        "local m = {} local o = setmetatable({}, m) m.__close = function() while true do end end for _ in function() return 1 end, nil, nil, o do break end return { allowed = true }",
        LIMIT,
    ),
    (
        "__close added later, in wrap",
        "coroutine.wrap(function() local m = {} local o = setmetatable({}, m) m.__close = function() while true do end end for _ in function() while true do end end, nil, nil, o do end end)()",
        LIMIT,
    ),
    (
        "__close added later, error in wrap",
        "local f = coroutine.wrap(function() local m = {} local o = setmetatable({}, m) m.__close = function() while true do end end for _ in function() error('x') end, nil, nil, o do end end) pcall(f) while true do end",
        LIMIT,
    ),
    (
        "__close added later, closed suspended",
        "local co = coroutine.create(function() local m = {} local o = setmetatable({}, m) m.__close = function() while true do end end for _ in function() coroutine.yield() return 1 end, nil, nil, o do end end) coroutine.resume(co) coroutine.close(co) return { allowed = true }",
        LIMIT,
    ),
    (
        "__close added later, closed dead",
        "local co = coroutine.create(function() local m = {} local o = setmetatable({}, m) m.__close = function() while true do end end for _ in function() error('x') end, nil, nil, o do end end) coroutine.resume(co) coroutine.close(co) return { allowed = true }",
        "allowed",
    ),
    (
        "__gc",
        "setmetatable({}, { __gc = function() while true do end end })",
        "script.error line 1: `__gc` is refused",
    ),
    (
        "__close",
        "setmetatable({}, { __close = print })",
        "script.error line 1: `__close` is refused",
    ),
    (
        "__metatable",
        "setmetatable({}, { __metatable = false })",
        "script.error line 1: `__metatable` is refused",
    ),
    (
        "debug",
        "debug.sethook()",
        "script.error line 1: `debug` does not exist",
    ),
    (
        "os.execute",
        "os.execute('true')",
        "script.error line 1: `os` does not exist",
    ),
    (
        "io.open",
        "io.open('x')",
        "script.error line 1: `io` does not exist",
    ),
    (
        "require",
        "require('x')",
        "script.error line 1: `require` does not exist",
    ),
    (
        "load",
        "load('return 1')",
        "script.error line 1: `load` does not exist",
    ),
    (
        "string.dump",
        "string.dump(print)",
        "script.error line 1: attempt to call a nil value (field 'dump')",
    ),
    ("_G", "_G.x = 1", "script.error line 1: `_G` does not exist"),
    (
        "collectgarbage",
        "collectgarbage()",
        "script.error line 1: `collectgarbage` does not exist",
    ),
    (
        "bytecode",
        "\u{1b}Lua",
        "script.error: attempt to load a binary chunk",
    ),
    (
        "rep of 200 MB",
        "string.rep('x', 200000000)",
        "limit.memory: the script made a string",
    ),
    (
        "rep of 2^62",
        "string.rep('x', 1 << 62)",
        "limit.memory: the script made a string",
    ),
    (
        "caught rep",
        "pcall(string.rep, 'x', 1 << 40) return { allowed = true }",
        "limit.memory: the script made a string",
    ),
    (
        "rep of nothing",
        "for i = 1, 10 do string.rep('', 1000000000) end return { allowed = true }",
        "allowed",
    ),
    ("doubling", "local s = 'x' for i = 1, 60 do s = s .. s end", LIMIT),
    (
        "doubling, caught",
        "pcall(function() local s = 'x' for i = 1, 60 do s = s .. s end end) return { allowed = true }",
        LIMIT,
    ),
    (
        "wide concat, caught",
        "local a = ('x'):rep(1000000) pcall(function() local b = a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a..a end) return { allowed = true }",
        LIMIT,
    ),
    (
        "concat of a megabyte in a loop",
        "local a = string.rep('x', 1 << 19) while true do local b = a .. 'y' end",
        LIMIT,
    ),
    (
        "the same, caught",
        "local a = string.rep('x', 1 << 19) while true do pcall(function() while true do local b = a .. 'y' end end) end",
        LIMIT,
    ),
    (
        "comparing megabytes",
        "local a = string.rep('x', 1 << 19) .. 'a' local b = string.rep('x', 1 << 19) .. 'b' local n = 0 while true do if a < b then n = n + 1 end end",
        LIMIT,
    ),
    (
        "equality of megabytes",
        "local a = string.rep('x', 1 << 19) .. 'a' local b = string.rep('x', 1 << 19) .. 'b' while true do local c = a == b end",
        LIMIT,
    ),
    (
        "megabytes as keys",
        "local a = string.rep('x', 1 << 19) local t = {} while true do local k = a .. 'y' t[k] = 1 t[k] = nil end",
        LIMIT,
    ),
    (
        "tonumber of a megabyte",
        "local a = string.rep('1', 1 << 20) while true do tonumber(a) end",
        LIMIT,
    ),
    (
        "arithmetic on a megabyte",
        "local a = string.rep(' ', 1 << 20) .. '1' while true do local x = a + 1 end",
        LIMIT,
    ),
    (
        "utf8.len of a megabyte",
        "local a = string.rep('x', 1 << 19) while true do utf8.len(a) end",
        LIMIT,
    ),
    (
        "format of a megabyte",
        "local a = string.rep('x', 1 << 19) while true do string.format('%s', a) end",
        LIMIT,
    ),
    (
        "format width",
        "local x = string.format('%99999d', 1)",
        "script.error line 1: invalid conversion",
    ),
    (
        "format %p",
        "string.format('%p', {})",
        "script.error line 1: invalid conversion '%p'",
    ),
    (
        "table.concat of 10 MB",
        "local t = {} local s = ('x'):rep(10000) for i = 1, 1000 do t[i] = s end table.concat(t)",
        "limit.memory: the script made a string",
    ),
    (
        "gsub that grows",
        "string.gsub(('x'):rep(100000), 'x', ('y'):rep(1000))",
        LIMIT,
    ),
    (
        "gsub that grows by a function",
        "local y = ('y'):rep(1000) string.gsub(('x'):rep(100000), 'x', function() return y end)",
        LIMIT,
    ),
    (
        "28 a?",
        "string.find(('a'):rep(28), ('a?'):rep(28) .. ('a'):rep(28))",
        "limit.instructions",
    ),
    (
        ".-.-.-b",
        "string.find(('x'):rep(3000), '.-.-.-b')",
        "limit.instructions",
    ),
    (
        "%b() on 50,000",
        "string.find(('('):rep(50000), '%b()')",
        "limit.instructions",
    ),
    (
        "a*b on 200,000",
        "string.gsub(('a'):rep(200000), 'a*b', '')",
        "limit.instructions",
    ),
    (
        "caught pattern",
        "pcall(string.find, ('x'):rep(3000), '.-.-.-b') return { allowed = true }",
        "limit.instructions",
    ),
    (
        "insert with __len",
        "table.insert(setmetatable({}, { __len = function() return 1000000000 end }), 1, 'x')",
        LIMIT,
    ),
    (
        "move of 1e9",
        "table.move({}, 1, 1000000000, 2)",
        "limit.instructions",
    ),
    (
        "unpack of 1e7",
        "table.unpack({}, 1, 10000000)",
        "limit.instructions",
    ),
    (
        "unpack of 2^62",
        "table.unpack({}, 1, 1 << 62)",
        "limit.instructions",
    ),
    (
        "select of many",
        "local function f(...) for i = 1, 1e9 do local x = select(-1, ...) end end f(table.unpack({}, 1, 40000))",
        LIMIT,
    ),
    (
        "next over an emptied table",
        "local t = {} for i = 1, 9000 do t[i] = i end for i = 1, 9000 do t[i] = nil end while true do next(t) end",
        LIMIT,
    ),
    (
        "error of a table",
        "error({ allowed = true })",
        "script.error: the script raised a table",
    ),
    (
        "error of a looping table",
        "error(setmetatable({}, { __tostring = function() while true do end end }))",
        "script.error: the script raised a table",
    ),
    (
        "error of 200 kB",
        "error(('x'):rep(200000))",
        "script.error line 1: xxx",
    ),
    (
        "errors without end",
        "while true do pcall(error, 'x', 2) end",
        LIMIT,
    ),
    (
        "pack fill",
        "string.pack('c1000000000', 'x')",
        "limit.memory: the script made a string",
    ),
    (
        "deep recursion",
        "local function f() return 1 + f() end f()",
        LIMIT_OR_ERROR,
    ),
    (
        "deep recursion, caught",
        "local function f() return 1 + f() end while true do pcall(f) end",
        LIMIT,
    ),
    (
        "string.byte of a megabyte",
        "return { allowed = true, data = { string.byte(('x'):rep(1 << 19), 1, -1) } }",
        LIMIT_OR_ERROR,
    ),
    (
        "memory in tables",
        "local t = {} while true do t = { t } end",
        LIMIT,
    ),
    (
        "memory on the brink",
        "local keep = {} for i = 1, 6000 do keep[i] = { i } end local pad, n = {}, 0 pcall(function() while true do n = n + 1 pad[n] = string.rep('x', 4000 + n) end end) pad[n] = nil while true do local x = {} x = nil end",
        LIMIT,
    ),
    ("logs without end", "for i = 1, 100000 do print(i) end", LIMIT),
    (
        "a log of 100 kB",
        "print(('x'):rep(100000)) return { allowed = true }",
        "allowed",
    ),
    (
        "memory in the last hundred",
        "local s = ('x'):rep(700000) local b = s..s..s..s..s..s..s..s..s..s..s..s..s return { allowed = true }",
        LIMIT,
    ),
    (
        "sort of long strings",
        "local s = ('\\0'):rep(200000) local t = {} for i = 1, 1000 do t[i] = s end table.sort(t)",
        LIMIT,
    ),
    (
        "utf8.codes over what is no text",
        "local it = utf8.codes('x' .. ('\\x80'):rep(100000)) for i = 1, 1e9 do pcall(it, nil, 1) end",
        "limit.instructions",
    ),
    (
        "format beyond a string",
        "local s = ('x'):rep(200000) string.format('%s%s%s%s%s%s', s, s, s, s, s, s)",
        LIMIT,
    ),
    (
        "the mark of a yield",
        "local got local co = coroutine.create(function() return setmetatable({}, { __eq = function(_, other) got = other return true end }) end) coroutine.resume(co) return { allowed = got == nil }",
        "allowed",
    ),
];

const LIMIT: &str = "limit.";
const LIMIT_OR_ERROR: &str = "";

/// Far more than any case takes: it only keeps a hang from being one of the tests too.
const GUARD: Duration = Duration::from_secs(5);

#[test]
fn hostile_scripts_end_with_their_class() {
    let mut wrong = String::new();
    for (what, script, expected) in CASES {
        let (send, receive) = mpsc::channel();
        let start = Instant::now();
        thread::spawn(move || send.send(told(script)));
        let outcome = receive
            .recv_timeout(GUARD)
            .unwrap_or_else(|_| "hangs or crashed".to_owned());
        let outcome: String = outcome.chars().take(120).collect();
        eprintln!(
            "{what:44} {:>8.1} ms  {outcome}",
            start.elapsed().as_secs_f64() * 1e3
        );
        let bad_allow = outcome.starts_with("allowed") && !expected.starts_with("allowed");
        if !outcome.starts_with(expected) || bad_allow || outcome.starts_with("hangs") {
            let _ = writeln!(wrong, "{what}: {outcome}, expected {expected}");
        }
    }
    assert_eq!(wrong, "");
}
