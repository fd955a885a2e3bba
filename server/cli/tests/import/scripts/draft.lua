NAME Draft (do not use)
if context.email then
  return { allowed = tru
