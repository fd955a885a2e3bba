--- Saved by an old editor

---@hook before_signup

-- The next line holds a byte that is not UTF-8, from an editor set to Latin-1.
-- Größe der Liste
local limit = 10

return { allowed = #context.email > limit, error = "Please enter your whole address." }
