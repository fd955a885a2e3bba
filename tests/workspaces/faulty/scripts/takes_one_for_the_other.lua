--- Mistakes texts, numbers, tables and booleans for each other

---@hook before_signup

local limit = "10"
local known = { ["rival.example"] = true }
if #context.email > limit then
  helpers.log("long: " .. known)
end
for domain in known do
  helpers.log(domain)
end

return { allowed = true }
