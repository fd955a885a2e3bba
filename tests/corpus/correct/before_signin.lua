--=== office_networks
local OFFICES = { "203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32" }

local ip = context.request.ip
if not ip then
  return { allowed = true, data = { office = false } }
end

for _, network in ipairs(OFFICES) do
  if helpers.ip.within(ip, network) then
    return { allowed = true, data = { office = true } }
  end
end
return { allowed = true, data = { office = false } }
--=== hour_of_day
local HOUR_MS <const> = 60 * 60 * 1000
local now = helpers.now()
local hour = now // HOUR_MS % 24
local is_night = hour >= 23 or hour < 5
if is_night and context.email:match("@contractor%.example$") then
  return { allowed = false, error = "Please come back in the morning." }
end
return { allowed = true, data = { hour = hour } }
--=== weekday
local DAYS = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" }
local days = helpers.now() // 86400000
local day = DAYS[days % 7 + 1]
return { allowed = true, data = { day = day, weekend = day == "Sat" or day == "Sun" } }
--=== user_agent_family
local agent = context.request.userAgent
local family = "unknown"
if agent then
  if agent:find("Firefox/", 1, true) then
    family = "firefox"
  elseif agent:find("Chrome/", 1, true) then
    family = "chrome"
  elseif agent:match("^curl/%d") then
    family = "curl"
  end
end
return { allowed = family ~= "curl", error = "Please use a browser.", data = { family = family } }
--=== origin_allow_list
local ALLOWED = {
  ["https://app.acme.example"] = true,
  ["https://beta.acme.example"] = true,
}
local origin = context.request.origin
if origin == nil then
  return { allowed = true }
end
local base = origin:match("^(https?://[^/]+)")
if base and ALLOWED[base] then
  return { allowed = true }
end
return { allowed = true, data = { foreign = base or origin } }
--=== ip_to_integer
local function to_integer(ip)
  local a, b, c, d = ip:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
  if not a then
    return nil
  end
  local n = 0
  for _, part in ipairs({ a, b, c, d }) do
    local value = tonumber(part)
    if not value or value > 255 then
      return nil
    end
    n = n << 8 | (math.tointeger(value) or 0)
  end
  return n
end

local n = to_integer(context.request.ip or "")
return { allowed = n ~= 0, data = { number = n or -1 } }
--=== parse_query
local function parse_query(url)
  local query = {}
  local text = url:match("%?([^#]*)")
  if not text then
    return query
  end
  for key, value in text:gmatch("([^&=]+)=([^&]*)") do
    query[key] = value:gsub("%%(%x%x)", function(hex)
      return string.char(tonumber(hex, 16))
    end)
  end
  return query
end

local query = parse_query(context.request.origin or "")
local count = 0
for _ in pairs(query) do
  count = count + 1
end
return { allowed = count < 20, data = { parameters = count } }
--=== rate_by_service
local function ask()
  return await(helpers.fetch("https://limits.example/v1/" .. helpers.hash(context.email), {
    headers = { authorization = "Bearer " .. helpers.secret("SIGNING_KEY") },
  }))
end

local ok, answer = pcall(ask)
if not ok or not answer.json then
  return { allowed = true }
end
local count = answer.body.count or 0
if count > 10 then
  return { allowed = false, error = "Too many attempts. Please wait." }
end
return { allowed = true }
--=== signed_request
local function sign(parts)
  local keys = {}
  for key in pairs(parts) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  local lines = {}
  for i, key in ipairs(keys) do
    lines[i] = key .. "=" .. parts[key]
  end
  local text = table.concat(lines, "&")
  return helpers.hmac(helpers.secret("SIGNING_KEY"), text)
end

local signature = sign({ email = context.email, at = tostring(helpers.now()) })
local ok = pcall(await, helpers.fetch("https://audit.example/", { headers = { ["x-signature"] = signature } }))
return { allowed = true, data = { told = ok } }
--=== retry_with_goto
local tries = 0
::again::
tries = tries + 1
local ok, answer = pcall(await, helpers.fetch("https://flaky.example/", { timeoutMs = 100 }))
if not ok and tries < 3 then
  goto again
