--- Local part of an address

---@hook before_signup

local prefix = context.email:match("^[^@]*") or "", 64

return { allowed = #prefix <= 64, error = "This address is too long." }
