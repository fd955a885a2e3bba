--- Host of a client's redirect address

local host = (context.client.redirectUri or ""):match("^https://([^/]+)") or ""

return { data = { host = host } }
