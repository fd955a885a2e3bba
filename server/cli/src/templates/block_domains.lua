--- Blocked mail domains
---
--- Refuses a sign-up with an address of a domain that the pipeline lists under `blocked`.

---@config { blocked: string[] }

local domain = context.email:lower():match("@([^@]+)$")

for _, blocked in ipairs(context.config.blocked) do
  if domain == blocked then
    return { allowed = false, error = "Please use another mail address." }
  end
end

return { allowed = true }
