--- Known networks

---@hook before_signin

local ip = context.ip or "" -- the address is in `context.request.ip`
local digest = helpers.sha256(ip) -- the helper is `helpers.hash`

return { allowed = #digest == 64, error = "Please try again." }
