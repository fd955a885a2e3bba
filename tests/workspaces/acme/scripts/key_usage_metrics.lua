--- API key usage
---
--- Counts exchanges by the team in the key's name and by what the key may do.

--- The strongest of the actions in a list of permissions.
---@param permissions string[]
---@return "none" | "read" | "write"
local function strongest(permissions)
  ---@type "none" | "read" | "write"
  local found = "none"
  for _, permission in ipairs(permissions) do
    local action = permission:match(":([%l*]+)$")
    if action == "write" or action == "*" then
      return "write"
    elseif action == "read" then
      found = "read"
    end
  end
  return found
end

local apikey = context.apikey
local team = (apikey.name or ""):match("^(%l+)%-") or "unnamed"

helpers.metrics.count("apikey.exchanged", 1, {
  team = team,
  action = strongest(apikey.permissions or {}),
})

-- Keys of people who left carry this mark until somebody takes them over.
if apikey.userId:sub(1, 7) == "orphan_" then
  helpers.log.warn("a key without an owner is in use:", apikey.id)
  helpers.metrics.count("apikey.orphan_used", 1, { team = team })
end
