--- Times as numbers and as text

---@hook after_signin

local now = helpers.now()
local midnight = helpers.date.parse(helpers.date(now, "%Y-%m-%d"))
local expires_at = context.session.expiresAt

if midnight and expires_at then
  local days = (expires_at - midnight) // 86400000
  helpers.log("ends in", days, "days, on", helpers.date(expires_at))
end
