--- A table that fills itself

---@hook before_signin

local squares = setmetatable({}, {
  __index = function(t, n)
    local value = n * n
    t[n] = value
    return value
  end,
})

local sum = 0
for i = 1, 10 do
  sum = sum + squares[i]
end

return { allowed = sum == 385 and #context.email > 0 }
