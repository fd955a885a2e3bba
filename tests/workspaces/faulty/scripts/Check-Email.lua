--- A name that cannot be a slug

---@hook before_signup

return { allowed = context.email ~= "", error = "Please enter an address." }
