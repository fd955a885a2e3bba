--- Hosts that are let in

---@hook before_signup

local hosts = { "acme.example", "acme.test" }
local host = context.email:match("@(.*)$")
local known = false
for i = 0, #hosts do
  known = known or host == hosts[i]
end

return { allowed = known, error = "Please use your work address." }
