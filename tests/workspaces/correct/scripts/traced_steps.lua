--- Spans around two steps, with attributes

---@hook before_signup

local function normalise(email)
  return helpers.trace("normalise", function()
    return email:lower()
  end)
end

local email = normalise(context.email)
local score = helpers.trace("score", { length = #email }, function()
  local points = 0
  for digit in email:gmatch("%d") do
    points = points + (tonumber(digit) or 0)
  end
  return points
end)

return { allowed = score < 100, error = "Please use an address with fewer numbers." }
