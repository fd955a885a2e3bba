--- Country gate
---
--- Refuses sign-ins from countries that are blocked.

---@config { blocked: string[] }

---@diagnostic disable-next-line: unguarded-fetch -- without an answer nobody gets in
local answer = await(helpers.fetch("https://geo.example/" .. (context.request.ip or "unknown")))
local country = answer.json and answer.body.country
for _, blocked in ipairs(context.config.blocked) do
  if blocked == country then
    return { allowed = false, error = "Sign-in from " .. blocked .. " is not possible." }
  end
end
return { allowed = true, data = { country = country } }
