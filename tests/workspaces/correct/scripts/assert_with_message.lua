--- assert gives its value back

---@hook before_signin

local domain = assert(context.email:match("@(.+)$"), "the address has no domain")
local host = assert(domain:match("^([^%.]+)"))

return { allowed = host ~= "rival", error = "This mail domain cannot be used here." }
