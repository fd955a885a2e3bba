--- Sorts by two keys, and stably by rank

---@hook client_before_authorize

local RANK = { read = 1, write = 2, pay = 3 }

local records = {}
for i, scope in ipairs(context.scopes) do
  local resource, action = scope:match("^(%l+)%.(%l+)$")
  records[i] = { resource = resource or scope, rank = RANK[action or ""] or 0, index = i }
end

table.sort(records, function(a, b)
  if a.rank ~= b.rank then
    return a.rank > b.rank
  end
  if a.resource ~= b.resource then
    return a.resource < b.resource
  end
  return a.index < b.index
end)

local first = records[1]
return { allowed = first == nil or first.rank < 3, error = "Payments cannot be passed on." }
