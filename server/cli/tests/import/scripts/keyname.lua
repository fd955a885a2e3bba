NAME Key name rules
local name = context.name or ""
if not name:match("^\\w+$") then
  return { allowed = false, error = "A key is called by letters and digits." }
end
return { allowed = true }
