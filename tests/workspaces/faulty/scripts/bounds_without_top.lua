--- Length of a name

---@hook before_signup

local shortest, longest = 3 -- and how long?
local length = #(context.name or "")

return { allowed = length >= shortest and length <= (longest or 60), error = "Please use another name." }
