--- Lower-case address

---@hook before_signup

-- A script has its own copy: no other node and no host sees this write.
context.email = context.email:lower()

return { allowed = context.email:find("@", 1, true) ~= nil, error = "Please enter an address." }
