--- One in so many

---@hook before_signup

local buckets = 0
local bucket = #context.email % buckets

return { allowed = bucket ~= 1, error = "Please come back later." }
