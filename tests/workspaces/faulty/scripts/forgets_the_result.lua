--- Only says no

---@hook before_signin

-- People who may sign in get no result at all, which is an error.
if context.email == "root@acme.example" then
  return { allowed = false, error = "This account cannot sign in." }
end
