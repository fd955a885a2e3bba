-- Scripts at `before_signup` in which nothing is wrong: no finding but hints may come.
--- a table assigned to a local that stood before, and completed
local result
if context.name then
  result = { error = "x" }
  result.allowed = false
else
  result = { allowed = true }
end
return result
--- a table chosen by and/or, and completed
local r = context.name and { error = "e" } or {}
r.allowed = false
return r
--- a table made by a helper, and completed
local function base() return { data = {} } end
local r = base()
r.allowed = true
return r
--- a table made by a helper, and filled by another
local function base() return { data = {} } end
local function fill(t) t.allowed = true return t end
local r = base()
fill(r)
return r
--- a fresh table that a helper fills
local function fill(t) t.allowed = true return t end
return fill({ data = {} })
--- a table completed by a closure
local r
r = {}
local function set() r.allowed = true end
set()
return r
--- state result
local function run(state) state.result = { allowed = true } end
local state = { result = nil }
run(state)
return state.result
--- state field
local function fill(t) t.allowed = true end
local r = { allowed = nil }
fill(r)
return { allowed = r.allowed }
--- nested nil
local s = { inner = { v = nil } }
s.inner.v = true
return { allowed = s.inner.v }
--- assert narrow
local function find(n) if n == "x" then return { allowed = true } end return nil end
local r = find(context.email)
assert(r, "no result")
return r
--- type narrow
local function find(n) if n == "x" then return { allowed = true } end return nil end
local r = find(context.email)
if type(r) == "table" then return r end
return { allowed = false, error = "no" }
--- type narrow2
local function find(n) if n == "x" then return { allowed = true } end return "err" end
local r = find(context.email)
if type(r) == "string" then return { allowed = false, error = r } end
return r
--- type narrow3
local function find(n) if n == "x" then return { allowed = true } end return "err" end
local r = find(context.email)
local t = type(r)
if t ~= "table" then return { allowed = false, error = r } end
return r
--- alias bool
local function find(n) if n == "x" then return { allowed = true } end return nil end
local r = find(context.email)
local has = r ~= nil
if has then return r end
return { allowed = false, error = "no" }
--- assert false
if context.email == "x" then return { allowed = true } end
assert(false, "unreachable")
--- nested continue
local r
for _, x in ipairs({ 1, 2 }) do
  if x == 1 then r = { allowed = true } goto continue end
  for _, y in ipairs({ 1 }) do
    if y == 2 then goto continue end
    helpers.log(y)
    ::continue::
  end
  helpers.log(x)
  ::continue::
end
return r or { allowed = false, error = "none" }
--- repeat scope
local n = 0
repeat
  local done = n > 3
  n = n + 1
