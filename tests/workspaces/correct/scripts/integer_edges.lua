--- Arithmetic at the edges of integers

---@hook before_signup

local edges =
  { math.maxinteger, math.mininteger, math.maxinteger + 1, -math.huge, 5 // -2, 5 % -3, -5 % 3 }

local finite = 0
for _, value in ipairs(edges) do
  if value > -math.huge and value < math.huge then
    finite = finite + 1
  end
end

return { allowed = finite == #edges - 1 and math.ult(1, -1) and #context.email > 0 }
