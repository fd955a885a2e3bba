--- Asks what has only one answer

---@hook before_signup

if context.name == "admin" or "owner" then
  helpers.log("may")
end

return { allowed = true }
