--- Approval
---
--- Approves what is trusted and scores more than 120.

if context.prev.level ~= "trusted" or context.prev.score <= 120 then
  return { allowed = false, error = "Not approved." }
end
return { allowed = true, data = { approved = true } }
