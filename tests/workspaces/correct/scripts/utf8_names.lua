--- Characters rather than bytes

---@hook before_signup

local name = context.name or ""
local length, bad = utf8.len(name)
if not length then
  helpers.log.warn("not UTF-8 from byte", bad)
  return { allowed = false, error = "Please use plain characters." }
end

local letters = {}
for _, code in utf8.codes(name) do
  letters[#letters + 1] = utf8.char(code)
end

local third = utf8.offset(name, 3)
helpers.log(#letters == length, third or "short", name:match("^" .. utf8.charpattern) or "")

return { allowed = length <= 80, error = "Please use a shorter name." }
