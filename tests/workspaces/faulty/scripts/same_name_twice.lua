--- Longest word

---@hook before_signup

local longest = 0
for word in (context.name or ""):gmatch("%S+") do
  if #word > longest then
    local longest = #word -- a second variable; the one outside stays 0
    helpers.log("longest so far", longest)
  end
end

return { allowed = longest < 40, error = "Please use a shorter name." }
