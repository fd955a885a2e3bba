--- Counts and traces more than a script may

---@hook before_signup

local sum = 0
for i = 1, 60000 do
  sum = sum + i
end
for i = 1, 15000 do
  sum = sum + i
end
while sum < 0 do
  while true do
    sum = sum + 1
  end
end
for i = 1, 200 do
  helpers.trace("turn", function()
    helpers.log(i)
  end)
end
helpers.trace("a", function()
  helpers.trace("b", function()
    helpers.trace("c", function()
      helpers.log(sum)
    end)
  end)
end)

return { allowed = sum > 0 }
