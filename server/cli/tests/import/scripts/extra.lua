NAME claims
local which = "base"
local base = context.outputs[which]
local data = {}
for key, value in pairs(context.prev) do
  data[key] = value
end
data.admin = (base and base.role or context.prev.role) == "admin"
return { allowed = true, data = data }
