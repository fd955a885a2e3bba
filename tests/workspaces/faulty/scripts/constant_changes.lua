--- A limit that is not one

---@hook before_signin

local LIMIT <const> = 5

if context.request.ip == nil then
  LIMIT = 3 -- a constant cannot be assigned
end

return { allowed = #context.email > LIMIT, error = "Please enter your whole address." }
