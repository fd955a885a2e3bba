NAME Domain check!
-- Throw-away domains are refused.
function domain_of(email)
  return string.match(email, "@([^@]+)$")
end

local domain = domain_of(context.email) or ""
for _, name in ipairs({ "mailinator.com", "guerrillamail.com" }) do
  if domain == name then
    return { allowed = false, error = "Please use a lasting address." }
  end
end
return { allowed = true, data = { domain = domain } }
