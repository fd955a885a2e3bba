--- Limits of public clients
---
--- A client that cannot keep a secret (a page in the browser, an app on a phone) gets no
--- access to money and no long-lived access, and not too much at once.

---@config { maxScopes: integer }

local client = context.client

-- A client whose type nobody said is treated as the weaker kind.
local is_public = client.type ~= "confidential"
if not is_public then
  return { allowed = true }
end

local function refuse(format, ...)
  helpers.metrics.count("oauth.public_limited")
  return { allowed = false, error = format:format(...) }
end

local name = client.name or "This application"

if context.prev.offline then
  return refuse("%s may not stay signed in for you.", name)
end

for _, scope in ipairs(context.prev.sensitive) do
  if scope:sub(1, 8) == "invoice." then
    return refuse("%s may not reach invoices (%s).", name, scope)
  end
end

local count, max = #context.scopes, context.config.maxScopes
if count > max then
  return refuse("%s asks for %d permissions at once, at most %d are possible.", name, count, max)
end

return { allowed = true }
