--- Long names

---@hook before_signup

local name = context.name or ""

-- This `if` is never closed.
if #name > 100 then
  return { allowed = false, error = "Please use a shorter name." }

return { allowed = true }
