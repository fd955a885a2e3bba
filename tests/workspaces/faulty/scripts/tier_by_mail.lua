--- Tier by mail domain

local email = context.user.email or ""

return { allowed = true, data = { tier = email:find("@acme%.example$") and "staff" or "basic" } }
