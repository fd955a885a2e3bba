--- Marks what was checked

---@hook before_signup

-- `local` was forgotten, so this assigns a global.
last_checked = context.email

return { allowed = true }
