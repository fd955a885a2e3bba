--- Impossible travel
---
--- Compares this sign-in with the last one: nobody is in Lisbon at nine and in Osaka at
--- ten. Gives the speed that the journey would have taken; the risk node judges it.

---@data { speed_kmh: integer, known_device: boolean }

local EARTH_RADIUS_KM = 6371
local HOUR_MS = 60 * 60 * 1000

--- Great-circle distance by the haversine formula.
---@param lat1 number
---@param lon1 number
---@param lat2 number
---@param lon2 number
---@return number km
local function distance_km(lat1, lon1, lat2, lon2)
  local d_lat = math.rad(lat2 - lat1)
  local d_lon = math.rad(lon2 - lon1)
  local a = math.sin(d_lat / 2) ^ 2
    + math.cos(math.rad(lat1)) * math.cos(math.rad(lat2)) * math.sin(d_lon / 2) ^ 2
  return 2 * EARTH_RADIUS_KM * math.asin(math.min(1, math.sqrt(a)))
end

--- The last sign-in as the profile service tells it, or nil on the first one.
local function last_seen()
  local id = helpers.hash(context.email:lower())
  local url = "https://profiles.acme.example/v2/last-seen/" .. id
  local ok, res = pcall(await, helpers.fetch(url, { timeoutMs = 800 }))
  if not ok or not res.ok or type(res.body) ~= "table" then
    return nil
  end
  return res.body
end

local function knows_device(devices, device)
  if type(devices) ~= "table" then
    return false
  end
  for _, known in ipairs(devices) do
    if helpers.equal(tostring(known), device) then
      return true
    end
  end
  return false
end

local last = last_seen()
if not last then
  helpers.log("no earlier sign-in to compare with")
  return { allowed = true, data = { speed_kmh = 0, known_device = false } }
end

local here = context.outputs.geo
local known = knows_device(last.devices, context.outputs.device.device or "")

local lat, lon = tonumber(last.latitude), tonumber(last.longitude)
if not (here.latitude and here.longitude and lat and lon) then
  return { allowed = true, data = { speed_kmh = 0, known_device = known } }
end

local km = distance_km(lat, lon, here.latitude, here.longitude)
local hours = (helpers.now() - (tonumber(last.at) or 0)) / HOUR_MS
-- Two sign-ins within a minute would divide by almost nothing.
local speed = math.floor(km / math.max(hours, 1 / 60))

helpers.log(string.format("%.0f km in %.1f h", km, hours))
return { allowed = true, data = { speed_kmh = speed, known_device = known } }
