--- Base of a score

return { allowed = true, data = { base = 100 } }
