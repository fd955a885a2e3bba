--- The condition sees what the body declares

---@hook before_signup

local rest, parts = context.email, 0
repeat
  local at = rest:find(".", 1, true)
  parts = parts + 1
  if at then
    rest = rest:sub(at + 1)
  end
until not at

return { allowed = parts < 10, error = "Please use fewer dots." }
