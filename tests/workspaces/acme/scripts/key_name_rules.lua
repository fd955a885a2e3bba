--- API key names
---
--- A key is named `<team>-<purpose>-<environment>`, such as "shop-import-live". From the
--- name alone, whoever finds a key in a log knows whom to call.

---@data { environment: acme.Environment, team: string }

local MIN_LENGTH, MAX_LENGTH = 8, 48

---@type table<string, acme.Environment>
local ENVIRONMENTS = {
  live = "live",
  prod = "live",
  test = "test",
  staging = "test",
  dev = "dev",
}

local RESERVED = { "acme%-internal", "^system%-", "^root%-" }

local function deny(reason, ...)
  return { allowed = false, error = reason:format(...) }
end

local name = context.name
if not name or name == "" then
  return deny("Please give the key a name, such as %s.", "shop-import-live")
end
if #name < MIN_LENGTH or #name > MAX_LENGTH then
  return deny("A key's name has %d to %d characters.", MIN_LENGTH, MAX_LENGTH)
end
if name:find("[^%l%d%-]") then
  return deny("A key's name has only small letters, digits and hyphens.")
end

for _, pattern in ipairs(RESERVED) do
  if helpers.matches(name, pattern) then
    return deny("Names like this are reserved.")
  end
end

local team, purpose, ending = name:match("^(%l[%l%d]*)%-([%l%d%-]+)%-(%l+)$")
if not team or not purpose or not ending then
  return deny(
    "Please name the key %s, such as %s.",
    "<team>-<purpose>-<environment>",
    "shop-import-live"
  )
end

local environment = ENVIRONMENTS[ending]
if not environment then
  local known = {}
  for word in pairs(ENVIRONMENTS) do
    known[#known + 1] = word
  end
  table.sort(known)
  return deny("The last part of the name is one of %s.", table.concat(known, ", "))
end

return { allowed = true, data = { environment = environment, team = team } }
