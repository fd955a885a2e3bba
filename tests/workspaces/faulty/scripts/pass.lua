--- Lets everybody through
---
--- Stands where a pipeline needs a script whose fault is not the point.

return { allowed = true }
