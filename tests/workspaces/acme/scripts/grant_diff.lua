--- Grant difference
---
--- Compares a new grant with the last one of the same user and client. What was added is
--- what the notice and the audit are about; asking again for the same is not news.

---@data { added: string[], removed: string[], first: boolean }

local user, client, grant = context.user, context.client, context.grant

local function to_set(list)
  local set = {}
  for _, item in ipairs(list) do
    set[item] = true
  end
  return set
end

--- Items of `list` that are not in `other`, sorted.
local function without(list, other)
  local set, result = to_set(other), {}
  for _, item in ipairs(list) do
    if not set[item] then
      result[#result + 1] = item
    end
  end
  table.sort(result)
  return result
end

local url = "https://consents.acme.example/v1/" .. user.id .. "/" .. client.clientId
local ok, res = pcall(await, helpers.fetch(url, { timeoutMs = 1000 }))
if not ok then
  error("consent service unreachable")
end

local before = {}
local first = res.status == 404
if not first then
  if not res.ok or type(res.body) ~= "table" then
    error("consent service answered " .. res.status)
  end
  before = res.body.scopes or {}
end

return {
  data = {
    added = without(grant.scopes, before),
    removed = without(before, grant.scopes),
    first = first,
  },
}
