--- A value or nil and a reason

---@hook before_signup

---@param text string
---@return string? domain
---@return string? problem
local function domain_of(text)
  local domain = text:match("@(.+)$")
  if not domain then
    return nil, "the address has no domain"
  end
  return domain, nil
end

local domain, problem = domain_of(context.email)
if not domain then
  return { allowed = false, error = problem or "Please enter an address." }
end

return { allowed = #domain < 100, error = "Please use a shorter domain." }
