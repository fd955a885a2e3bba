--- Generic functions

---@hook client_before_authorize

---@generic T
---@param list T[]
---@param fallback T
---@return T
local function first_or(list, fallback)
  if #list == 0 then
    return fallback
  end
  return list[1]
end

---@generic K, V
---@param t table<K, V>
---@return table<V, K>
local function inverted(t)
  local result = {}
  for key, value in pairs(t) do
    result[value] = key
  end
  return result
end

local by_index = inverted({ "openid", "profile", "email" })
local first = first_or(context.scopes, "openid")

return { allowed = by_index[first] ~= nil, error = "Please ask for the identity first." }
