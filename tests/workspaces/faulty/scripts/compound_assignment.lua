--- Counts the parts of a name

---@hook before_signup

local parts = 0
for _ in (context.name or ""):gmatch("%S+") do
  parts += 1 -- Lua has no compound assignment
end

return { allowed = parts < 6, error = "Please use a shorter name." }
