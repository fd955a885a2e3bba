--=== session_length
local session = context.session
if session.expiresAt then
  local left = session.expiresAt - helpers.now()
  local hours, rest = left // 3600000, left % 3600000
  helpers.log(("%d h %d min"):format(hours, rest // 60000))
end
--=== last_seen
local function tell(id)
  return await(helpers.fetch("https://seen.example/" .. id, { method = "PUT", body = "{}" }))
end

local ok, result = pcall(tell, context.user.id)
if ok and not result.ok then
  helpers.log.warn("status", result.status)
elseif not ok then
  helpers.log.warn("no answer", tostring(result))
end
--=== sampled
if helpers.hash(context.user.id):byte(1) % 10 ~= 0 then
  return
end
helpers.metrics.count("signin.sampled")
--=== owner_check
local user, session = context.user, context.session
if session.userId ~= user.id then
  helpers.log.error("a session of somebody else", session.id)
  return { data = { odd = true } }
end
return { data = { odd = false } }
--=== day_parts
local function part_of(hour)
  if hour < 6 then return "night" end
  if hour < 12 then return "morning" end
  if hour < 18 then return "afternoon" end
  return "evening"
end

local hour = tonumber(helpers.date(nil, "%H")) or 0
helpers.metrics.count("signin.part", 1, { part = part_of(hour) })
--=== timeline
local events = {}
local function event(name, at)
  events[#events + 1] = { name = name, at = at }
end

event("now", helpers.now())
if context.session.expiresAt then
  event("end", context.session.expiresAt)
end
table.sort(events, function(a, b) return a.at < b.at end)

local names = {}
for i, each in ipairs(events) do
  names[i] = each.name
end
return { data = { order = table.concat(names, " > ") } }
--=== leap_year
local function is_leap(year)
  return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

local function days_in(month, year)
  local DAYS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
  if month == 2 and is_leap(year) then
    return 29
  end
  return DAYS[month]
end

local year, month = helpers.date():match("^(%d+)-(%d+)")
if year and month then
  local days = days_in(tonumber(month), tonumber(year))
  helpers.log("days in this month", days)
end
--=== iso_week_like
local start = helpers.date.parse("2026-01-01")
if start then
  local week = (helpers.now() - start) // (7 * 86400000) + 1
  return { data = { week = week } }
end
--=== dispatch_by_role
local actions = {
  admin = function(user) helpers.log.warn("an administrator signed in", user.id) end,
  support = function(user) helpers.log("support signed in", user.id) end,
}
local action = actions[context.user.role or "none"]
if action then action(context.user) end
--=== counter_in_upvalue
local count = 0
local function step(times)
  for _ = 1, times or 1 do
    count = count + 1
  end
  return count
end
step()
step(3)
helpers.metrics.gauge("steps", step(2))
return { data = { steps = count } }
--=== pages_of_a_list
local function pages(list, size)
  local out = {}
  for i = 1, #list, size do
    out[#out + 1] = { table.unpack(list, i, math.min(i + size - 1, #list)) }
  end
  return out
end

local letters = {}
for letter in context.user.id:gmatch(".") do
  letters[#letters + 1] = letter
end
return { data = { pages = #pages(letters, 3) } }
--=== cache_by_table
local cache = {}
local function size_of(t)
  local known = cache[t]
  if not known then
    known = 0
    for _ in pairs(t) do known = known + 1 end
    cache[t] = known
  end
  return known
end
helpers.log(size_of(context.user), size_of(context.session), size_of(context.user))
