--- Role to permissions
---
--- Turns the user's role into the permissions that our services ask for. Roles build on
--- each other: an editor may do all that a viewer may, and so on.

---@data { permissions: string[] }

---@class role_permissions.Role
---@field extends? string
---@field grants string[]

---@type table<string, role_permissions.Role>
local ROLES = {
  guest = { grants = { "catalogue:read" } },
  viewer = { extends = "guest", grants = { "project:read", "report:read" } },
  editor = { extends = "viewer", grants = { "project:write", "report:write" } },
  billing = { extends = "viewer", grants = { "invoice:read", "invoice:pay" } },
  admin = { extends = "editor", grants = { "member:read", "member:write", "apikey:write" } },
}

---@param name string
---@return string[] permissions of the role and of all it extends, each once, sorted
local function permissions_of(name)
  local result, seen = {}, {}
  local role = ROLES[name]
  -- The bound ends a loop of roles that somebody may build one day.
  for _ = 1, 10 do
    if not role then
      break
    end
    for _, permission in ipairs(role.grants) do
      if not seen[permission] then
        seen[permission] = true
        result[#result + 1] = permission
      end
    end
    local parent = role.extends
    role = parent and ROLES[parent] or nil
  end
  table.sort(result)
  return result
end

local role = context.user.role or "guest"
if not ROLES[role] then
  helpers.log.warn("unknown role, treated as guest:", role)
  helpers.metrics.count("token.unknown_role")
  role = "guest"
end

return { allowed = true, data = { permissions = permissions_of(role) } }
