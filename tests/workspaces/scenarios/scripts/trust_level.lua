--- Level of trust

local level = "unknown"
if context.prev.base >= 100 then
  level = "trusted"
end
return { allowed = true, data = { level = level } }