until done
return { allowed = n > 2 }
--- swap
local a, b = 1, { allowed = true }
a, b = b, a
helpers.log(b)
return a
--- multi
local a, b, c = (function() return 1, { allowed = true }, 3 end)()
helpers.log(a, c)
return b
--- vararg
local function last(...) local n = select("#", ...) return (select(n, ...)) end
return last(1, 2, { allowed = true })
--- vararg2
local function pass(...) return ... end
return pass({ allowed = true }, 1)
--- tail
local function two(n) if n == 0 then return { allowed = true } end return two(n - 1) end
return two(3)
--- mutual
local even, odd
function even(n) if n == 0 then return { allowed = true } end return odd(n - 1) end
function odd(n) if n == 0 then return { allowed = false, error = "odd" } end return even(n - 1) end
return even(#context.email)
--- class
local Account = {}
Account.__index = Account
function Account.new(n) return setmetatable({ n = n }, Account) end
function Account:result() return { allowed = self.n > 1, data = { n = self.n } } end
return Account.new(3):result()
--- inherit
local Base = {} Base.__index = Base
function Base:verdict() return { allowed = true } end
local Child = setmetatable({}, { __index = Base }) Child.__index = Child
function Child.new() return setmetatable({}, Child) end
return Child.new():verdict()
--- merged
local out = {}
for _, part in ipairs({ { allowed = true }, { data = { x = 1 } } }) do
  for k, v in pairs(part) do out[k] = v end
end
return out
--- merged2
local function merge(a, b) for k, v in pairs(b) do a[k] = v end return a end
return merge({}, { allowed = true })
--- merged3
local r = {}
local function merge(b) for k, v in pairs(b) do r[k] = v end end
merge({ allowed = true })
return r
--- pcall1
local ok, res = pcall(function() return { allowed = true } end)
if not ok then return { allowed = false, error = "x" } end
return res
--- pcall2
local ok, res = pcall(await, helpers.fetch("https://a.example/x"))
if ok and res.ok and res.json then return { allowed = res.body.allowed == true } end
return { allowed = false, error = tostring(res) }
--- pcall3
return select(2, pcall(function() return { allowed = true } end))
--- pcall4
local _, res = xpcall(function() return { allowed = true } end, function(e) return { allowed = false, error = e } end)
return res
--- computed
local key = "allowed"
return { [key] = true }
--- computed2
local K = { A = "allowed" }
return { [K.A] = true }
--- computed3
local r = {}
r["allo" .. "wed"] = true
return r
--- ctxalias
local ctx = context
local req = ctx.request
return { allowed = req.ip ~= nil and ctx.email ~= "" }
--- ctxpass
local function has(c, k) return c[k] ~= nil end
return { allowed = has(context, "email") and has(context.request, "ip") }
--- ctxdyn
local f = "email"
local any = context[f]
for k in pairs(context) do helpers.log(k) end
return { allowed = any ~= nil }
--- strmeth
local e = context.email:lower():gsub("%s", "")
local d = e:match("@(.+)$")
return { allowed = d ~= nil and ("x"):rep(3) == "xxx" and #d > 3 }
--- intkeys
local t = { [1] = "a", [2] = "b", [3.5] = "c", [true] = 1 }
t[4] = "d"
return { allowed = t[1] == "a" and t[4] ~= nil }
--- coro
local co = coroutine.wrap(function() coroutine.yield(1) return { allowed = true } end)
co()
return co()
--- coro2
local co = coroutine.create(function(a) local b = coroutine.yield(a) return { allowed = b } end)
coroutine.resume(co, 1)
local _, r = coroutine.resume(co, true)
return r
--- longstr
local s = [==[
---@diagnostic disable
]] ]==]
return { allowed = #s > 1, error = s }
--- numeric
local x = 0x10 + 1e3 // 1 + 3 % 2 + 7 // 2 - 2 ^ 3
local big = 9223372036854775807 + 1
return { allowed = x > 1 or big < 0 or math.maxinteger == big or 1 // 0.0 > 5, data = { x = math.floor(x) } }
--- ternary
local bad = context.email == "x"
return bad and { allowed = false, error = "bad" } or { allowed = true }
--- boolternary
local bad = context.email == "x"
return { allowed = not bad, error = bad and "bad" or nil }
--- boolternary2
local bad = context.name and #context.name > 100
return { allowed = not bad }
--- optdata
local data
if context.name then data = { n = context.name } end
return { allowed = true, data = data }
--- opterr
local err
for _, w in ipairs({ "a" }) do if context.email == w then err = "no " .. w break end end
return { allowed = err == nil, error = err }
--- tinsert
local reasons = {}
table.insert(reasons, "a")
reasons[#reasons + 1] = "b"
return { allowed = #reasons == 0, error = table.concat(reasons, ", "), data = { reasons = reasons } }
--- rules
local rules = {
  { name = "len", check = function(c) return #c.email > 3 end },
  { name = "at", check = function(c) return c.email:find("@", 1, true) ~= nil end },
}
for _, rule in ipairs(rules) do
  if not rule.check(context) then return { allowed = false, error = rule.name } end
end
return { allowed = true }
--- nestedfn
local function outer()
  local function inner(x) if x then return { allowed = true } end return { allowed = false, error = "e" } end
  return inner(context.name)
end
return outer()
--- shadow
local r = { alowed = 1 }
do local s = { allowed = true } if context.name then return s end end
helpers.log(r)
r = { allowed = false, error = "e" }
return r
--- shadowparam
local function f(context) return context.anything end
return { allowed = f({ anything = true }) }
--- fnassign
local deny = nil
deny = function(m) return { allowed = false, error = m } end
return deny("x")
--- whiletrue
local i = 0
while true do
  i = i + 1
  if i > 10 then break end
end
return { allowed = i > 3 }
--- whiletrue2
local i = 0
while true do
  i = i + 1
  if i > 10 then return { allowed = true } end
end
--- gotoback
local i = 0
::top::
i = i + 1
if i < 5 then goto top end
return { allowed = i == 5 }
--- gotoback2
local r
::top::
if not r then r = { allowed = true } goto top end
return r
--- gotodone
local r = { allowed = true }
for _, x in ipairs({ 1, 2 }) do for _, y in ipairs({ 1 }) do if x == y then r = { allowed = false, error = "e" } goto done end end end
::done::
return r
--- gotofwd
do
  goto skip
  ::back::
  do return { allowed = true } end
  ::skip::
  goto back
end
--- erroralways
local function fail(m) error(m, 0) end
if not context.email then fail("x") else return { allowed = true } end
--- errorret
local function need(x) return x or error("need") end
return { allowed = need(context.name) ~= "" }
--- numconcat
return { allowed = true, error = 1 .. "", data = {} }
--- datastring
return { allowed = true, data = helpers.json.decode("{}") }
--- jsondecode
return helpers.json.decode('{"allowed":true}')
--- trace
return helpers.trace("x", function() return { allowed = true } end)
--- trace2
local r
helpers.trace("x", function() r = { allowed = true } end)
return r
--- table field fn
local M = {}
function M.deny(m) return { allowed = false, error = m } end
M.allow = function() return { allowed = true } end
if context.name then return M.deny("n") end
return M.allow()
--- self 
local obj = { n = 1 }
function obj:go() self.n = self.n + 1 return self end
return { allowed = obj:go():go().n == 3 }
--- upcount
local count = 0
local function inc() count = count + 1 end
inc() inc()
return { allowed = count == 2 }
--- upresult
local verdict
local function decide(b) verdict = { allowed = b } end
decide(true)
return verdict
--- upflag
local ok
local function set() ok = true end
set()
return { allowed = ok }
--- elseif
local l = #context.email
local r
if l < 3 then r = "short" elseif l > 99 then r = "long" elseif l == 50 then r = "fifty" end
return { allowed = r == nil, error = r }
--- method string
local s = "a,b"
local n = 0
for w in s:gmatch("[^,]+") do n = n + #w end
for i, c in utf8.codes(s) do n = n + i + c end
return { allowed = n > 0 }
--- selectneg
local function f(...) local t = table.pack(...) return t[t.n] end
return f(1, { allowed = true })
--- metaindex
local defaults = setmetatable({}, { __index = function(_, k) return k == "allowed" end })
return { allowed = defaults.allowed }
--- opmeta
local V = setmetatable({}, { __add = function() return { allowed = true } end, __unm = function() return { allowed = true } end, __len = function() return true end, __concat = function() return "x" end })
local a = V + V
return { allowed = (-V).allowed and #V, error = V .. "x", data = a }
--- andchain
local u = context.request and context.request.userAgent and context.request.userAgent:lower()
return { allowed = u == nil or not u:find("bot", 1, true) }
--- data in steps
local r = { allowed = true }
r.data = {}
r.data.x = 1
r.data["y"] = 2
return r
--- nil init
local r = { allowed = true, error = nil }
if context.name then r.allowed = false r.error = "x" end
return r
--- false init
local r = { allowed = false }
r.allowed = true
return r
--- attribs
local a <const> = { allowed = true }
return a
--- numeric for
local r
for i = 10, 1, -1 do r = { allowed = i == 1 } end
return r
--- dowhile
local tries, r = 0, nil
while not r do
  tries = tries + 1
  if tries > 3 then r = { allowed = true } end
end
return r
--- repeatr
local r
repeat r = { allowed = true } until r
return r
--- paren
return ({ allowed = true })
--- call table
local function R(t) t.allowed = t.allowed ~= false return t end
return R { error = "x" }
--- builder
local function Builder()
  local self = {}
  local data = {}
  function self.set(k, v) data[k] = v return self end
  function self.done() return { allowed = true, data = data } end
  return self
end
return Builder().set("a", 1).done()
--- dispatch
local h = { before_signup = function() return { allowed = true } end }
local f = h[context.hook] or function() return { allowed = false, error = "e" } end
return f()
--- comments
return --[[ result ]] { -- here
  allowed = true, -- yes
}
--- nilcheck
local function f() if context.name then return { allowed = true } end end
local r = f()
if r == nil then r = { allowed = false, error = "e" } end
return r
--- nilcheck2
local function f() if context.name then return { allowed = true } end end
return f() or { allowed = false, error = "e" }
--- nilcheck3
local function f() if context.name then return { allowed = true } end end
local r = f()
if not r then return { allowed = false, error = "e" } end
return r
--- nilcheck4
local function first(...) for i = 1, select("#", ...) do local r = select(i, ...)() if r then return r end end end
return first(function() end, function() return { allowed = true } end) or { allowed = true }
--- errmsg
local ok, err = pcall(error, { code = 1 })
return { allowed = ok, error = type(err) == "table" and tostring(err.code) or err }
--- errcond
local ok, err = pcall(error, "x")
return { allowed = ok, error = not ok and err or nil }
--- lenint
local t = { n = 0 }
t.n = t.n + 1
return { allowed = t.n == 1, data = { t.n, t } }
--- retpackage
local lib = string
return { allowed = lib.len("x") == 1, data = { lib and lib.upper("x") } }
--- helperlocal
local log, now = helpers.log, helpers.now
log.warn("x", now())
return { allowed = true }
--- dateparse
return { allowed = helpers.date.parse("2026-01-01T00:00:00Z") ~= nil, data = { at = helpers.date(helpers.now()) } }
