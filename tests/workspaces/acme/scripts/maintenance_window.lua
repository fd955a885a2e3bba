--- Maintenance window
---
--- Keeps customers out while the identity database is moved. The node is switched off
--- between moves; switch it on together with new times. Staff may always sign in.

---@config { from: string, till: string }

local STAFF = "@acme.example"

local email = context.email:lower()
if email:sub(-#STAFF) == STAFF then
  helpers.log("staff, let through")
  return { allowed = true }
end

local now = helpers.now()
local from = helpers.date.parse(context.config.from)
local till = helpers.date.parse(context.config.till)

if not from or not till then
  helpers.log.error("the window's times cannot be read")
  return { allowed = true }
end

if now < from or now >= till then
  return { allowed = true }
end

local minutes = (till - now) // 60000 + 1
local unit = minutes == 1 and "minute" or "minutes"
return {
  allowed = false,
  error = ("We are moving house. Please come back in about %d %s."):format(minutes, unit),
}
