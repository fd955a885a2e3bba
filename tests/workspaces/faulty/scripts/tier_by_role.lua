--- Tier by role

return { allowed = true, data = { tier = context.user.role == "admin" and "gold" or "basic" } }

---@hook before_signin
