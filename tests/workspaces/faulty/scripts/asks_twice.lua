--- Level by name

---@hook before_signup

local level = 0
if context.name == "root" then
  level = 2
elseif context.name == "root" then -- meant was "admin"
  level = 1
end

return { allowed = level == 0, error = "This name is taken." }
