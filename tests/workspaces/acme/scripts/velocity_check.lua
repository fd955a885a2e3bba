--- Velocity check
---
--- Counts attempts by address and by network in the counter service, and refuses when
--- a window is full. Used at sign-up and at sign-in; a sign-up counts the display name
--- as well, because sign-up farms change the address but not the name.

---@config { perAddress: integer, perNetwork: integer }
---@data { attempts: integer }

local COUNTER = "https://counters.acme.example/v1/hit"

---@param kind string
---@param value string
local function key_of(kind, value)
  return table.concat({ context.hook, kind, helpers.hash(value):sub(1, 24) }, ":")
end

-- 203.0.113.77 -> 203.0.113; an IPv6 address -> its first four groups.
local function network_of(ip)
  local v4 = ip:match("^(%d+%.%d+%.%d+)%.%d+$")
  if v4 then
    return v4
  end
  local groups = {}
  for group in ip:gmatch("[^:]+") do
    groups[#groups + 1] = group
    if #groups == 4 then
      break
    end
  end
  return table.concat(groups, ":")
end

local keys = { key_of("address", context.email:lower()) }
local caps = { context.config.perAddress }

local ip = context.request.ip
if ip then
  keys[#keys + 1] = key_of("network", network_of(ip))
  caps[#caps + 1] = context.config.perNetwork
end

if context.hook == "before_signup" then
  local name = context.name
  if name and #name > 2 then
    keys[#keys + 1] = key_of("name", name:lower())
    caps[#caps + 1] = context.config.perNetwork
  end
end

local ok, res = pcall(
  await,
  helpers.fetch(COUNTER, {
    method = "POST",
    body = { keys = keys, windowSeconds = 600 },
    timeoutMs = 600,
  })
)
if not ok or not res.ok or not res.json then
  helpers.log.warn("counter service gave no counts")
  return { allowed = true, data = { attempts = 0 } }
end

local highest = 0
for i, cap in ipairs(caps) do
  local count = math.tointeger(res.body.counts and res.body.counts[i]) or 0
  if count > cap then
    helpers.metrics.count("auth.velocity", 1, { hook = context.hook })
    return { allowed = false, error = "Too many attempts. Please wait ten minutes." }
  end
  highest = math.max(highest, count)
end

return { allowed = true, data = { attempts = highest } }
