-- Scripts at `before_signup` that lean on the harder parts of the language: classes, iterators, parsers, machines.
--- class_with_methods
local Counter = {}
Counter.__index = Counter
function Counter.new(start) return setmetatable({ count = start or 0, seen = {} }, Counter) end
function Counter:add(key)
  if self.seen[key] then return false end
  self.seen[key] = true
  self.count = self.count + 1
  return true
end
function Counter:total() return self.count end
local c = Counter.new()
c:add(context.email)
c:add("x")
return { allowed = c:total() > 0, data = { total = c.count } }
--- class_inherits
local Base = {}
Base.__index = Base
function Base.new(name)
  local self = setmetatable({}, Base)
  self.name = name
  return self
end
function Base:describe() return "rule " .. self.name end
local Domain = setmetatable({}, { __index = Base })
Domain.__index = Domain
function Domain.new(name, domain)
  local self = Base.new(name)
  setmetatable(self, Domain)
  self.domain = domain
  return self
end
function Domain:matches(email) return email:sub(-#self.domain) == self.domain end
local rule = Domain.new("corp", "@corp.example")
helpers.log(rule:describe())
return { allowed = rule:matches(context.email) }
--- operators_by_metamethod
local Score = {}
Score.__index = Score
Score.__add = function(a, b) return setmetatable({ value = a.value + b.value }, Score) end
Score.__lt = function(a, b) return a.value < b.value end
Score.__le = function(a, b) return a.value <= b.value end
Score.__eq = function(a, b) return a.value == b.value end
Score.__concat = function(a, b) return tostring(a) .. tostring(b) end
Score.__len = function(s) return s.value end
Score.__unm = function(s) return setmetatable({ value = -s.value }, Score) end
Score.__tostring = function(s) return "score " .. s.value end
Score.__call = function(s, more) return s.value + more end
local function score(n) return setmetatable({ value = n }, Score) end
local total = score(1) + score(2)
local text = total .. score(3)
helpers.log(text .. "", #total, tostring(-total))
if total == score(3) then helpers.log("equal") end
return { allowed = total < score(10) and total(4) > 3 }
--- defaults_by_index
local defaults = { limit = 3, domain = "example.com" }
local config = setmetatable({ limit = 5 }, { __index = defaults })
return { allowed = #context.email > config.limit and config.domain ~= "" }
--- memo_by_index_function
local lengths = setmetatable({}, {
  __index = function(t, key)
    local n = #key
    t[key] = n
    return n
  end,
})
return { allowed = lengths[context.email] + lengths.abc > 3 }
--- proxy_read_only
local function frozen(t)
  return setmetatable({}, {
    __index = t,
    __newindex = function(_, key) error("no writing of " .. tostring(key)) end,
    __len = function() return #t end,
  })
end
local limits = frozen({ "a", "b" })
return { allowed = #limits == 2 and limits[1] == "a" }
--- callable_table
local check = setmetatable({ calls = 0 }, {
  __call = function(self, email)
    self.calls = self.calls + 1
    return email ~= ""
  end,
})
local ok = check(context.email)
return { allowed = ok and check.calls == 1 }
--- stack_of_closures
local function stack()
  local items, n = {}, 0
  return {
    push = function(v) n = n + 1; items[n] = v end,
    pop = function()
      if n == 0 then return nil end
      local v = items[n]
      items[n] = nil
      n = n - 1
      return v
    end,
    size = function() return n end,
  }
end
local s = stack()
s.push(context.email)
s.push("b")
local top = s.pop()
return { allowed = top ~= nil and s.size() == 1 }
--- stateful_iterator
local function words(text)
  local at = 1
  return function()
    local from, to = text:find("%w+", at)
    if not from then return nil end
    at = to + 1
    return text:sub(from, to), from
  end
end
local longest = ""
for word, from in words(context.email) do
  if #word > #longest and from >= 1 then longest = word end
end
return { allowed = #longest < 60 }
--- stateless_iterator
local function step(list, i)
  i = i + 2
  if list[i] then return i, list[i] end
end
local function odd(list) return step, list, -1 end
local parts = { "a", "b", "c" }
local n = 0
for i, part in odd(parts) do
  if part then n = n + i end
end
return { allowed = n >= 0 }
--- coroutine_iterator
local function labels(domain)
  return coroutine.wrap(function()
    for label in domain:gmatch("[^.]+") do coroutine.yield(label) end
  end)
end
local last
for label in labels(context.email:match("@(.+)$") or "") do last = label end
return { allowed = last ~= "invalid" }
--- state_machine
local state, quoted = "start", false
local machine = {
  start = function(ch) return ch == '"' and "quoted" or "plain" end,
  plain = function(ch) return ch == "@" and "domain" or "plain" end,
  quoted = function(ch) return ch == '"' and "plain" or "quoted" end,
  domain = function() return "domain" end,
}
for i = 1, #context.email do
  local ch = context.email:sub(i, i)
  local nextState = machine[state]
  if nextState then state = nextState(ch) end
  quoted = quoted or state == "quoted"
end
return { allowed = state == "domain" and not quoted }
--- state_machine_by_if
local state = "user"
local dots = 0
for ch in context.email:gmatch(".") do
  if state == "user" then
    if ch == "@" then state = "domain" end
  elseif state == "domain" then
    if ch == "." then dots = dots + 1; state = "label" end
  elseif state == "label" then
    if ch == "." then dots = dots + 1 end
    if dots > 5 then state = "bad"; break end
  end
end
if state == "bad" then return { allowed = false, error = "too many labels" } end
return { allowed = state == "label" }
--- pcall_error_object
local function parse(text)
  local n = tonumber(text)
  if not n then error({ code = "not_a_number", text = text }) end
  return n
end
local ok, value = pcall(parse, context.email)
if not ok then
  if type(value) == "table" and value.code == "not_a_number" then return { allowed = true } end
  return { allowed = false, error = tostring(value) }
end
return { allowed = value > 0 }
--- nil_error_pairs
local function domain(email)
  local user, host = email:match("^([^@]+)@(.+)$")
  if not user then return nil, "no address" end
  if #host > 253 then return nil, "too long" end
  return host
end
local host, err = domain(context.email)
if not host then return { allowed = false, error = err } end
return { allowed = host:lower() ~= "example.org" }
--- ok_error_triples
local function check(email)
  if email == "" then return false, nil, "empty" end
  return true, email:lower()
end
local ok, email, why = check(context.email)
if not ok then return { allowed = false, error = why } end
return { allowed = #email > 2 }
--- varargs_counted
local function count(...)
  local n = 0
  for i = 1, select("#", ...) do
    local v = select(i, ...)
    if v ~= nil then n = n + 1 end
  end
  return n
end
local function pack(...) return { n = select("#", ...), ... } end
local packed = pack(context.email, nil, 3)
return { allowed = count(1, nil, "x") == 2 and packed.n == 3 }
--- varargs_forwarded
local function any(...)
  for _, f in ipairs({ ... }) do
    if f(context.email) then return true end
  end
  return false
end
local function ends(suffix) return function(text) return text:sub(-#suffix) == suffix end end
return { allowed = not any(ends(".test"), ends(".invalid")) }
--- table_pack_unpack
local function later(f, ...)
  local args = table.pack(...)
  return function() return f(table.unpack(args, 1, args.n)) end
end
local joined = later(function(a, b) return (a or "") .. (b or "") end, context.email, nil)
return { allowed = joined() ~= "" }
--- key_value_parser
local function parse(text)
  local out = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    local key, value = line:match("^%s*(%w+)%s*=%s*(.-)%s*$")
    if key then
      if value == "true" then value = true
      elseif value == "false" then value = false
      elseif tonumber(value) then value = tonumber(value) end
      out[key] = value
    end
  end
  return out
end
local conf = parse("limit = 3\nstrict = true")
local limit = conf.limit
if type(limit) == "number" and limit > 2 then helpers.log("limit", limit) end
return { allowed = conf.strict == true }
--- recursive_descent
local text, at = "1+2*(3+4)", 1
local expr
local function peek() return text:sub(at, at) end
local function atom()
  if peek() == "(" then
    at = at + 1
    local v = expr()
    at = at + 1
    return v
  end
  local digits = text:match("^%d+", at)
  if not digits then error("a digit is missing") end
  at = at + #digits
  return tonumber(digits)
end
local function term()
  local v = atom()
  while peek() == "*" do
    at = at + 1
    v = v * atom()
  end
  return v
end
expr = function()
  local v = term()
  while peek() == "+" do
    at = at + 1
    v = v + term()
  end
  return v
end
return { allowed = expr() == 15 }
--- lookup_by_config
local limits = { free = { max = 1 }, team = { max = 10, domains = { "a.example" } } }
local plan = limits[context.email:match("^(%a+)%+") or ""] or limits.free
local domains = plan.domains or {}
for _, d in ipairs(domains) do
  if context.email:sub(-#d) == d then return { allowed = true } end
end
return { allowed = plan.max > 0 }
--- dispatch_table
local handlers = {}
function handlers.deny(text) return { allowed = false, error = text } end
function handlers.allow() return { allowed = true } end
local function decide(name, ...)
  local h = handlers[name]
  if not h then return handlers.allow() end
  return h(...)
end
if context.email:find("+", 1, true) then return decide("deny", "no plus") end
return decide("allow")
--- early_returns_nested
local function verdict(email)
  if not email then return nil end
  if email == "" then return "empty" end
  do
    local host = email:match("@(.*)")
    if not host then return "no host" end
    if host == "" then return "empty host" end
  end
  for ch in email:gmatch("%c") do return "control " .. ch:byte() end
end
local why = verdict(context.email)
if why then return { allowed = false, error = why } end
return { allowed = true }
--- cached_in_upvalue
local cache
local function rules()
  if cache then return cache end
  cache = { blocked = { ["a.example"] = true } }
  return cache
end
local host = context.email:match("@(.+)$")
return { allowed = not (host and rules().blocked[host]) }
--- memo_by_nil_test
local seen = {}
local function fib(n)
  if n < 2 then return n end
  local known = seen[n]
  if known == nil then
    known = fib(n - 1) + fib(n - 2)
    seen[n] = known
  end
  return known
end
return { allowed = fib(10) == 55 }
--- linked_list
local head
for word in context.email:gmatch("%a+") do head = { word = word, next = head } end
local n, node = 0, head
while node do
  n = n + #node.word
  node = node.next
end
return { allowed = n > 0 }
--- queue_breadth_first
local graph = { a = { "b", "c" }, b = { "d" }, c = { "d" }, d = {} }
local queue, first, seen = { "a" }, 1, { a = true }
while queue[first] do
  local at = queue[first]
  first = first + 1
  for _, to in ipairs(graph[at]) do
    if not seen[to] then
      seen[to] = true
      queue[#queue + 1] = to
    end
  end
end
return { allowed = seen.d == true and first > 3 }
--- set_class_by_closure
local function Set(list)
  local has = {}
  for _, v in ipairs(list or {}) do has[v] = true end
  local set = {}
  function set.has(v) return has[v] == true end
  function set.union(other)
    local out = {}
    for k in pairs(has) do out[#out + 1] = k end
    for _, k in ipairs(other.list()) do out[#out + 1] = k end
    return Set(out)
  end
  function set.list()
    local out = {}
    for k in pairs(has) do out[#out + 1] = k end
    return out
  end
  return set
end
local s = Set({ "a" }).union(Set({ "b" }))
return { allowed = s.has("a") and s.has("b") }
--- retry_with_flag
local tries, done, result = 0, false, nil
repeat
  tries = tries + 1
  local ok, res = pcall(await, helpers.fetch("https://api.example.com/check"))
  if ok and res.status == 200 then
    result = res
    done = true
  end
until done or tries >= 2
if result then helpers.log(result.status) end
return { allowed = true }
--- goto_continue
local kept = {}
for i, part in ipairs({ "a", "", "b" }) do
  if part == "" then goto continue end
  kept[#kept + 1] = part .. i
  ::continue::
end
return { allowed = #kept == 2 }
--- json_walk
local function depth(value)
  if type(value) ~= "table" then return 0 end
  local most = 0
  for _, v in pairs(value) do
    local d = depth(v)
    if d > most then most = d end
  end
  return most + 1
end
local ok, body = pcall(helpers.json.decode, "{}")
return { allowed = not ok or depth(body) < 5 }
--- tagged_by_integer
local function event(n)
  if n > 2 then return { kind = 1, text = "long" } end
  return { kind = 2, size = n }
end
local e = event(#context.email)
if e.kind == 1 then
  helpers.log(e.text .. "!")
else
  helpers.log(e.size + 1)
end
return { allowed = true }
--- tagged_by_boolean
local function lookup(email)
  if email == "" then return { ok = false, reason = "empty" } end
  return { ok = true, value = email:lower() }
end
local r = lookup(context.email)
if not r.ok then return { allowed = false, error = r.reason } end
return { allowed = #r.value > 0 }
--- sorted_by_key
local items = { { name = "a", weight = 2 }, { name = "b", weight = 1 } }
table.sort(items, function(x, y)
  if x.weight ~= y.weight then return x.weight < y.weight end
  return x.name < y.name
end)
local best = items[1]
return { allowed = best.name == "b" }
--- min_max_accumulated
local lowest, highest
for _, n in ipairs({ 3, 1, 2 }) do
  if not lowest or n < lowest then lowest = n end
  if highest == nil or n > highest then highest = n end
end
return { allowed = lowest ~= nil and highest ~= nil and lowest < highest }
--- bits_and_hash
local h = 5381
for i = 1, #context.email do h = ((h << 5) + h + context.email:byte(i)) & 0xffffffff end
return { allowed = h % 2 == 0 or h // 2 > 0 }
--- builder_chained
local Builder = {}
Builder.__index = Builder
function Builder:allow(v) self.result.allowed = v; return self end
function Builder:put(k, v) self.result.data[k] = v; return self end
function Builder:done() return self.result end
local b = setmetatable({ result = { allowed = true, data = {} } }, Builder)
return b:allow(true):put("a", 1):put("b", 2):done()
--- class_by_function
local function class(parent)
  local c = {}
  c.__index = c
  if parent then setmetatable(c, { __index = parent }) end
  c.new = function(...)
    local o = setmetatable({}, c)
    if o.init then o:init(...) end
    return o
  end
  return c
end
local Animal = class()
function Animal:init(name) self.name = name end
function Animal:say() return self.name .. " says nothing" end
local Dog = class(Animal)
function Dog:say() return self.name .. " barks" end
local d = Dog.new("rex")
return { allowed = d:say() == "rex barks" }
--- mixin
local Eq = { same = function(a, b) return a.id == b.id end }
local function mix(t, ...)
  for _, source in ipairs({ ... }) do
    for k, v in pairs(source) do t[k] = v end
  end
  return t
end
local a = mix({ id = 1 }, Eq)
return { allowed = a:same({ id = 1 }) }
--- optional_arguments
local function limit(text, size, mark)
  size = size or 10
  mark = mark ~= nil and mark or ".."
  if #text <= size then return text end
  return text:sub(1, size) .. mark
end
helpers.log(limit(context.email), limit(context.email, 3), limit(context.email, 3, ""))
return { allowed = true }
--- options_table
local function fetch(opts)
  opts = opts or {}
  local retries = opts.retries or 1
  local path = opts.path or "/"
  return path .. retries
end
return { allowed = fetch() ~= fetch({ retries = 2 }) and fetch({ path = "/a" }) ~= "" }
--- number_formatting
local function round(n, digits)
  local factor = 10 ^ (digits or 0)
  return math.floor(n * factor + 0.5) / factor
end
local text = string.format("%.2f of %d (%s)", round(2 / 3, 2), 3, tostring(nil))
return { allowed = #text > 0 }
--- swap_and_reverse
local list = { 1, 2, 3, 4 }
local i, j = 1, #list
while i < j do
  list[i], list[j] = list[j], list[i]
  i, j = i + 1, j - 1
end
return { allowed = list[1] == 4 }
--- matrix
local m = {}
for r = 1, 3 do
  m[r] = {}
  for c = 1, 3 do m[r][c] = r * c end
end
local sum = 0
for _, row in ipairs(m) do for _, v in ipairs(row) do sum = sum + v end end
return { allowed = sum == 36 }
--- edit_distance
local function distance(a, b)
  local prev = {}
  for j = 0, #b do prev[j] = j end
  for i = 1, #a do
    local row = { [0] = i }
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      row[j] = math.min(prev[j] + 1, row[j - 1] + 1, prev[j - 1] + cost)
    end
    prev = row
  end
  return prev[#b]
end
return { allowed = distance("gmail", "gmial") > 1 }
--- trie
local root = {}
local function insert(word)
  local node = root
  for ch in word:gmatch(".") do
    node[ch] = node[ch] or {}
    node = node[ch]
  end
  node.stop = true
end
local function has(word)
  local node = root
  for ch in word:gmatch(".") do
    node = node[ch]
    if not node then return false end
  end
  return node.stop == true
end
insert("abc")
return { allowed = has("abc") and not has("ab") }
--- mutual_recursion
local is_odd
local function is_even(n) if n == 0 then return true end return is_odd(n - 1) end
function is_odd(n) if n == 0 then return false end return is_even(n - 1) end
return { allowed = is_even(4) }
--- method_on_literal
local text = ("%s|%s"):format(context.email, #context.email)
local first, rest = text:match("^(.-)|(.*)$")
if not first then error("cannot be") end
return { allowed = #first > 0 and rest ~= nil }
--- assert_with_message
local host = assert(context.email:match("@(.+)$"), "no host")
local n = assert(tonumber("12"))
return { allowed = #host > 0 and n > 1 }
--- weighted_rules
local rules = {
  { test = function(e) return e:find("%d%d%d") ~= nil end, points = 2 },
  { test = function(e) return #e > 40 end, points = 1, note = "long" },
}
local points, notes = 0, {}
for _, rule in ipairs(rules) do
  if rule.test(context.email) then
    points = points + rule.points
    if rule.note then notes[#notes + 1] = rule.note end
  end
end
if points >= 3 then return { allowed = false, error = table.concat(notes, ", ") } end
return { allowed = true, data = { points = points } }
--- event_emitter
local Emitter = {}
Emitter.__index = Emitter
function Emitter.new() return setmetatable({ handlers = {} }, Emitter) end
function Emitter:on(name, f)
  local list = self.handlers[name]
  if not list then
    list = {}
    self.handlers[name] = list
  end
  list[#list + 1] = f
end
function Emitter:emit(name, ...)
  for _, f in ipairs(self.handlers[name] or {}) do f(...) end
end
local n = 0
local e = Emitter.new()
e:on("x", function(by) n = n + by end)
e:emit("x", 2)
return { allowed = n == 2 }
--- private_fields_by_table
local private = {}
local Account = {}
Account.__index = Account
function Account.new(balance)
  local self = setmetatable({}, Account)
  private[self] = { balance = balance }
  return self
end
function Account:balance() return private[self].balance end
return { allowed = Account.new(3):balance() == 3 }
--- getmetatable_compare
local Point = {}
Point.__index = Point
local function is_point(v) return type(v) == "table" and getmetatable(v) == Point end
local p = setmetatable({ x = 1 }, Point)
return { allowed = is_point(p) and not is_point({}) and p.x == 1 }
--- class_fields_on_prototype
local Rule = { level = 1, name = "rule" }
Rule.__index = Rule
function Rule:with(level)
  local o = setmetatable({}, self)
  o.level = level
  return o
end
local r = Rule:with(3)
return { allowed = r.level == 3 and r.name == "rule" and Rule.level == 1 }
--- method_overrides_with_super
local A = {}
A.__index = A
function A:cost() return 1 end
local B = setmetatable({}, A)
B.__index = B
function B:cost() return A.cost(self) + 1 end
local b = setmetatable({}, B)
return { allowed = b:cost() == 2 }
--- lazy_by_rawset_free
local t = setmetatable({}, { __index = function(_, k) return k .. "!" end })
local v = t.anything
return { allowed = v .. "" == "anything!" }
--- sum_type_by_string
local function token(text)
  local value = tonumber(text)
  if value then return { type = "number", value = value } end
  if text:match("^%a+$") then return { type = "name", name = text } end
  return { type = "other" }
end
local out = {}
for piece in context.email:gmatch("%S+") do
  local t = token(piece)
  if t.type == "number" then
    out[#out + 1] = t.value + 1
  elseif t.type == "name" then
    out[#out + 1] = t.name:upper()
  end
end
return { allowed = #out >= 0 }
--- once_flag_changed_in_closure
local done = false
local function finish() done = true end
finish()
if done then return { allowed = true } end
return { allowed = false, error = "never" }
--- counter_changed_in_callback
local n = 0
local _ = context.email:gsub("%d", function(d) n = n + (tonumber(d) or 0) end)
if n > 0 then helpers.log("digits") end
return { allowed = n < 90 }
--- nil_out_then_test
local pending = { a = 1, b = 2 }
local left = 2
for key in pairs(pending) do
  pending[key] = nil
  left = left - 1
end
return { allowed = next(pending) == nil and left == 0 }
--- default_then_write
local data = helpers.json.decode("{}").rules or {}
data.count = (data.count or 0) + 1
return { allowed = data.count > 0 }
--- string_buffer
local parts, n = {}, 0
local function put(...)
  for i = 1, select("#", ...) do
    n = n + 1
    parts[n] = tostring((select(i, ...)))
  end
end
put("a", 1, nil, true)
return { allowed = table.concat(parts) == "a1niltrue" }
