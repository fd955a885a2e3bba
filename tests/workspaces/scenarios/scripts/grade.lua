--- Grade of a score
---
--- Reads what the node before it gave, through `prev`.

local score = context.prev.score
local grade = "C"
if score >= 90 then
  grade = "A"
elseif score >= 80 then
  grade = "B"
end
return { allowed = true, data = { grade = grade } }
