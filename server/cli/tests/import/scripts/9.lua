NAME end
count = 0
for _ in ipairs(context.permissions or {}) do
  count = count + 1
end
if count > 3 then
  return { allowed = false, error = "At most three permissions." }
end
return { allowed = true }
