--- A loop that ends in the middle

---@hook before_signup

local position, count = 1, 0
while true do
  local first, last = context.email:find("%d+", position)
  if not first or not last then
    break
  end
  count = count + 1
  position = last + 1
end

return { allowed = count <= 4, error = "Please use an address with fewer numbers." }
