--=== from_networks
local key, request = context.apikey, context.request
local NETWORKS = { usr_1 = "10.0.0.0/8", usr_2 = "192.168.0.0/16" }
local network = NETWORKS[key.userId]
if network and request.ip and not helpers.ip.within(request.ip, network) then
  return { allowed = false, error = "This key is for another network." }
end
return { allowed = true }
--=== without_browsers
local agent = context.request.userAgent
if agent and agent:find("Mozilla/", 1, true) == 1 then
  return { allowed = false, error = "Keys are not for browsers." }
end
return { allowed = true }
--=== read_only_at_night
local hour = tonumber(helpers.date(nil, "%H"))
local permissions = context.apikey.permissions or {}
local writes = false
for _, permission in ipairs(permissions) do
  if permission:match(":write$") then
    writes = true
    break
  end
end
if writes and hour and hour < 4 then
  return { allowed = false, error = "No writes at night." }
end
return { allowed = true }
--=== list_of_denied_ids
local DENIED = helpers.json.decode('["key_1", "key_2"]')
for _, id in ipairs(DENIED) do
  if id == context.apikey.id then
    return { allowed = false, error = "This key is withdrawn." }
  end
end
return { allowed = true }
--=== constant_time
local expected = helpers.hmac(helpers.secret("SIGNING_KEY"), context.apikey.id)
local given = context.request.origin or ""
local is_signed = helpers.equal(expected, given)
return { allowed = true, data = { signed = is_signed } }
--=== base64_parts
local header = (context.request.userAgent or ""):match("^Basic (%S+)$")
local decoded = header and helpers.base64.decode(header)
if decoded then
  local user, word = decoded:match("^([^:]*):(.*)$")
  return { allowed = user ~= "" and word ~= nil, error = "Please send a name." }
end
return { allowed = true }
--=== token_bucket
local Bucket = {}
Bucket.__index = Bucket

function Bucket.new(size, per_second)
  return setmetatable({ left = size, size = size, rate = per_second, at = 0 }, Bucket)
end

function Bucket:take(now)
  self.left = math.min(self.size, self.left + (now - self.at) * self.rate)
  self.at = now
  if self.left < 1 then
    return false
  end
  self.left = self.left - 1
  return true
end

local bucket = Bucket.new(2, 0.5)
local taken = 0
for second = 1, 6 do
  if bucket:take(second) then
    taken = taken + 1
  end
end
return { allowed = taken > 0, data = { taken = taken } }
--=== lookup_with_fallbacks
local function pick(...)
  local sources = table.pack(...)
  return function(key)
    for i = 1, sources.n do
      local source = sources[i]
      if source and source[key] ~= nil then
        return source[key]
      end
    end
  end
end

local get = pick(context.request, context.apikey, nil, { origin = "none" })
return { allowed = get("id") ~= nil, data = { origin = get("origin"), name = get("name") } }
--=== risk_by_rules
local rules = {
  { "no address", 20, function(c) return c.request.ip == nil end },
  { "no agent", 30, function(c) return c.request.userAgent == nil end },
  { "all powerful", 40, function(c) return c.apikey.permissions ~= nil and #c.apikey.permissions > 10 end },
}
local risk = 0
for _, rule in ipairs(rules) do
  local label, points, holds = rule[1], rule[2], rule[3]
  if holds(context) then
    risk = risk + points
    helpers.log(label)
  end
end
return { allowed = risk < 90, error = "This looks wrong.", data = { risk = risk } }
--=== assert_in_pcall
local ok, result = pcall(function()
  local ip = assert(context.request.ip, "no ip")
  local agent = assert(context.request.userAgent, "no agent")
  return ip .. "/" .. #agent
end)
return { allowed = true, data = { place = ok and result or "nowhere" } }