end
return { allowed = true, data = { tries = tries, up = ok and answer.ok or false } }
--=== retry_in_a_function
local function with_retry(times, action)
  local problem
  for _ = 1, times do
    local ok, result = pcall(action)
    if ok then
      return result
    end
    problem = result
  end
  return nil, problem
end

local answer, problem = with_retry(2, function()
  return await(helpers.fetch("https://flags.example/", { timeoutMs = 200 }))
end)
if not answer then
  helpers.log.warn("no flags", tostring(problem))
  return { allowed = true }
end
return { allowed = answer.status ~= 403, error = "Not now." }
--=== traced_steps
local domain = helpers.trace("domain", function()
  return context.email:match("@(.+)$")
end)
local length = helpers.trace("length", function()
  return #(domain or "")
end)
return { allowed = length < 250 }
--=== coroutine_words
local function words(text)
  return coroutine.wrap(function()
    for word in text:gmatch("%w+") do
      coroutine.yield(word)
    end
  end)
end

local longest = ""
for word in words(context.email) do
  if #word > #longest then
    longest = word
  end
end
return { allowed = true, data = { longest = longest } }
--=== iterator_with_state
local function chunks(text, size)
  local at = 1
  return function()
    if at > #text then
      return nil
    end
    local piece = text:sub(at, at + size - 1)
    at = at + size
    return piece
  end
end

local sum = 0
for piece in chunks(context.email, 4) do
  sum = (sum * 31 + (piece:byte() or 0)) % 65521
end
return { allowed = true, data = { sum = sum } }
--=== stateless_iterator
local function next_byte(text, at)
  at = at + 1
  local byte = text:byte(at)
  if byte then
    return at, byte
  end
end

local function bytes(text)
  return next_byte, text, 0
end

local high = 0
for _, byte in bytes(context.email) do
  if byte > 127 then
    high = high + 1
  end
