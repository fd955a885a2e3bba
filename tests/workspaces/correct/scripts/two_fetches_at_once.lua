--- Two services asked at the same time

---@hook before_signin

local geo = helpers.fetch("https://api.geo.example/v1/me", { timeoutMs = 500 })
local risk = helpers.fetch("https://risk.acme.example/v1/score", { timeoutMs = 500 })

local geo_ok, where = pcall(await, geo)
local risk_ok, score = pcall(await, risk)

if not geo_ok or not risk_ok then
  helpers.log.warn("a service gave no answer for", context.node)
  return { allowed = true }
end

if where.ok and score.ok and score.json and (tonumber(score.body.score) or 0) > 90 then
  return { allowed = false, error = "This sign-in looks unusual." }
end
return { allowed = true }
