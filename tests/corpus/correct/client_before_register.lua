--=== only_https
for _, url in ipairs(context.redirectUrls) do
  if not url:match("^https://") then
    return { allowed = false, error = "Only https: " .. url }
  end
end
return { allowed = true }
--=== hosts_of_urls
local function host_of(url)
  local host = url:match("^%a[%w+.-]*://([^/?#:]+)")
  return host and host:lower()
end

local hosts, seen = {}, {}
for _, url in ipairs(context.redirectUrls) do
  local host = host_of(url)
  if host and not seen[host] then
    seen[host] = true
    hosts[#hosts + 1] = host
  end
end
return { allowed = #hosts <= 3, error = "Too many hosts.", data = { hosts = hosts } }
--=== parsed_urls
---@class Url
---@field scheme string
---@field host string
---@field port? integer
---@field path string

---@param text string
---@return Url?
local function parse(text)
  local scheme, rest = text:match("^(%a+)://(.+)$")
  if not scheme then
    return nil
  end
  local authority, path = rest:match("^([^/]*)(/?.*)$")
  local host, port = (authority or ""):match("^(.-):?(%d*)$")
  return {
    scheme = scheme:lower(),
    host = host or "",
    port = port and math.tointeger(tonumber(port)) or nil,
    path = path ~= "" and path or "/",
  }
end

for _, text in ipairs(context.redirectUrls) do
  local url = parse(text)
  if url and url.port and url.port < 1024 and url.port ~= 443 then
    return { allowed = false, error = "This port is not allowed." }
  end
end
return { allowed = true }
--=== type_needed
local kind = context.type
if kind == "public" then
  return { allowed = true, data = { pkce = true } }
elseif kind == "confidential" then
  return { allowed = true, data = { pkce = false } }
end
return { allowed = false, error = "Say whether the client is public." }
--=== name_rules
local name = context.name
if #name < 3 then
  return { allowed = false, error = "This name is too short." }
elseif name:find("[<>\"]") then
  return { allowed = false, error = "This name has letters that are not allowed." }
elseif name:lower():find("acme", 1, true) then
  return { allowed = false, error = "This name is ours." }
end
return { allowed = true }
--=== levenshtein
local function distance(a, b)
  if #a > 40 or #b > 40 then
    return 99
  end
  local row = {}
  for j = 0, #b do
    row[j] = j
  end
  for i = 1, #a do
    local before, corner = i, i - 1
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      local value = math.min(row[j] + 1, before + 1, corner + cost)
      corner = row[j]
      row[j - 1] = before
      before = value
    end
    row[#b] = before
  end
  return row[#b]
end

local far = distance(context.name:lower():sub(1, 20), "acme reports")
return { allowed = far > 0, data = { distance = far } }
--=== any_and_every
local function any(list, test)
  for _, item in ipairs(list) do
    if test(item) then return true end
  end
  return false
end

local function every(list, test)
  return not any(list, function(item) return not test(item) end)
end

local function is_local(url)
  return url:find("localhost", 1, true) ~= nil
end

return {
  allowed = not (any(context.redirectUrls, is_local) and not every(context.redirectUrls, is_local)),
  error = "Local addresses and others do not go together.",
}
--=== longest_common_prefix
local function common(a, b)
  local i = 0
  while i < #a and i < #b and a:byte(i + 1) == b:byte(i + 1) do
    i = i + 1
  end
  return a:sub(1, i)
end

local prefix = context.redirectUrls[1] or ""
for i = 2, #context.redirectUrls do
  prefix = common(prefix, context.redirectUrls[i])
end
return { allowed = true, data = { prefix = prefix } }
--=== slug
local slug = context.name
  :lower()
  :gsub("[^%w]+", "-")
  :gsub("^%-+", "")
  :gsub("%-+$", "")
return { allowed = slug ~= "", error = "This name has no letters.", data = { slug = slug } }
--=== url_list_limit
local urls <const> = context.redirectUrls
local LIMIT <const> = 5
if #urls == 0 then
  return { allowed = false, error = "An address is needed." }
end
if #urls > LIMIT then
  local surplus = #urls - LIMIT
  return { allowed = false, error = ("%d addresses too many."):format(surplus) }
end
return { allowed = true }
--=== matrix_of_rules
local MATRIX = {
  public = { http = false, https = true, app = true },
  confidential = { http = false, https = true, app = false },
}
local row = MATRIX[context.type or "public"]
for _, url in ipairs(context.redirectUrls) do
  local scheme = url:match("^(%a+):") or "app"
  if not row[scheme] then
    return { allowed = false, error = "This scheme is not allowed: " .. scheme }
  end
end
return { allowed = true }
--=== lazy_value
local function lazy(make)
  local value, is_made
  return function()
    if not is_made then
      value, is_made = make(), true
    end
    return value
  end
end

local expensive = lazy(function()
  return helpers.hash(context.name)
end)
local is_long = #context.name > 20
return { allowed = true, data = { tag = is_long and expensive():sub(1, 8) or "short" } }
--=== events_with_listeners
local Events = {}
Events.__index = Events

function Events.new()
  return setmetatable({ listeners = {} }, Events)
end

function Events:on(name, listener)
  local list = self.listeners[name] or {}
  list[#list + 1] = listener
  self.listeners[name] = list
end

function Events:emit(name, ...)
  for _, listener in ipairs(self.listeners[name] or {}) do
    listener(...)
  end
end

local problems = {}
local events = Events.new()
events:on("url", function(url)
  if #url > 200 then
    problems[#problems + 1] = "too long"
  end
end)
for _, url in ipairs(context.redirectUrls) do
  events:emit("url", url)
end
return { allowed = #problems == 0, error = problems[1] }
--=== asks_a_register
local ok, answer = pcall(function()
  return await(helpers.fetch("https://brands.example/v1", { method = "POST", body = { name = context.name } }))
end)
local taken = ok and answer.json and answer.body.taken
if taken then
  return { allowed = false, error = "This name belongs to somebody." }
end
return { allowed = true }
