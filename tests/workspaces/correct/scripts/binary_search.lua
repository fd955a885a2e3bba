--- Finds a number in a sorted list

---@hook before_signin

local STARTS = { 0, 16, 64, 256, 1024, 4096 }

local function rank(value)
  local low, high = 1, #STARTS
  while low <= high do
    local middle = (low + high) // 2
    if STARTS[middle] <= value then
      low = middle + 1
    else
      high = middle - 1
    end
  end
  return high
end

return { allowed = rank(#context.email) < 4, error = "Please use a shorter address." }
