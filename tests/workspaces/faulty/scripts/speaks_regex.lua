--- Writes patterns as other languages have them

---@hook before_signup

local mail = context.email
if mail:find("[", 1) then
  helpers.log("a bracket")
end
local is_rival = mail:match("@rival.example$")
local has_digits = mail:match("^\\d+")
local parts = mail:match("(.-)=(.-);")
helpers.log(("%s %s"):format(mail))

return { allowed = not (is_rival or has_digits or parts) }
