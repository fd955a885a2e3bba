--- Returns yes or no

---@hook before_signin

-- A result is a table with `allowed`, not a boolean.
return context.email ~= "root@acme.example"
