--- Logs through whatever there is

---@hook before_signin

local email = context.email
-- Lua reads the next line as a call of `context.email`.
(helpers.log or print)("checking", context.request.ip)

return { allowed = #email > 5, error = "Please enter your whole address." }
