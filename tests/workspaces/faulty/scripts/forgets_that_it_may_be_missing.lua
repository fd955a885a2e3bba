--- Takes the domain of an address for granted

---@hook before_signup

local domain = context.email:match("@(.+)$")
helpers.log("domain", domain:lower())

return { allowed = true }
