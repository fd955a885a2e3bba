--- Values that are declared, dropped and out of use.

---@hook before_signup

---@return boolean ok
---@return string why
local function test(text)
  if #text > 64 then
    return false
  end
  return true, "short enough", #text
end

---@deprecated use `test`
local function is_short(text)
  return (test(text))
end

local address = context.email
address:lower()

return { allowed = is_short(address), error = "This address is too long." }
