--- Refuses a sign-up that has happened already

---@hook after_signup

if context.user.role == "root" then
  -- After the sign-up nothing can be denied any more.
  return { allowed = false, error = "Not this role." }
end

return { allowed = true }
