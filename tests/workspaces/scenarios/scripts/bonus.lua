--- Bonus on a score

return { allowed = true, data = { score = context.prev.base + 50 } }
