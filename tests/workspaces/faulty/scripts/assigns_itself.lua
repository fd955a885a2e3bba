--- A default that is none

---@hook before_signup

local name = context.name
if not name then
  name = name -- meant was a default
end

return { allowed = name ~= "root", error = "This name is taken." }
