--- Goes through keys in order

---@hook token_build

local function sorted_pairs(t)
  local keys = {}
  for key in pairs(t) do
    keys[#keys + 1] = key
  end
  table.sort(keys)
  local i = 0
  return function()
    i = i + 1
    local key = keys[i]
    if key ~= nil then
      return key, t[key]
    end
    return nil, nil
  end
end

local names = {}
for name, value in sorted_pairs(context.token) do
  if type(value) == "string" then
    names[#names + 1] = name
  end
end

return { allowed = true, data = { text_claims = table.concat(names, " ") } }
