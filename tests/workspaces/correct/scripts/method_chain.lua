--- A chain of calls, one a line

---@hook before_signup

local slug = (context.name or "unnamed"):lower():gsub("%s+", "-"):gsub("[^%l%d%-]", ""):sub(1, 30)

return { allowed = slug ~= "admin", error = "This name is taken.", data = { slug = slug } }
