--- A reason that does not depend

---@hook before_signup

local reason
if context.request.ip then
  reason = "Please try again later."
else
  reason = "Please try again later."
end

return { allowed = #context.email < 100, error = reason }
