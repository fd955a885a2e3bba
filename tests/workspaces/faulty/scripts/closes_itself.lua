--- A lock around the check

---@hook before_signin

local function take_lock(name)
  return { name = name }
end

-- The sandbox refuses variables that close themselves.
local lock <close> = take_lock(context.email)
helpers.log("locked", lock.name)

return { allowed = true }
