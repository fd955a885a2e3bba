--- Decision on an exchange
---
--- Looks at what both nodes before it gave.

local score = context.outputs.reputation.score
if score < 50 and not context.outputs.age.trusted then
  return { allowed = false, error = "This key cannot be exchanged here." }
end
return { allowed = true, data = { score = score } }
