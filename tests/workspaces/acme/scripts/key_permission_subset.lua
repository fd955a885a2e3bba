--- API key permissions
---
--- A key may have at most the permissions of its environment, and none that only people
--- may use. What is too much is listed in the answer, so that it can be corrected at once.

---@config { live: string[], test: string[] }

local ONLY_PEOPLE = { "member:write", "invoice:pay", "apikey:write" }

--- "report:*" covers "report:read"; all else covers itself.
---@param grant string
---@param wanted string
local function covers(grant, wanted)
  if grant == wanted then
    return true
  end
  local resource = grant:match("^(.+):%*$")
  return resource ~= nil and wanted:sub(1, #resource + 1) == resource .. ":"
end

---@param grants string[]
---@param wanted string
local function covered(grants, wanted)
  for _, grant in ipairs(grants) do
    if covers(grant, wanted) then
      return true
    end
  end
  return false
end

local wanted = context.permissions
if not wanted or #wanted == 0 then
  return { allowed = false, error = "Please choose at least one permission." }
end

local allowed_here = context.config.test
if context.prev.environment == "live" then
  allowed_here = context.config.live
end

local too_much, personal = {}, {}
for _, permission in ipairs(wanted) do
  if covered(ONLY_PEOPLE, permission) then
    table.insert(personal, permission)
  elseif not covered(allowed_here, permission) then
    table.insert(too_much, permission)
  end
end

if #personal > 0 then
  return {
    allowed = false,
    error = "Only people may have " .. table.concat(personal, ", ") .. ".",
  }
end

if #too_much > 0 then
  helpers.log.warn("team", context.prev.team, "asked for", table.concat(too_much, " "))
  return {
    allowed = false,
    error = ("Not possible for a %s key: %s."):format(
      context.prev.environment,
      table.concat(too_much, ", ")
    ),
  }
end

return { allowed = true }
