--- Who may consent to what
---
--- Consent is given by a person, and a person can only pass on what the person has. A
--- guest cannot let an application read the members of an organisation, for example.

local NEEDS = {
  ["member.read"] = { "admin", "support" },
  ["invoice.read"] = { "admin", "billing" },
  ["invoice.pay"] = { "billing" },
}

local function any_of(list)
  local set = {}
  for _, item in ipairs(list) do
    set[item] = true
  end
  return function(value)
    return value ~= nil and set[value] == true
  end
end

---@type table<string, fun(role: string?): boolean>
local may = {}
for scope, roles in pairs(NEEDS) do
  may[scope] = any_of(roles)
end

local role = context.user.role

for _, scope in ipairs(context.prev.sensitive) do
  local test = may[scope]
  if test and not test(role) then
    helpers.log("role", role or "none", "cannot pass on", scope)
    return {
      allowed = false,
      error = "You cannot give an application access to " .. scope .. ".",
    }
  end
end

return { allowed = true }
