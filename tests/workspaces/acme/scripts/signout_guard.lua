--- Sign-out guard
---
--- Till terminals must not lose their session while a shop is open: without it they
--- cannot print receipts. A terminal is a user with the role "terminal", and its hours
--- stand in the pipeline. Everybody else may always sign out.

---@config { opensAt: integer, closesAt: integer, utcOffset: integer }

local HOUR_MS = 3600 * 1000
local DAY_MS = 24 * HOUR_MS

local function is_terminal(role)
  return role == "terminal" or role == "terminal-lead"
end

if not is_terminal(context.user.role) then
  return { allowed = true }
end

local config = context.config
local now = helpers.now()

-- A session that ends by itself within the hour may as well end now.
local expires_at = context.session.expiresAt
if expires_at and expires_at - now < HOUR_MS then
  return { allowed = true }
end

local local_time = now + config.utcOffset * HOUR_MS
local hour = local_time % DAY_MS // HOUR_MS

local open
if config.opensAt <= config.closesAt then
  open = hour >= config.opensAt and hour < config.closesAt
else
  -- a night shop: open from 20 to 4
  open = hour >= config.opensAt or hour < config.closesAt
end

if open then
  helpers.log("terminal kept signed in at hour", hour)
  return {
    allowed = false,
    error = string.format("This terminal stays signed in until %02d:00.", config.closesAt),
  }
end

return { allowed = true }
