---@hook before_signup

-- The node behind is meant to ask for the score only if it needs it.
local function score()
  return #context.email
end
return { allowed = true, data = { score = score } }
