--- Claims of a role
---
--- An admin gets permissions, nested as the token has them.

if context.user.role ~= "admin" then
  return { allowed = true, data = { role = "member" } }
end
return {
  allowed = true,
  data = {
    role = "admin",
    permissions = { users = { read = true, write = true }, billing = { read = true } },
  },
}
