--- Staff only

---@hook before_signin

local domain = context.email:match("@(.+)$") or ""

-- "Not equal" is written ~= in Lua.
if domain != "acme.example" then
  return { allowed = false, error = "Only staff may sign in." }
end

return { allowed = true }
