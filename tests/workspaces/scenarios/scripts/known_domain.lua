--- Known domain
---
--- Refuses addresses of domains that are blocked; used at sign-up and at sign-in.

local domain = context.email:match("@(.+)$")
if domain == "blocked.example" then
  return { allowed = false, error = "Addresses of " .. domain .. " are not accepted." }
end
return { allowed = true, data = { domain = domain } }
