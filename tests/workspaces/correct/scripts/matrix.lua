--- Multiplies two small matrices

---@hook before_signup

local function multiply(a, b)
  local c = {}
  for i = 1, #a do
    c[i] = {}
    for j = 1, #b[1] do
      local sum = 0
      for k = 1, #b do
        sum = sum + a[i][k] * b[k][j]
      end
      c[i][j] = sum
    end
  end
  return c
end

local product = multiply({ { 1, 2 }, { 3, 4 } }, { { 0, 1 }, { 1, 0 } })

return { allowed = product[1][1] == 2 and #context.email > 0 }
