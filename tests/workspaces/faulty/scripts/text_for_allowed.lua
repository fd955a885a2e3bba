--- Says "yes"

---@hook before_signin

return { allowed = "yes" } -- a text where a boolean belongs
