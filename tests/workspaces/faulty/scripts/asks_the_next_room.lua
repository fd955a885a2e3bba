---@hook before_signup

-- The service runs in the same rack today, and the other one wherever the address says.
local ok, answer = pcall(await, helpers.fetch("http://risk.internal/score"))
local domain = context.email:match("@(.+)$")
local listed, list = pcall(await, helpers.fetch("https://" .. domain .. "/.well-known/list.json"))
return { allowed = ok and listed and answer.ok and list.ok }
