--- Knows people by the length of their address.
---
--- Written for a hook whose name is misspelt.

---@hook before_singup

return { allowed = #context.email > 5 }
