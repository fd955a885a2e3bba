--=== guard_clauses
local email = context.email

if email == "" then
  return { allowed = false, error = "An address is needed." }
end

if not email:find("@", 1, true) then
  return { allowed = false, error = "This is no address." }
end

local name = context.name
if name and #name > 80 then
  return { allowed = false, error = "This name is too long." }
end

return { allowed = true }
--=== table_of_checks
local checks = {
  { test = function(email) return #email <= 254 end, why = "This address is too long." },
  { test = function(email) return email:match("^[^@]+@[^@]+$") ~= nil end, why = "This is no address." },
  { test = function(email) return not email:find("..", 1, true) end, why = "This address has two dots in a row." },
}

for _, check in ipairs(checks) do
  if not check.test(context.email) then
    return { allowed = false, error = check.why }
  end
end

return { allowed = true }
--=== handlers_by_domain
local handlers = {}

handlers["acme.example"] = function()
  return { allowed = true, data = { staff = true } }
end

handlers["sub.acme.example"] = handlers["acme.example"]

handlers["rival.example"] = function(name)
  helpers.log.warn("somebody from there", name or "without a name")
  return { allowed = false, error = "Please write to us first." }
end

local domain = context.email:lower():match("@(.+)$")
local handle = handlers[domain or ""]
if handle then
  return handle(context.name)
end
return { allowed = true, data = { staff = false } }
--=== split_by_hand
local function split(text, separator)
  local parts = {}
  local from = 1
  while true do
    local at = string.find(text, separator, from, true)
    if not at then
      parts[#parts + 1] = text:sub(from)
      return parts
    end
    parts[#parts + 1] = text:sub(from, at - 1)
    from = at + #separator
  end
end

local parts = split(context.email, "@")
if #parts ~= 2 then
  return { allowed = false, error = "An address has one @." }
end

local labels = split(parts[2], ".")
return { allowed = #labels >= 2, error = "The domain is not whole.", data = { labels = #labels } }
--=== set_from_list
local function set(list)
  local out = {}
  for _, item in ipairs(list) do
    out[item] = true
  end
  return out
end

local RESERVED <const> = set { "root", "admin", "support", "abuse", "postmaster" }

local account = (context.email:match("^([^@+]+)") or ""):lower()
if RESERVED[account] then
  return { allowed = false, error = ("The name %q is reserved."):format(account) }
end
return { allowed = true }
--=== score_with_reasons
local score, reasons = 0, {}

local function add(points, reason)
  score = score + points
  table.insert(reasons, reason)
end

if not context.name then add(10, "no name") end
if not context.request.ip then add(5, "no address") end
if not context.request.userAgent then add(20, "no browser") end
if context.email:find("%d%d%d%d") then add(15, "many digits") end

helpers.log("score", score, table.concat(reasons, ", "))

return {
  allowed = score < 45,
  error = score >= 45 and "Please contact us." or nil,
  data = { score = score, reasons = reasons },
}
--=== annotated_class
---@class Verdict
---@field ok boolean
---@field why? string

---@param email string
---@return Verdict
local function judge(email)
  if #email < 3 then
    return { ok = false, why = "This address is too short." }
  end
  return { ok = true }
end

local verdict = judge(context.email)
return { allowed = verdict.ok, error = verdict.why }
--=== annotated_alias
---@alias Level "low" | "middle" | "high"

---@param points integer
---@return Level
local function level_of(points)
  if points > 20 then
    return "high"
  elseif points > 10 then
    return "middle"
  end
  return "low"
end

local level = level_of(#context.email)
return { allowed = true, data = { level = level, long = level == "high" } }
--=== annotated_params
---Cuts a text to a length.
---@param text string
---@param length? integer
---@return string cut
---@return boolean was_cut
local function cut(text, length)
  length = length or 20
  if #text <= length then
    return text, false
  end
  return text:sub(1, length), true
end

local short, was_cut = cut(context.name or "")
if was_cut then
  helpers.log("cut a name", short)
end
return { allowed = true, data = { name = (cut(context.email, 10)) } }
--=== class_with_methods
---@class Counter
---@field counts table<string, integer>
local Counter = {}
Counter.__index = Counter

---@return Counter
function Counter.new()
  return setmetatable({ counts = {} }, Counter)
end

---@param key string
function Counter:add(key)
  self.counts[key] = (self.counts[key] or 0) + 1
end

---@return string? key
---@return integer count
function Counter:most()
  local best, most = nil, 0
  for key, count in pairs(self.counts) do
    if count > most then
      best, most = key, count
    end
  end
  return best, most
end

local counter = Counter.new()
for letter in context.email:gmatch("%a") do
  counter:add(letter:lower())
end

local letter, count = counter:most()
if letter and count > 15 then
  return { allowed = false, error = "There are too many " .. letter .. " in this address." }
end
return { allowed = true }
--=== inheritance_by_metatable
local Rule = {}
Rule.__index = Rule

function Rule.new(class, fields)
  return setmetatable(fields or {}, { __index = class })
end

function Rule:describe()
  return "rule " .. tostring(self.name)
end

function Rule:holds(_)
  return true
end

local Longest = setmetatable({}, Rule)
Longest.__index = Longest

function Longest:holds(text)
  return #text <= self.limit
end

local rule = Rule.new(Longest, { name = "longest", limit = 200 })
helpers.log(rule:describe())
return { allowed = rule:holds(context.email), error = "This address is too long." }
--=== closures_as_rules
local function shorter_than(limit)
  return function(text)
    return #text < limit
  end
end

local function without(needle)
  return function(text)
    return not text:find(needle, 1, true)
  end
end

local function all(...)
  local rules = { ... }
  return function(text)
    for i = 1, #rules do
      if not rules[i](text) then
        return false
      end
    end
    return true
  end
end

local fits = all(shorter_than(255), without(" "), without("<"))
return { allowed = fits(context.email), error = "This address cannot be used." }
--=== goto_continue_over_letters
local kept = {}
for i = 1, #context.email do
  local letter = context.email:sub(i, i)
  if letter == "." then goto continue end
  if letter == "+" then break end
  kept[#kept + 1] = letter
  ::continue::
end
local plain = table.concat(kept):lower()
return { allowed = plain ~= "", error = "An address is needed.", data = { plain = plain } }
--=== state_machine_of_quotes
local state = "plain"
local depth = 0
for letter in context.email:gmatch(".") do
  if state == "plain" then
    if letter == '"' then
      state = "quoted"
    elseif letter == "(" then
      depth = depth + 1
    elseif letter == ")" then
      depth = depth - 1
    end
  elseif state == "quoted" then
    if letter == "\\" then
      state = "escaped"
    elseif letter == '"' then
      state = "plain"
    end
  else
    state = "quoted"
  end
end
return { allowed = state == "plain" and depth == 0, error = "This address is not closed." }
--=== tagged_results
local function parse(email)
  local account, domain = email:match("^([^@]+)@([^@]+)$")
  if not account then
    return { kind = "bad", why = "no @" }
  end
  return { kind = "good", account = account, domain = domain }
end

local parsed = parse(context.email)
if parsed.kind == "bad" then
  return { allowed = false, error = "This is no address: " .. parsed.why }
end
return { allowed = true, data = { domain = parsed.domain, account = parsed.account } }
--=== memo_table
local seen = {}
local function length_of(text)
  local known = seen[text]
  if known == nil then
    known = utf8.len(text) or #text
    seen[text] = known
  end
  return known
end

local total = length_of(context.email) + length_of(context.email) + length_of(context.name or "")
return { allowed = total < 600 }
--=== varargs_joined
local function join(separator, ...)
  local parts = table.pack(...)
  for i = 1, parts.n do
    parts[i] = tostring(parts[i])
  end
  return table.concat(parts, separator, 1, parts.n)
end

helpers.log(join(" | ", context.email, context.name, context.request.ip, nil, true))
return { allowed = true }
--=== varargs_counted
local function first_there(...)
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if value ~= nil then
      return value
    end
  end
  return nil
end

local who = first_there(context.name, context.request.ip, context.email)
return { allowed = who ~= nil, data = { who = who } }
--=== fetch_with_pcall
local function reputation(email)
  local ok, answer = pcall(function()
    return await(helpers.fetch("https://reputation.example/v1", {
      method = "POST",
      body = { email = email },
      timeoutMs = 800,
    }))
  end)
  if not ok then
    helpers.log.warn("no reputation", tostring(answer))
    return nil
  end
  if not answer.ok or not answer.json then
    return nil
  end
  return tonumber(answer.body.score)
end

local score = reputation(context.email)
if score and score > 80 then
  return { allowed = false, error = "Please contact us." }
end
return { allowed = true, data = { score = score or -1 } }
--=== fetch_pcall_await
local call = helpers.fetch("https://geo.example/" .. helpers.hash(context.email))
local ok, answer = pcall(await, call)
if ok and answer.ok and answer.json then
  local country = answer.body.country
  if type(country) == "string" and #country == 2 then
    return { allowed = country ~= "XX", data = { country = country } }
  end
end
return { allowed = true }
--=== two_fetches_together
local ok, answers = pcall(await, helpers.all({
  helpers.fetch("https://a.example/", { timeoutMs = 500 }),
  helpers.fetch("https://b.example/", { timeoutMs = 500 }),
}))
local up = 0
if ok then
  for _, answer in ipairs(answers) do
    if answer.status < 500 then
      up = up + 1
    end
  end
end
helpers.metrics.gauge("signup.services", up)
return { allowed = true }
--=== error_objects
local function check(email)
  if email == "" then
    error({ code = "empty", text = "An address is needed." })
  end
  if #email > 254 then
    error({ code = "long", text = "This address is too long." })
  end
  return email:lower()
end

local ok, result = pcall(check, context.email)
if not ok then
  if type(result) == "table" then
    return { allowed = false, error = result.text, data = { code = result.code } }
  end
  return { allowed = false, error = "Something went wrong." }
end
return { allowed = true, data = { email = result } }
--=== error_texts_with_level_zero
local function must(condition, text)
  if not condition then
    error(text, 0)
  end
end

local ok, problem = pcall(function()
  must(context.email:find("@", 1, true), "no @")
  must(#context.email < 255, "too long")
end)

return { allowed = ok, error = not ok and ("This is no address: %s"):format(problem) or nil }
--=== xpcall_with_a_handler
local function handler(problem)
  return { problem = tostring(problem) }
end

local ok, result = xpcall(function()
  return helpers.json.decode(context.name or "null")
end, handler)

if not ok then
  return { allowed = true, data = { readable = false } }
end
return { allowed = true, data = { readable = true, kind = type(result) } }
--=== long_string_list
local LIST = [[
mailinator.example
trash.example
# a comment
throwaway.example
]]

local blocked = {}
for line in LIST:gmatch("[^\n]+") do
  if line:sub(1, 1) ~= "#" then
    blocked[line] = true
  end
end

local domain = context.email:lower():match("@([^@]+)$")
if domain and blocked[domain] then
  return { allowed = false, error = [["Throw-away" addresses cannot be used.]] }
end
return { allowed = true }
--=== nested_brackets_in_a_long_string
local page = [==[
Hello ]] and ]=] are no end.
]==]
return { allowed = #page > #context.email or #context.email >= #page }
--=== string_buffer
local out = {}
local function emit(fmt, ...)
  out[#out + 1] = fmt:format(...)
end

emit("mail=%s", context.email)
emit("length=%d", #context.email)
if context.name then
  emit("name=%q", context.name)
end
helpers.log(table.concat(out, " "))
return { allowed = true }
--=== mask_with_gsub
local masked = context.email:gsub("^(.)(.*)(@.*)$", function(first, middle, rest)
  return first .. ("*"):rep(math.min(#middle, 8)) .. rest
end)
helpers.log("sign-up", masked)
return { allowed = true }
--=== gsub_with_a_table
local MAP = { ["ä"] = "ae", ["ö"] = "oe", ["ü"] = "ue", ["ß"] = "ss" }
local name = context.name or ""
local plain, count = name:gsub("[%z\1-\127\194-\244][\128-\191]*", MAP)
return { allowed = true, data = { plain = plain, letters = count } }
--=== gsub_count_only
local _, dots = context.email:gsub("%.", "")
local _, ats = context.email:gsub("@", "")
if ats ~= 1 or dots == 0 then
  return { allowed = false, error = "This is no address." }
end
return { allowed = true }
--=== unicode_name
local name = context.name or "Никто"
local length = utf8.len(name)
if length == nil then
  return { allowed = false, error = "This name cannot be read." }
end
local first = length > 0 and utf8.codepoint(name, 1) or 0
local is_ascii = first < 128
return { allowed = length <= 60, error = "该名称太长", data = { ascii = is_ascii, greeting = "Olá, " .. name } }
--=== utf8_codes
local odd = 0
for _, code in utf8.codes(context.name or "") do
  if code > 0x2FFF or code == 0x200B then
    odd = odd + 1
  end
end
return { allowed = odd < 20, data = { odd = odd } }
--=== numeric_for_backwards
local turned = {}
for i = #context.email, 1, -1 do
  turned[#turned + 1] = context.email:sub(i, i)
end
local is_palindrome = table.concat(turned) == context.email
return { allowed = not (is_palindrome and #context.email > 1) }
--=== repeat_until_stable
local email = context.email
local before
repeat
  before = email
  email = email:gsub("%.%.", ".")
until email == before
return { allowed = true, data = { email = email } }
--=== while_trim
local name = context.name or ""
while name:sub(1, 1) == " " do
  name = name:sub(2)
end
while name:sub(-1) == " " do
  name = name:sub(1, -2)
end
return { allowed = name ~= "root", error = "This name is taken." }
--=== optional_with_and
local ip = context.request and context.request.ip
local is_local = ip and helpers.ip.within(ip, "10.0.0.0/8")
return { allowed = not is_local, error = "Not from here." }
--=== default_table
local DEFAULTS = { limit = 10, strict = false, words = { "spam" } }

local function with_defaults(given)
  local out = {}
  for key, value in pairs(DEFAULTS) do
    out[key] = value
  end
  for key, value in pairs(given) do
    out[key] = value
  end
  return out
end

local options = with_defaults({ limit = 100 })
for _, word in ipairs(options.words) do
  if context.email:find(word, 1, true) then
    return { allowed = not options.strict, data = { word = word } }
  end
end
return { allowed = #context.email < options.limit * 3 }
--=== local_function_forward
local is_even, is_odd

function is_even(n)
  if n == 0 then return true end
  return is_odd(n - 1)
end

function is_odd(n)
  if n == 0 then return false end
  return is_even(n - 1)
end

return { allowed = true, data = { even = is_even(#context.email % 10) } }
--=== hash_bucket
local digest = helpers.hash(context.email:lower(), "sha256")
local bucket = (tonumber(digest:sub(1, 4), 16) or 0) % 100
local variant = bucket < 50 and "a" or "b"
return { allowed = true, data = { variant = variant, bucket = bucket } }
--=== constants_at_the_top
local MIN_LENGTH <const> = 3
local MAX_LENGTH <const> = 254
local MESSAGES <const> = {
  short = "This address is too short.",
  long = "This address is too long.",
}

local length = #context.email
local problem = length < MIN_LENGTH and MESSAGES.short or length > MAX_LENGTH and MESSAGES.long or nil
return { allowed = problem == nil, error = problem }
--=== result_in_a_variable
local result = { allowed = true, data = {} }

if context.request.origin then
  result.data.origin = context.request.origin
end

if context.email == "" then
  result.allowed = false
  result.error = "An address is needed."
end

result.data.checked = true
return result
--=== luals_generics
---@generic T
---@param list T[]
---@param keep fun(item: T): boolean
---@return T[]
local function filter(list, keep)
  local out = {}
  for _, item in ipairs(list) do
    if keep(item) then
      out[#out + 1] = item
    end
  end
  return out
end

---@type string[]
local labels = {}
for label in context.email:gmatch("[^.@]+") do
  labels[#labels + 1] = label
end
local short = filter(labels, function(label) return #label < 4 end)
local odd = filter({ 1, 2, 3 }, function(n) return n % 2 == 1 end)
return { allowed = #short + #odd > 0, data = { short = short } }
--=== luals_overloads
---@overload fun(text: string): string
---@param text string
---@param width integer
---@param fill? string
---@return string
local function pad(text, width, fill)
  width = width or 8
  fill = fill or " "
  return text .. fill:rep(math.max(0, width - #text))
end

helpers.log(pad("a"), pad("b", 4), pad("c", 4, "."))
return { allowed = true }
--=== luals_optional_fields
---@class Options
---@field limit? integer
---@field words? string[]
---@field on_hit? fun(word: string)

---@param text string
---@param options? Options
---@return integer hits
local function scan(text, options)
  options = options or {}
  local hits = 0
  for _, word in ipairs(options.words or { "spam" }) do
    if text:find(word, 1, true) then
      hits = hits + 1
      if options.on_hit then
        options.on_hit(word)
      end
    end
  end
  return math.min(hits, options.limit or 10)
end

local hits = scan(context.email)
  + scan(context.email, {})
  + scan(context.name or "", { limit = 1, words = { "x" }, on_hit = function(word) helpers.log(word) end })
return { allowed = hits < 20 }
--=== luals_cast_and_as
local body = helpers.json.decode('{"limit": 5, "names": ["a"]}')
local limit = body.limit --[[@as integer]]
---@type string[]
local names = body.names

---@type string|integer
local mixed = limit
if type(mixed) == "string" then
  ---@cast mixed string
  mixed = #mixed
end
return { allowed = limit > 0 and #names > 0, data = { mixed = mixed } }
--=== luals_varargs
---@param separator string
---@param ... string|number
---@return string
local function join(separator, ...)
  local parts = {}
  for _, part in ipairs({ ... }) do
    parts[#parts + 1] = tostring(part)
  end
  return table.concat(parts, separator)
end

---@param ... integer
---@return integer
local function sum(...)
  local all = 0
  for i = 1, select("#", ...) do
    all = all + (select(i, ...))
  end
  return all
end

helpers.log(join(", ", "a", 1, 2.5), join("-"), sum(), sum(1, 2, 3))
return { allowed = true }
--=== luals_class_hierarchy
---@class Shape
---@field name string
local Shape = {}
Shape.__index = Shape

---@param name string
---@return Shape
function Shape.new(name)
  return setmetatable({ name = name }, Shape)
end

---@return number
function Shape:area()
  return 0
end

---@class Square : Shape
---@field side number
local Square = setmetatable({}, { __index = Shape })
Square.__index = Square

---@param side number
---@return Square
function Square.new(side)
  local self = setmetatable(Shape.new("square"), Square)
  ---@cast self Square
  self.side = side
  return self
end

function Square:area()
  return self.side * self.side
end

---@type Shape[]
local shapes = { Shape.new("none"), Square.new(#context.email) }
local total = 0
for _, shape in ipairs(shapes) do
  total = total + shape:area()
end
return { allowed = total >= 0, data = { total = total } }
--=== luals_callbacks
---@alias Visit fun(key: string, value: any): boolean?

---@param t table<string, any>
---@param visit Visit
local function each(t, visit)
  for key, value in pairs(t) do
    if visit(key, value) == false then
      return
    end
  end
end

local count = 0
each({ a = 1, b = "x", c = context.email }, function(_, value)
  if type(value) == "string" then
    count = count + 1
  end
end)
each({ a = 1 }, function() return false end)
return { allowed = count == 2 }
--=== luals_returns
---@param text string
---@return string? account
---@return string domain_or_problem
local function parse(text)
  local account, domain = text:match("^(.-)@(.+)$")
  if not account then
    return nil, "no @"
  end
  return account, domain
end

local account, domain = parse(context.email)
if account == nil then
  return { allowed = false, error = "This is no address: " .. domain }
end
return { allowed = true, data = { account = account:lower(), domain = domain:lower() } }
--=== luals_maps
---@type table<string, integer>
local counts = {}
---@type { [string]: boolean }
local seen = {}
---@type table<string, { n: integer, last?: string }>
local rows = {}
for word in (context.name or ""):gmatch("%w+") do
  counts[word] = (counts[word] or 0) + 1
  seen[word] = true
  local row = rows[word] or { n = 0 }
  row.n = row.n + 1
  row.last = word
  rows[word] = row
end
local first = next(seen)
local most = 0
for _, row in pairs(rows) do
  if row.n > most then most = row.n end
end
return { allowed = most < 10, data = { first = first, n = first and counts[first] or 0 } }
--=== luals_nullable_parameters
---@param name string?
---@param ip string|nil
---@param fallback string
---@return string
local function who(name, ip, fallback)
  return name or ip or fallback
end

return { allowed = true, data = { who = who(context.name, context.request.ip, "nobody"), none = who(nil, nil, "x") } }
--=== luals_enum_values
---@enum Reason
local Reason = {
  short = "This address is too short.",
  long = "This address is too long.",
}

---@param reason Reason
local function deny(reason)
  return { allowed = false, error = reason }
end

if #context.email < 3 then
  return deny(Reason.short)
elseif #context.email > 254 then
  return deny(Reason.long)
end
return { allowed = true }
--=== luals_operators
---@class Money
---@field cents integer
---@operator add(Money): Money
---@operator lt(Money): boolean
local Money = {}
Money.__index = Money
Money.__add = function(a, b) return setmetatable({ cents = a.cents + b.cents }, Money) end
Money.__lt = function(a, b) return a.cents < b.cents end

---@param cents integer
---@return Money
local function money(cents)
  return setmetatable({ cents = cents }, Money)
end

local total = money(100) + money(#context.email)
return { allowed = money(0) < total, data = { cents = total.cents } }
--=== luals_diagnostic_comments
---@diagnostic disable-next-line: unused-local
local unused = 1
local name = context.name ---@diagnostic disable-line: unused-local
return { allowed = true }
--=== luals_async_functions
---@async
---@param url string
---@return table? body
---@return string? problem
local function get(url)
  local ok, answer = pcall(await, helpers.fetch(url, { timeoutMs = 300 }))
  if not ok then
    return nil, "unreachable"
  end
  if not answer.json then
    return nil, "no JSON"
  end
  return answer.body
end

local body, problem = get("https://geo.example/" .. helpers.hash(context.email))
if not body then
  helpers.log.warn("geo", problem)
  return { allowed = true }
end
return { allowed = body.country ~= "XX", error = "Not from there." }
