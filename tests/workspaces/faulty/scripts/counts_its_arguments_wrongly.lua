--- One argument too few, and one too many

---@hook before_signup

local function is_long(text)
  return #text > 64
end

local stars = string.rep("*")
local long = is_long(context.email, stars)

return { allowed = not long, error = "This address is too long." }
