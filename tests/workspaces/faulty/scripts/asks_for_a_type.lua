--- Asks the checker for a type and leaves the question in

---@hook before_signup

local name = context.name
if name then
  reveal_type(name)
end

return { allowed = true }
