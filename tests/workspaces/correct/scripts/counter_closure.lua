--- Counters that keep their state in a closure

---@hook before_signup

local function counter(start, step)
  local value = start
  return function()
    value = value + step
    return value
  end, function()
    value = start
  end
end

local next_id, reset = counter(0, 10)
local ids = {}
for _ in (context.name or ""):gmatch("%S+") do
  ids[#ids + 1] = next_id()
  if #ids == 5 then
    reset()
  end
end

return { allowed = #ids < 20, error = "Please use a shorter name." }
