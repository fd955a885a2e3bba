--- Tells the reason under another name

---@hook before_signup

if #context.email > 200 then
  -- The key for the visitor is `error`; nobody reads `reason`.
  return { allowed = false, reason = "Please use a shorter address." }
end

return { allowed = true }
