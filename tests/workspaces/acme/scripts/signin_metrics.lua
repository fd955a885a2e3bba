--- Sign-in metrics
---
--- Counts sign-ins by role and hour and measures how long sessions are. Dashboards read
--- the names, so do not change them without telling the operations team.

local HOUR_MS = 60 * 60 * 1000

-- Half-open buckets: the first whose upper end is above the length.
local BUCKETS = {
  { below = 1, name = "under-1h" },
  { below = 8, name = "under-8h" },
  { below = 24, name = "under-24h" },
  { below = 24 * 30, name = "under-30d" },
}

local function bucket_of(hours)
  for _, bucket in ipairs(BUCKETS) do
    if hours < bucket.below then
      return bucket.name
    end
  end
  return "longer"
end

local function part_of_day(now)
  local hour = now // HOUR_MS % 24
  if hour < 6 then
    return "night"
  elseif hour < 12 then
    return "morning"
  elseif hour < 18 then
    return "afternoon"
  end
  return "evening"
end

helpers.trace("count sign-in", { user = context.user.id }, function()
  local now = helpers.now()
  local tags = { role = context.user.role or "none", part = part_of_day(now) }
  helpers.metrics.count("signin.ok", 1, tags)

  local expires_at = context.session.expiresAt
  if expires_at then
    local hours = (expires_at - now) / HOUR_MS
    helpers.metrics.gauge("signin.session_hours", hours, { bucket = bucket_of(hours) })
  else
    helpers.log.warn("session without an end", context.session.id)
  end
end)

return nil
