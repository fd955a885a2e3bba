--- A generator that gives the suffixes of a domain

---@hook before_signin

local function suffixes(domain)
  return coroutine.wrap(function()
    local rest = domain
    while rest do
      coroutine.yield(rest)
      rest = rest:match("^[^%.]*%.(.+)$")
    end
  end)
end

local blocked = { ["rival.example"] = true }
local domain = context.email:match("@(.+)$") or ""

for suffix in suffixes(domain) do
  if blocked[suffix] then
    return { allowed = false, error = "This mail domain cannot be used here." }
  end
end

return { allowed = true }
