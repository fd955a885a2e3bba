--- An address as one number

---@hook before_signin

local function to_number(ip)
  local a, b, c, d = ip:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
  if not (a and b and c and d) then
    return nil
  end
  local value = 0
  for _, part in ipairs({ a, b, c, d }) do
    value = value << 8 | (math.tointeger(tonumber(part)) or 0) & 0xff
  end
  return value
end

local number = to_number(context.request.ip or "")
if not number then
  return { allowed = true }
end

return { allowed = number >> 24 ~= 127, error = "Please use your own network." }
