--- Money that can be added and compared

---@hook before_signup

---@class Money
---@field cents integer
---@operator add(Money): Money
local Money = {}
Money.__index = Money

---@param cents integer
---@return Money
local function money(cents)
  return setmetatable({ cents = cents }, Money)
end

function Money.__add(a, b)
  return money(a.cents + b.cents)
end

function Money.__lt(a, b)
  return a.cents < b.cents
end

function Money.__tostring(a)
  return ("%d.%02d"):format(a.cents // 100, a.cents % 100)
end

local total = money(1999) + money(501)
helpers.log(tostring(total))

return { allowed = money(0) < total and #context.email > 0 }
