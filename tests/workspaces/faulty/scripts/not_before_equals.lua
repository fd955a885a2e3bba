--- Everybody but root

---@hook before_signup

-- This compares `not context.name`, a boolean, with a text.
if not context.name == "root" then
  return { allowed = true }
end

return { allowed = false, error = "This name is taken." }
