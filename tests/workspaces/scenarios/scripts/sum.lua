--- Sum
---
--- Adds up as many numbers as its config says.

---@config { steps: integer }

local sum = 0
for i = 1, context.config.steps do
  sum = sum + i
end
return { allowed = true, data = { sum = sum } }
