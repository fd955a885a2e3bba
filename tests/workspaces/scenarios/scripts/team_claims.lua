--- Claims of a team

return { allowed = true, data = { team = { name = "core", size = 5 } } }
