--=== scopes_allowed
local ALLOWED = { openid = true, profile = true, email = true }
local refused
for _, scope in ipairs(context.scopes) do
  if not ALLOWED[scope] then
    refused = scope
    break
  end
end
if refused then
  return { allowed = false, error = "This scope is not given: " .. refused }
end
return { allowed = true }
--=== offline_for_confidential
local wants_offline = false
for _, scope in ipairs(context.scopes) do
  wants_offline = wants_offline or scope == "offline_access"
end
if wants_offline and context.client.type ~= "confidential" then
  return { allowed = false, error = "Only a confidential client may stay." }
end
return { allowed = true }
--=== admins_only
local user = context.user
local is_admin = user.role == "admin"
local is_internal = context.client.clientId:sub(1, 4) == "int_"
if is_internal and not is_admin then
  helpers.log.warn("refused", user.id, context.client.clientId)
  return { allowed = false, error = "This client is for administrators." }
end
return { allowed = true }
--=== difference_of_sets
local function difference(a, b)
  local taken, out = {}, {}
  for _, item in ipairs(b) do taken[item] = true end
  for _, item in ipairs(a) do
    if not taken[item] then out[#out + 1] = item end
  end
  return out
end

local extra = difference(context.scopes, { "openid", "profile", "email" })
return { allowed = #extra < 10, data = { extra = extra } }
--=== scope_levels
local LEVELS <const> = { openid = 0, profile = 1, email = 1, payments = 3 }
local most = 0
for _, scope in ipairs(context.scopes) do
  most = math.max(most, LEVELS[scope] or 2)
end
local verified = context.user.email ~= nil
if most >= 3 and not verified then
  return { allowed = false, error = "Please add an address first." }
end
return { allowed = true, data = { level = most } }
--=== consent_by_service
local function consent(user, client)
  local url = ("https://consent.example/%s/%s"):format(user.id, client.clientId)
  local ok, answer = pcall(await, helpers.fetch(url))
  if not ok then
    return nil, "unreachable"
  end
  if answer.status == 404 then
    return false
  end
  return answer.json and answer.body.allowed == true
end

local given, problem = consent(context.user, context.client)
if problem then
  return { allowed = true, data = { consent = problem } }
end
return { allowed = given == true or given == false, data = { consent = given } }
--=== redirect_must_match
local uri = context.client.redirectUri
if not uri then
  return { allowed = true }
end
local host = uri:match("^https://([^/]+)")
if host == nil then
  return { allowed = true, data = { plain = true } }
end
local is_ours = host == "acme.example" or host:sub(-13) == ".acme.example"
return { allowed = true, data = { ours = is_ours } }
--=== visitor
local Visitor = {}

function Visitor.openid(state) state.id = true end
function Visitor.profile(state) state.name = true end
function Visitor.email(state) state.mail = true end

local state = {}
for _, scope in ipairs(context.scopes) do
  local visit = Visitor[scope]
  if visit then
    visit(state)
  end
end
return { allowed = true, data = { mail = state.mail == true, name = state.name == true } }
--=== ring_buffer
local function ring(size)
  local items, next_at = {}, 1
  return {
    add = function(item)
      items[next_at] = item
      next_at = next_at % size + 1
    end,
    list = function()
      return items
    end,
  }
end

local last = ring(2)
for _, scope in ipairs(context.scopes) do
  last.add(scope)
end
return { allowed = true, data = { last = table.concat(last.list(), " ") } }
--=== pipeline_of_filters
local function pipe(...)
  local steps = { ... }
  return function(value)
    for _, step in ipairs(steps) do
      value = step(value)
    end
    return value
  end
end

local clean = pipe(
  function(text) return text:lower() end,
  function(text) return (text:gsub("%s+", " ")) end,
  function(text) return text:sub(1, 30) end
)
return { allowed = true, data = { name = clean(context.client.name or "No Name") } }
--=== permutations_of_scopes
local function joined(list, seen)
  local best = ""
  for i, item in ipairs(list) do
    if not seen[i] and (best == "" or item < best) then
      best = item
    end
  end
  return best
end
return { allowed = true, data = { first = joined(context.scopes, { [99] = true }) } }
--=== numbers_in_all_forms
local hex, float, big = 0xFF, 1.5e2, 1 << 40
local half = 7 // 2
local rest = -7 % 3
local power = 2 ^ 10
local is_integer = math.type(half) == "integer"
return { allowed = hex + float < big and rest == 2 and power == 1024 and is_integer }
--=== shadowing_on_purpose
local user = context.user
local name = user.name
do
  local name = name or "somebody"
  helpers.log(name)
end
return { allowed = true, data = { named = name ~= nil } }
--=== escapes
local text = "tab\tquote\" \x41\u{1F600} \z
              goes on \065"
return { allowed = #text > 10 }
