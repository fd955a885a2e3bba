--- A limit of attempts that is not what its annotations say.

---@hook before_signup

---@class (exact) Limit
---@field most integer
---@field name string

---@type Limit
local limit = { most = 3 }
limit.mots = 4
limit.most = "three"

---@return boolean
local function is_long()
  return #context.email
end

local domain = "example.com"
---@cast domain integer

return { allowed = is_long() == true and domain ~= limit.most, error = "This address is too long." }
