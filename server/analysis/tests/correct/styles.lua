-- Scripts at `before_signup`, in the styles of many authors.
--- context_aliased
local ctx = context
local req = ctx.request
local ip = req.ip or "0.0.0.0"
return { allowed = ip ~= "203.0.113.9" and ctx.email ~= "" }
--- helpers_aliased
local log, warn = helpers.log, helpers.log.warn
local h = helpers
log("checking", context.email)
if #context.email > 200 then warn("long") end
h.log.error("x")
return { allowed = true }
--- library_aliased
local fmt, lower, find = string.format, string.lower, string.find
local email = lower(context.email)
if find(email, "@", 1, true) == nil then
  return { allowed = false, error = fmt("%q is no address", email) }
end
return { allowed = true }
--- result_by_helpers_in_steps
local function new() return { allowed = true, data = {} } end
local function deny(r, text)
  r.allowed = false
  r.error = text
  return r
end
local function note(r, key, value)
  r.data[key] = value
  return r
end
local r = note(new(), "length", #context.email)
if #context.email > 100 then return deny(r, "too long") end
return note(r, "ok", true)
--- chained_methods
local Result = {}
Result.__index = Result
function Result.new() return setmetatable({ allowed = true, data = {} }, Result) end
function Result:deny(text) self.allowed, self.error = false, text return self end
function Result:with(key, value) self.data[key] = value return self end
function Result:plain() return { allowed = self.allowed, error = self.error, data = self.data } end
local r = Result.new():with("email", context.email)
if context.email == "" then r:deny("none") end
return r:plain()
--- metatable_index_function
local defaults = setmetatable({}, { __index = function(_, key) return "no " .. key end })
local t = setmetatable({ a = 1 }, { __index = defaults })
return { allowed = t.b == "no b" or t.a == 1, data = { text = t.anything } }
--- metatable_call
local rule = setmetatable({}, { __call = function(_, email) return #email > 3 end })
return { allowed = rule(context.email) }
--- metatable_operators
local V = {}
V.__index = V
V.__add = function(a, b) return setmetatable({ n = a.n + b.n }, V) end
V.__eq = function(a, b) return a.n == b.n end
V.__lt = function(a, b) return a.n < b.n end
V.__tostring = function(v) return "V" .. v.n end
V.__len = function(v) return v.n end
V.__concat = function(a, b) return tostring(a) .. tostring(b) end
local one = setmetatable({ n = 1 }, V)
local two = one + one
return { allowed = one < two and #two == 2 and one ~= two, error = one .. two }
--- varargs_all
local function all(...)
  for i = 1, select("#", ...) do
    if not select(i, ...) then return false end
  end
  return true
end
return { allowed = all(context.email ~= "", #context.email < 100, true) }
--- varargs_packed
local function join(sep, ...)
  local parts = table.pack(...)
  for i = 1, parts.n do parts[i] = tostring(parts[i]) end
  return table.concat(parts, sep)
end
return { allowed = true, data = { line = join(",", context.email, nil, 1) } }
--- varargs_in_a_table
local function count(...) local t = { ... } return #t, ... end
local n, first = count(context.email, "b")
return { allowed = n == 2 and first ~= "" }
--- recursion_local_function
local function depth(n, acc)
  if n <= 0 then return acc or 0 end
  return depth(n - 1, (acc or 0) + 1)
end
return { allowed = depth(#context.email) < 300 }
--- mutual_recursion
local is_even, is_odd
function is_even(n) if n == 0 then return true end return is_odd(n - 1) end
function is_odd(n) if n == 0 then return false end return is_even(n - 1) end
return { allowed = is_even(#context.email) or is_odd(#context.email) }
--- recursive_result
local function decide(n)
  if n > 3 then return { allowed = false, error = "deep" } end
  if #context.email > n then return decide(n + 1) end
  return { allowed = true }
end
return decide(0)
--- goto_continue
local bad = 0
for part in context.email:gmatch("[^.]+") do
  if #part > 2 then goto continue end
  bad = bad + 1
  ::continue::
end
return { allowed = bad < 3 }
--- goto_retry
local tries = 0
::again::
tries = tries + 1
local text = context.email:sub(tries, tries)
if text == "." and tries < 10 then goto again end
return { allowed = tries < 10 }
--- nested_break
local found
for i = 1, #context.email do
  for _, c in ipairs({ "+", "!" }) do
    if context.email:sub(i, i) == c then found = c break end
  end
  if found then break end
end
return { allowed = found == nil, error = found and ("not " .. found) or nil }
--- while_with_break
local at = 1
local result
while true do
  local from, to = context.email:find("%.", at)
  if not from then result = { allowed = true } break end
  at = to + 1
  if at > 50 then result = { allowed = false, error = "dots" } break end
end
return result
--- repeat_local_in_condition
local n = 0
repeat
  local done = n >= #context.email
  n = n + 1
until done
return { allowed = n > 0 }
--- numeric_for_backwards
local reversed = {}
for i = #context.email, 1, -1 do reversed[#reversed + 1] = context.email:sub(i, i) end
return { allowed = table.concat(reversed) ~= context.email }
--- multi_assignment
local user, domain = context.email:match("^(.-)@(.+)$")
if not user or not domain then return { allowed = false, error = "no address" } end
user, domain = domain, user
return { allowed = #user > 0 and #domain > 0 }
--- swap_and_nested_targets
local t = { a = 1, b = { c = 2 } }
t.a, t.b.c = t.b.c, t.a
local i = 1
i, t[i] = i + 1, 20
return { allowed = t.a == 2 and i == 2, data = t }
--- and_or_chains
local name = context.name and #context.name > 0 and context.name or context.email:match("^[^@]+") or "nobody"
local level = #name > 20 and "long" or #name > 5 and "middle" or "short"
return { allowed = level ~= "long", error = level == "long" and "name is too long" or nil }
--- nil_checks_through_locals
local name = context.name
local has = name ~= nil
local n = has and #name or 0
if not has then return { allowed = true } end
return { allowed = n < 100, error = n >= 100 and name or nil }
--- boolean_from_optional
local name = context.name
local ok = name ~= nil and name ~= ""
return { allowed = ok }
--- double_negation
return { allowed = not not context.name or not (context.email == "") }
--- optional_tested_and_returned
if context.name == nil then return { allowed = false, error = "say your name" } end
return { allowed = true, error = context.name, data = { name = context.name } }
--- type_test_of_optional
local reason = context.name
if type(reason) ~= "string" then reason = "nobody" end
return { allowed = reason ~= "", error = reason }
--- pcall_result_handled
local ok, result = pcall(function()
  if context.email == "" then error("empty") end
  return { allowed = true }
end)
if not ok then return { allowed = false, error = "try again" } end
return result
--- pcall_error_table
local ok, problem = pcall(function()
  if #context.email > 64 then error({ code = "long", text = "too long" }) end
  return true
end)
if not ok and type(problem) == "table" then
  return { allowed = false, error = problem.text, data = { code = problem.code } }
elseif not ok then
  error(problem, 0)
end
return { allowed = true }
--- error_with_table
local function fail(code) error { code = code, email = context.email } end
if context.email == "" then fail "empty" end
return { allowed = true }
--- xpcall_with_handler
local ok, value = xpcall(function() return #context.email end, function(e) return "failed: " .. tostring(e) end)
return { allowed = ok and value > 3 }
--- error_only_branch
local function must(value, text) if value == nil then error(text) end return value end
local domain = must(context.email:match("@(.+)$"), "no domain")
if domain == "example.com" then
  return { allowed = false, error = "not " .. domain }
else
  return { allowed = true }
end
--- every_branch_returns
if context.email == "a" then
  return { allowed = false }
elseif context.email == "b" then
  return { allowed = true }
else
  do
    return { allowed = true, data = { c = 3 } }
  end
end
--- closures_count
local function counter()
  local n = 0
  return function(by) n = n + (by or 1) return n end
end
local next_one, other = counter(), counter()
next_one() next_one(5)
return { allowed = next_one() == 7 and other() == 1 }
--- upvalue_written_in_closure
local verdict
local function set(v) verdict = v end
helpers.trace("set", function() set({ allowed = true }) end)
if verdict == nil then return { allowed = false, error = "none" } end
return verdict
--- upvalue_boolean
local allowed, reason = true, nil
local function refuse(text) allowed = false reason = reason or text end
if #context.email > 99 then refuse("long") end
if context.name == "x" then refuse("x") end
return { allowed = allowed, error = reason }
--- result_in_upvalue_table
local result = { allowed = true }
local function refuse(text) result.allowed, result.error = false, text end
for _, word in ipairs({ "spam", "test" }) do
  if context.email:find(word, 1, true) then refuse("no " .. word) end
end
return result
--- shadowed_names
local email = context.email
local function check(text) return #text > 3 end
do
  local email = email:lower()
  if check(email) and email == "root@example.com" then return { allowed = false } end
end
return { allowed = true }
--- shadowed_context
local function inner(context) return context.anything and context.anything.deep end
return { allowed = inner({ anything = { deep = true } }) == true }
--- shadowed_type
local type = context.name or "none"
return { allowed = type ~= "robot" }
--- context_passed_to_functions
local function domain_of(ctx) return ctx.email:match("@(.+)$") end
local function is_blocked(ctx, list)
  local domain = domain_of(ctx)
  return domain ~= nil and list[domain] == true
end
return { allowed = not is_blocked(context, { ["spam.example"] = true }) }
--- context_in_a_table
local env = { ctx = context, log = helpers.log, req = context.request }
env.log(env.ctx.email, env.req.ip)
return { allowed = env.ctx.email ~= "", data = { ip = env.req.ip } }
--- integer_keys
local t = { [1] = "a", [2] = "b", [10] = "j", [-1] = "neg", [0] = "zero" }
t[3] = t[1] .. t[2]
return { allowed = #t >= 3, data = { words = { t[1], t[2], t[3] } } }
--- string_keys_with_blanks
local t = { ["a b"] = 1, ["end"] = 2 }
t["c d"] = t["a b"] + t["end"]
return { allowed = t["c d"] == 3, data = { ["my key"] = t["c d"] } }
--- nested_tables
local rules = { mail = { max = 100, words = { "spam", "test" }, deep = { er = { x = true } } } }
rules.mail.deep.er.y = false
return { allowed = #context.email < rules.mail.max and rules.mail.deep.er.x, data = rules.mail.deep.er }
--- table_built_in_steps
local data = {}
data.email = context.email
data.parts = {}
for part in context.email:gmatch("[^@]+") do data.parts[#data.parts + 1] = part end
data.count = #data.parts
local result = {}
result.data = data
result.allowed = data.count == 2
return result
--- keys_by_loop
local result = {}
for _, key in ipairs({ "allowed" }) do result[key] = true end
return result
--- merged_tables
local function merge(into, from)
  for k, v in pairs(from) do into[k] = v end
  return into
end
local base = { allowed = true }
if context.name then merge(base, { data = { name = context.name } }) end
return merge({}, base)
--- conditional_keys
local result = { allowed = true }
if context.name then result.data = { name = context.name } end
if #context.email > 80 then
  result.allowed = false
  result.error = "long"
end
return result
--- ternary_result
return #context.email > 80 and { allowed = false, error = "long" } or { allowed = true }
--- result_from_table_of_results
local results = { short = { allowed = true }, long = { allowed = false, error = "long" } }
return results[#context.email > 80 and "long" or "short"]
--- result_from_list
local steps = {
  function(email) if email == "" then return { allowed = false, error = "empty" } end end,
  function(email) if #email > 99 then return { allowed = false, error = "long" } end end,
}
for _, step in ipairs(steps) do
  local refused = step(context.email)
  if refused then return refused end
end
return { allowed = true }
--- optional_result_of_helper
local function refused()
  if context.email == "" then return { allowed = false, error = "empty" } end
end
return refused() or { allowed = true }
--- optional_result_through_local
local function refused()
  if context.email == "" then return { allowed = false, error = "empty" } end
  return nil
end
local r = refused()
if r ~= nil then return r end
return { allowed = true }
--- two_values_returned
local function check(email)
  if email == "" then return false, "empty" end
  return true
end
local ok, problem = check(context.email)
return { allowed = ok, error = problem }
--- two_values_of_a_test
local function check(email) return #email < 100, #email >= 100 and "long" or nil end
local ok, why = check(context.email)
if not ok then return { allowed = false, error = why } end
return { allowed = true }
--- string_methods
local e = context.email:lower():gsub("%s+", ""):sub(1, 100)
local n = ("x"):rep(3):len() + #("%d"):format(3)
return { allowed = e:byte(1) ~= 64 and n > 1, error = ("%s (%d)"):format(e, n) }
--- gsub_two_values
local cleaned, count = context.email:gsub("%.", "")
return { allowed = count < 5, data = { cleaned = cleaned, count = count } }
--- gsub_with_function
local masked = context.email:gsub("[^@]+", function(part) return part:sub(1, 1) .. "***" end)
return { allowed = true, data = { masked = masked } }
--- sort_with_comparator
local words = {}
for w in context.email:gmatch("%a+") do table.insert(words, { text = w, n = #w }) end
table.sort(words, function(a, b) if a.n ~= b.n then return a.n > b.n end return a.text < b.text end)
return { allowed = #words > 0, data = { first = words[1] and words[1].text } }
--- iterator_of_ones_own
local function range(n)
  local i = 0
  return function() i = i + 1 if i <= n then return i end end
end
local sum = 0
for i in range(4) do sum = sum + i end
return { allowed = sum == 10 }
--- stateless_iterator
local function step(t, i) i = i + 1 if t[i] then return i, t[i] end end
for _, v in step, { "a", "b" }, 0 do helpers.log(v) end
return { allowed = true }
--- coroutine_producer
local produce = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
local total = 0
for _ = 1, 3 do total = total + produce() end
return { allowed = total == 6 }
--- integer_division_and_bits
local n = #context.email
local bits = (n << 2 | 1) & 0xff ~ 3
return { allowed = n // 2 * 2 + n % 2 == n and bits ~= -1, data = { half = n / 2, bits = bits, inv = ~n } }
--- numbers_of_all_kinds
local t = { 0x10, 1e3, .5, 3., 0x.8p1, 1 // 1, -0.0 }
return { allowed = #t == 7, data = { t = t } }
--- long_strings
local text = [==[
"quoted" and ]] inside
]==]
return { allowed = #text > 3, error = [[no]] }
--- constants_and_attributes
local MAX <const> = 100
local WORDS <const> = { "spam" }
return { allowed = #context.email < MAX and not context.email:find(WORDS[1], 1, true) }
--- semicolons_everywhere
;local a = 1; local b = 2;; do; end
return { allowed = a + b == 3; data = { a; b } };
--- call_without_parentheses
helpers.log "checking"
helpers.log [[again]]
local function f(t) return t end
local t = f { a = f { b = 1 } }
return { allowed = t.a.b == 1 }
--- method_on_a_local_object
local log = { lines = {} }
function log:add(...) self.lines[#self.lines + 1] = table.concat({ ... }, " ") return self end
log:add("a", "b"):add("c")
return { allowed = #log.lines == 2, data = { lines = log.lines } }
--- inheritance
local Base = {} Base.__index = Base
function Base.new(class) return setmetatable({ words = {} }, class) end
function Base:check() return #self.words == 0 end
local Strict = setmetatable({}, { __index = Base }) Strict.__index = Strict
function Strict:check() return Base.check(self) and self.extra == nil end
return { allowed = Strict.new(Strict):check() }
--- config_with_defaults
local config = context.config or {}
local limit = config.limit or 100
local words = config.words or {}
for _, word in ipairs(words) do if context.email:find(word, 1, true) then return { allowed = false } end end
return { allowed = #context.email < limit }
--- json_round_trip
local text = helpers.json.encode({ email = context.email, list = { 1, 2 } })
local back = helpers.json.decode(text)
return { allowed = back.email == context.email and back.list[2] == 2, data = back }
--- json_result
local ok, result = pcall(helpers.json.decode, context.name or "{}")
if ok and type(result) == "table" and type(result.allowed) == "boolean" then return result end
return { allowed = true }
--- fetch_and_decide
local ok, response = pcall(await, helpers.fetch("https://geo.example/" .. (context.request.ip or "")))
if not ok or not response.ok then return { allowed = true, data = { country = "unknown" } } end
local country = response.body and response.body.country or "unknown"
return { allowed = country ~= "XX", error = country == "XX" and "not from there" or nil, data = { country = country } }
--- trace_returns_value
local score = helpers.trace("score", function() return #context.email end)
return { allowed = score ~= 0, data = { score = score } }
--- number_from_text
local n = tonumber(context.email:match("%d+")) or 0
return { allowed = n < 1000, data = { n = n } }
--- assert_gives_all
local user, domain = assert(context.email:match("^(.-)@(.+)$"))
return { allowed = user ~= domain }
--- flags_in_a_loop
local ok = true
local reason
for _, rule in pairs({ len = function(e) return #e < 99 end, at = function(e) return e:find("@") ~= nil end }) do
  if not rule(context.email) then ok = false reason = "no" end
end
return { allowed = ok, error = reason }
--- local_assigned_in_branches
local verdict
if #context.email > 99 then verdict = { allowed = false, error = "long" }
elseif context.name == "x" then verdict = { allowed = false }
else verdict = { allowed = true } end
return verdict
--- local_assigned_in_some
local verdict = nil
if #context.email > 99 then verdict = { allowed = false, error = "long" } end
if not verdict then verdict = { allowed = true } end
return verdict
--- default_by_or_assignment
local result
result = result or { allowed = true }
result.data = result.data or {}
result.data.email = context.email
return result
--- allowed_by_string_find
local at = context.email:find("@", 1, true)
return { allowed = at ~= nil and at > 1 }
--- allowed_by_equality_of_calls
return { allowed = context.email:lower() == context.email }
--- allowed_narrowed
local strict = context.name and #context.name > 3
if strict == nil then strict = false end
return { allowed = strict }
--- early_returns_in_functions
local function judge(email)
  if email == "" then return false end
  for c in email:gmatch(".") do if c == " " then return false end end
  do return true end
end
return { allowed = judge(context.email) }
--- unpacked_arguments
local args = { context.email, 1, 3 }
local start = string.sub(table.unpack(args))
return { allowed = start ~= "xxx" }
--- utf8_and_time
local n = 0
for _, code in utf8.codes(context.email) do if code > 127 then n = n + 1 end end
return { allowed = n == 0, data = { at = helpers.now() } }
--- block_returns_function_result
local handlers = {}
handlers.default = function() return { allowed = true } end
function handlers.block(text) return { allowed = false, error = text } end
local pick = #context.email > 99 and "block" or "default"
return handlers[pick]("long")
--- method_named_by_string
local M = { ["check-mail"] = function(e) return #e > 3 end }
return { allowed = M["check-mail"](context.email) }
--- module_of_ones_own
local M = {}
M.limit = 100
function M.short(text) return #text < M.limit end
local N = { M = M }
return { allowed = N.M.short(context.email) }

--- classes with metatables
local Vector = { zero = 0 }
Vector.__index = Vector
Vector.__add = function(a, b) return Vector.new(a.x + b.x) end
Vector.__eq = function(a, b) return a.x == b.x end
Vector.__call = function(self, by) return self.x * by end
function Vector.new(x) return setmetatable({ x = x, tag = nil, active = false }, Vector) end
function Vector:move(by)
  self.x = self.x + by
  self.active = true
  self.tag = "moved"
  return self
end
local Point = setmetatable({}, { __index = Vector })
Point.__index = Point
function Point.make(x) return setmetatable({ x = x }, Point) end
function Point:move(by) return by end
local here, there = Vector.new(1), Vector.new(2)
local sum = here + there
here:move(3)
if here.active and here.tag then helpers.log(here.tag, here(2), sum.x + 1, #here.tag) end
if here == there then helpers.log("same") end
local point = Point.make(#context.email)
helpers.log(point:move(2) + 1, point.zero, here.unknown, pcall(here, 2))
local count = select("#", table.unpack({ 1, 2 }))
return { allowed = here:move(1):move(2).x > count }
