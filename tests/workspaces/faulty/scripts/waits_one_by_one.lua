--- Waits for four services, one after the other

---@hook before_signup

local sum = 0
for i = 1, 4 do
  local ok, answer = pcall(await, helpers.fetch("https://risk.example/" .. i))
  sum = sum + (ok and answer.status or 0)
end
local ok = pcall(await, helpers.fetch("https://last.example"))

return { allowed = ok and sum > 0 }
