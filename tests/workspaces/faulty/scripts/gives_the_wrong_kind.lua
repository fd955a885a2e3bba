--- A text is repeated by a text, and a list is joined to nothing

---@hook before_signup

local dashes = string.rep("-", "wide")
local known = helpers.hash({ context.email })

return { allowed = #dashes < #known, error = "This address is too long." }
