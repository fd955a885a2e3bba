--- Blocked domains

---@hook before_signup

if context.email:find("@rival%.example$") then
  return { alowed = false, error = "This mail domain cannot be used here." } -- misspelt
end

return { allowed = true }
