--- Country of a client, by the ending of its redirect address

local address = context.client.redirectUri or ""
local country = "XX"
if address:find("%.de/") then
  country = "DE"
end

return { allowed = true, data = { country = country } }
