--- Blocked domains

---@hook before_signup

local blocked = context.email:find("@rival%.example$") ~= nil

-- Always true: `false` in the middle falls through to the last value.
local allowed = blocked and false or true

return { allowed = allowed, error = "This mail domain cannot be used here." }
