--- Embargo check
---
--- Looks up where the caller is and refuses countries that Acme may not serve.
--- Hands the place on, so that scores and the travel check need no second look-up.
--- A geo service that is down never keeps anybody out, unless `strict` says so.

---@config { blocked: string[], strict?: boolean }
---@data { country?: string, hosting?: boolean, latitude?: number, longitude?: number }

local LOOKUP = "https://api.geo.example/v1/ip/"
local OFFICES = { "10.0.0.0/8", "192.168.0.0/16", "fd00::/8" }

local function is_office(ip)
  for _, range in ipairs(OFFICES) do
    if helpers.ip.within(ip, range) then
      return true
    end
  end
  return false
end

---@param ip string
---@return acme.GeoAnswer? place nil if the service gave no usable answer
local function locate(ip)
  local ok, res = pcall(
    await,
    helpers.fetch(LOOKUP .. ip, {
      headers = { authorization = "Bearer " .. helpers.secret("GEO_TOKEN") },
      timeoutMs = 700,
    })
  )
  if not ok then
    helpers.log.warn("geo look-up failed")
    return nil
  end
  if not res.ok or not res.json then
    helpers.log.warn("geo look-up answered", res.status)
    return nil
  end
  return res.body
end

local function unknown_place()
  if context.config.strict then
    return { allowed = false, error = "We could not check your location. Please try again." }
  end
  return { allowed = true, data = {} }
end

local ip = context.request.ip
if not ip then
  helpers.log.warn("no ip in the request")
  return unknown_place()
end
if is_office(ip) then
  return { allowed = true, data = {} }
end

local place = locate(ip)
if not place then
  return unknown_place()
end

for _, country in ipairs(context.config.blocked) do
  if place.country == country then
    helpers.metrics.count("auth.embargo", 1, { country = country, hook = context.hook })
    return { allowed = false, error = "Acme is not available in your country." }
  end
end

return {
  allowed = true,
  data = {
    country = place.country,
    hosting = place.hosting,
    latitude = place.latitude,
    longitude = place.longitude,
  },
}
