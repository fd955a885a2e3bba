--- Days, hours, minutes of a length of time

---@hook after_signin

local SECOND = 1000
local MINUTE = 60 * SECOND
local HOUR = 60 * MINUTE
local DAY = 24 * HOUR

local function spell(ms)
  local days, rest = ms // DAY, ms % DAY
  local hours = rest // HOUR
  rest = rest % HOUR
  return string.format("%dd %02dh %02dm", days, hours, rest // MINUTE)
end

local expires_at = context.session.expiresAt
if expires_at then
  helpers.log("session lasts", spell(expires_at - helpers.now()))
end
