--- Map, filter and fold over a list

---@hook client_before_authorize

local function map(list, f)
  local out = {}
  for i, item in ipairs(list) do
    out[i] = f(item)
  end
  return out
end

local function filter(list, keep)
  local out = {}
  for _, item in ipairs(list) do
    if keep(item) then
      out[#out + 1] = item
    end
  end
  return out
end

local function fold(list, start, f)
  local value = start
  for _, item in ipairs(list) do
    value = f(value, item)
  end
  return value
end

local writing = filter(context.scopes, function(scope)
  return scope:sub(-6) == ".write"
end)
local lengths = map(writing, function(scope)
  return #scope
end)
local total = fold(lengths, 0, function(a, b)
  return a + b
end)

return { allowed = total < 500, error = "Too many permissions at once." }
