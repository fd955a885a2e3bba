--- Whole words with the frontier pattern

---@hook before_signup

local found = (context.name or ""):lower():find("%f[%a]root%f[%A]")

return { allowed = not found, error = "This name is taken." }
