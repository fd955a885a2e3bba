--- Tries a second key before it gives up

---@hook before_signin

local keys = { "primary", "secondary" }
local index = 0
local picked

::retry::
index = index + 1
picked = keys[index]
if index < #keys and #context.email % 2 == 0 then
  goto retry
end

helpers.log("picked", picked)
return { allowed = true }
