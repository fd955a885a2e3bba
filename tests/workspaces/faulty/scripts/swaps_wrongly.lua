--- Smaller one first

---@hook before_signup

local low, high = #context.email, #(context.name or "")
if low > high then
  low = high
  high = low -- too late: `low` is gone
end

return { allowed = high - low < 100, error = "Please use a shorter name." }
