--- Nearly all that its annotations say is wrong.

---@hook before_signup
---@data { score: integer }

---@class Limit
---@field most strin
---@field most integer

---@parm address string
---@param other integer
---@param address string
---@param address integer
local function is_long(address)
  return #address > 64
end

---@type string |
local name = context.name
---@cast nmae string

return { allowed = not is_long(context.email), data = { score = "none", name = name }, error = "This address is too long." }