end
return { allowed = high < 60 }
--=== sorted_copy
local function sorted(list, before)
  local copy = table.move(list, 1, #list, 1, {})
  table.sort(copy, before)
  return copy
end

local lengths = {}
for part in context.email:gmatch("[^.@]+") do
  lengths[#lengths + 1] = #part
end
local up = sorted(lengths)
local down = sorted(lengths, function(a, b) return a > b end)
return { allowed = (up[1] or 0) <= (down[1] or 0) }
--=== sort_records_by_two_keys
local rows = {
  { name = "ip", there = context.request.ip ~= nil, weight = 2 },
  { name = "agent", there = context.request.userAgent ~= nil, weight = 3 },
  { name = "origin", there = context.request.origin ~= nil, weight = 2 },
}
table.sort(rows, function(a, b)
  if a.weight ~= b.weight then
    return a.weight > b.weight
  end
  return a.name < b.name
end)
local names = {}
for i, row in ipairs(rows) do
  names[i] = row.there and row.name or row.name .. "?"
end
helpers.log(table.concat(names, " "))
return { allowed = true }
--=== filter_map_reduce
local function filter(list, keep)
  local out = {}
  for _, item in ipairs(list) do
    if keep(item) then out[#out + 1] = item end
  end
  return out
end

local function map(list, change)
  local out = {}
  for i, item in ipairs(list) do out[i] = change(item) end
  return out
end

local function reduce(list, step, start)
  local all = start
  for _, item in ipairs(list) do all = step(all, item) end
  return all
end

local labels = {}
for label in context.email:gmatch("[^.@]+") do labels[#labels + 1] = label end
local long = filter(labels, function(label) return #label > 2 end)
local sizes = map(long, function(label) return #label end)
local total = reduce(sizes, function(a, b) return a + b end, 0)
return { allowed = total < 300, data = { total = total } }
--=== curry_and_compose
local function compose(f, g)
  return function(x) return f(g(x)) end
end

local function strip(text)
  return (text:gsub("%+[^@]*", ""))
end

local normalise = compose(string.lower, strip)
return { allowed = true, data = { email = normalise(context.email) } }
--=== queue_of_steps
local queue = { first = 1, last = 0, items = {} }

local function push(item)
  queue.last = queue.last + 1
  queue.items[queue.last] = item
end

local function pop()
  if queue.first > queue.last then
    return nil
  end
  local item = queue.items[queue.first]
  queue.items[queue.first] = nil
  queue.first = queue.first + 1
  return item
end

push("mail")
push("address")
push("browser")

local done = {}
local step = pop()
while step do
  done[#done + 1] = step
  step = pop()
end
return { allowed = #done == 3 }
--=== stack_of_brackets
local PAIRS = { [")"] = "(", ["]"] = "[", ["}"] = "{" }
local stack = {}
local balanced = true
for letter in (context.request.userAgent or ""):gmatch("[%(%)%[%]{}]") do
  local opener = PAIRS[letter]
  if opener == nil then
    stack[#stack + 1] = letter
  elseif table.remove(stack) ~= opener then
    balanced = false
    break
  end
end
return { allowed = true, data = { balanced = balanced and #stack == 0 } }
--=== early_exit_in_nested_loops
local found
for _, word in ipairs({ "test", "demo", "sample" }) do
  for _, part in ipairs({ context.email, context.request.origin or "" }) do
    if part:find(word, 1, true) then
      found = word
      goto done
    end
  end
end
::done::
return { allowed = true, data = { word = found } }
--=== boolean_flags
local request = context.request
local has_ip, has_agent = request.ip ~= nil, request.userAgent ~= nil
local is_browser = has_agent and has_ip
local is_robot = not has_agent and not has_ip
if is_robot then
  helpers.metrics.count("signin.robot")
end
return { allowed = is_browser or not is_robot or context.email ~= "", data = { browser = is_browser } }
--=== nested_functions
local function report(request)
  local parts = {}

  local function add(name, value)
    if value then
      parts[#parts + 1] = name .. "=" .. value
    end
  end

  add("ip", request.ip)
  add("agent", request.userAgent)
  add("origin", request.origin)
  return #parts > 0 and table.concat(parts, ";") or "nothing"
end

helpers.log(report(context.request))
return { allowed = true }
--=== if_chain_of_prefixes
local ip = context.request.ip or ""
local kind
if ip == "" then
  kind = "none"
elseif ip:find(":", 1, true) then
  kind = "v6"
elseif ip:match("^%d+%.%d+%.%d+%.%d+$") then
  kind = "v4"
else
  kind = "odd"
end
return { allowed = kind ~= "odd" or ip ~= "127.0.0.1", data = { kind = kind } }
--=== metatable_default
local counts = setmetatable({}, { __index = function() return 0 end })
for letter in context.email:gmatch("%l") do
  counts[letter] = counts[letter] + 1
end
return { allowed = counts["@"] == 0 }
--=== read_only_proxy
local function read_only(source)
  return setmetatable({}, {
    __index = source,
    __newindex = function(_, key)
      error("read-only: " .. tostring(key), 2)
    end,
  })
end

local settings = read_only({ limit = 5 })
local ok = pcall(function()
  settings.limit = 6
end)
return { allowed = not ok and settings.limit == 5 }
--=== vector_with_operators
local Vector = {}
Vector.__index = Vector

local function vector(x, y)
  return setmetatable({ x = x, y = y }, Vector)
end

Vector.__add = function(a, b)
  return vector(a.x + b.x, a.y + b.y)
end

Vector.__eq = function(a, b)
  return a.x == b.x and a.y == b.y
end

Vector.__tostring = function(v)
  return ("(%d, %d)"):format(v.x, v.y)
end

local sum = vector(1, 2) + vector(#context.email, 0)
helpers.log(tostring(sum))
return { allowed = sum ~= vector(0, 0) }
