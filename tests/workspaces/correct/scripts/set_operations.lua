--- Union and difference of sets

---@hook apikey_before_create

local Set = {}
Set.__index = Set

function Set.of(list)
  local self = setmetatable({ has = {}, size = 0 }, Set)
  for _, item in ipairs(list) do
    self:add(item)
  end
  return self
end

function Set:add(item)
  if not self.has[item] then
    self.has[item] = true
    self.size = self.size + 1
  end
end

function Set:minus(other)
  local result = Set.of({})
  for item in pairs(self.has) do
    if not other.has[item] then
      result:add(item)
    end
  end
  return result
end

local wanted = Set.of(context.permissions or {})
local possible = Set.of({ "project:read", "project:write", "report:read" })

return { allowed = wanted:minus(possible).size == 0, error = "Some permissions are not possible." }
