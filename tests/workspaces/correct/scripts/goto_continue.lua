--- Skips what does not count

---@hook client_before_authorize

local count = 0
for i, scope in ipairs(context.scopes) do
  if scope == "openid" then
    goto continue
  end
  if i > 50 then
    break
  end
  count = count + 1
  ::continue::
end

return { allowed = count <= 20, error = "Too many permissions at once." }
