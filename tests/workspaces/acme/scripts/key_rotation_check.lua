--- API key rotation
---
--- Refuses keys that have not been rotated for too long. The last two weeks before that
--- are a season of grace: the key works, and the log says how long it still will.

---@config { liveDays: integer, otherDays: integer }

local DAY_MS = 86400000
local GRACE_DAYS = 14

local apikey = context.apikey
local is_live = (apikey.name or ""):find("%-live$") ~= nil

local max_days = context.config.otherDays
if is_live then
  max_days = context.config.liveDays
end

local since = context.prev.rotated_at or context.prev.created_at
local age_days = (helpers.now() - since) // DAY_MS
local left = max_days - age_days

helpers.metrics.gauge("apikey.days_left", left, { live = tostring(is_live) })

if left < 0 then
  local overdue = -left
  return {
    allowed = false,
    error = "This API key was due for rotation " .. overdue .. " day(s) ago.",
  }
elseif left <= GRACE_DAYS then
  helpers.log.warn(apikey.id, "is due for rotation in", left, "days")
end

return { allowed = true }
