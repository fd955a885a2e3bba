--- Rotation reminders for API keys
---
--- Books the reminders for a new key: live keys are rotated every 90 days, others every
--- 180, and the owner hears of it 14, 7 and 1 days before.

local DAY_MS = 24 * 60 * 60 * 1000
local LEAD_DAYS = { 14, 7, 1 }

local function lifetime_days(name)
  if name:match("%-live$") or name:match("%-prod$") then
    return 90
  end
  return 180
end

---@param created integer
---@param days integer
---@return { at: integer, text: string }[]
local function reminders(created, days)
  local list = {}
  local due = created + days * DAY_MS
  for i, lead in ipairs(LEAD_DAYS) do
    local left = lead == 1 and "tomorrow" or ("in " .. lead .. " days")
    list[i] = { at = due - lead * DAY_MS, text = "Your API key is due for rotation " .. left }
  end
  return list
end

local apikey = context.apikey
local name = apikey.name or apikey.id
local now = helpers.now()
local days = lifetime_days(name)
local permissions = apikey.permissions or {}

local ok, res = pcall(
  await,
  helpers.fetch("https://reminders.acme.example/v1/schedule", {
    method = "PUT",
    body = {
      key = apikey.id,
      owner = context.userId,
      title = name .. " (" .. #permissions .. " permissions)",
      dueAt = helpers.date(now + days * DAY_MS),
      reminders = reminders(now, days),
    },
    timeoutMs = 1200,
  })
)

if not ok or not res.ok then
  error("reminders for a new key were not booked")
end

helpers.metrics.count("apikey.created", 1, { days = tostring(days) })
return { allowed = true }
