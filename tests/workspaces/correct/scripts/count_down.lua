--- Loops that count down and in steps

---@hook before_signup

local reversed = {}
for i = #context.email, 1, -1 do
  reversed[#reversed + 1] = context.email:sub(i, i)
end

local every_third = 0
for i = 1, #reversed, 3 do
  every_third = every_third + #reversed[i]
end

for x = 0, 1, 0.25 do
  every_third = every_third + x
end

return { allowed = every_third > 0 }
