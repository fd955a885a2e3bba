--- Captures, positions and sets

---@hook before_signup

local user, host, top = context.email:match("^([%w%.%-_]+)@([%w%-]+)%.(%a+)$")
if not user or not host or not top then
  return { allowed = false, error = "Please enter a valid address." }
end

local at = context.email:find("@", 1, true) or 0
local _, dots = user:gsub("%.", "")
local first, position = user:match("^(%a)()")

helpers.log(host, top, at, dots, first or "?", position or 0)
return { allowed = dots <= 3, error = "Please use fewer dots." }
