--- Sign-in risk
---
--- The decision at sign-in. A known device forgives a lot; a journey faster than an
--- airliner forgives nothing.

---@config { airlinerKmh: integer }

local prev = context.prev
local geo = context.outputs.geo
local device = context.outputs.device

local known = prev.known_device == true
local speed = prev.speed_kmh or 0
local attempts = prev.attempts or 0

local score = 0
local function add(points, why)
  score = score + points
  helpers.log(string.format("%+d %s", points, why))
end

if speed > context.config.airlinerKmh then
  add(60, "travelled at " .. speed .. " km/h")
elseif speed > context.config.airlinerKmh // 2 then
  add(15, "travelled by air")
end

if geo.hosting then
  add(25, "from a data centre")
end
if device.browser == "other" then
  add(15, "browser unknown")
end
if attempts > 5 then
  add(5 * math.min(attempts - 5, 6), "many attempts")
end
if known then
  add(-30, "device known")
end

local limit = tonumber(helpers.env("RISK_LIMIT")) or 70
helpers.metrics.gauge("signin.risk", score, { known = known, country = geo.country or "unknown" })

if score < limit then
  return { allowed = true }
end

helpers.log.warn("sign-in refused at score", score)
return {
  allowed = false,
  error = "This sign-in looks unusual. Please use the link that we sent you by e-mail.",
}
