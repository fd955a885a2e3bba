--=== allowed_permissions
local ALLOWED = { ["reports:read"] = true, ["users:read"] = true }
local refused = {}
for _, permission in ipairs(context.permissions or {}) do
  if not ALLOWED[permission] then
    refused[#refused + 1] = permission
  end
end
if #refused > 0 then
  return { allowed = false, error = "Not allowed: " .. table.concat(refused, ", ") }
end
return { allowed = true }
--=== wildcard_permissions
local function covers(rule, permission)
  local prefix = rule:match("^(.*)%*$")
  if prefix then
    return permission:sub(1, #prefix) == prefix
  end
  return rule == permission
end

local RULES = { "reports:*", "users:read" }
for _, permission in ipairs(context.permissions or {}) do
  local covered = false
  for _, rule in ipairs(RULES) do
    covered = covered or covers(rule, permission)
  end
  if not covered then
    helpers.log("refused", permission)
    return { allowed = false, error = "This permission is not given to keys." }
  end
end
return { allowed = true }
--=== name_needed
local name = context.name
if name == nil or not name:find("%S") then
  return { allowed = false, error = "A key needs a name." }
end
return { allowed = true, data = { name = name:match("^%s*(.-)%s*$") } }
--=== count_by_area
local counts = {}
for _, permission in ipairs(context.permissions or {}) do
  local area = permission:match("^[^:]+") or "other"
  counts[area] = (counts[area] or 0) + 1
end
return { allowed = (counts.admin or 0) == 0, error = "No keys for administrators.", data = { counts = counts } }
--=== unique_sorted
local function unique(list)
  local seen, out = {}, {}
  for _, item in ipairs(list) do
    if not seen[item] then
      seen[item] = true
      out[#out + 1] = item
    end
  end
  table.sort(out)
  return out
end

return { allowed = true, data = { permissions = unique(context.permissions or {}) } }
--=== binary_search
local KNOWN = { "a:read", "b:read", "reports:read", "users:read", "z:read" }

local function find(list, wanted)
  local low, high = 1, #list
  while low <= high do
    local middle = (low + high) // 2
    local value = list[middle]
    if value == wanted then
      return middle
    elseif value < wanted then
      low = middle + 1
    else
      high = middle - 1
    end
  end
  return nil
end

local known = 0
for _, permission in ipairs(context.permissions or {}) do
  if find(KNOWN, permission) then
    known = known + 1
  end
end
return { allowed = true, data = { known = known } }
--=== bits_of_permissions
local BITS = { read = 1 << 0, write = 1 << 1, delete = 1 << 2 }
local mask = 0
for _, permission in ipairs(context.permissions or {}) do
  local verb = permission:match(":(%a+)$")
  if verb and BITS[verb] then
    mask = mask | BITS[verb]
  end
end
local may_delete = mask & BITS.delete ~= 0
return { allowed = not may_delete, error = "Keys do not delete.", data = { mask = mask } }
--=== limits_from_the_environment
local limit = tonumber(helpers.env("LIMIT")) or 10
local count = context.permissions and #context.permissions or 0
return {
  allowed = count <= limit,
  error = ("At most %d permissions, not %d."):format(limit, count),
}
--=== ask_for_a_quota
local function quota(id)
  local ok, answer = pcall(await, helpers.fetch("https://quota.example/" .. id))
  if not ok then return 5, "no answer" end
  if not answer.json then return 5, "no JSON" end
  return answer.body.quota or 5
end

local most, problem = quota(context.userId)
if problem then
  helpers.log.warn("quota", problem)
end
return { allowed = most > 0 }
--=== recursive_tree
local function insert(tree, parts, at)
  local part = parts[at]
  if not part then
    return
  end
  tree[part] = tree[part] or {}
  insert(tree[part], parts, at + 1)
end

local function depth(tree)
  local deepest = 0
  for _, child in pairs(tree) do
    deepest = math.max(deepest, depth(child))
  end
  return deepest + 1
end

local tree = {}
for _, permission in ipairs(context.permissions or {}) do
  local parts = {}
  for part in permission:gmatch("[^:]+") do
    parts[#parts + 1] = part
  end
  insert(tree, parts, 1)
end
return { allowed = depth(tree) < 10 }
--=== zip
local function zip(a, b)
  local out = {}
  for i = 1, math.min(#a, #b) do
    out[i] = { a[i], b[i] }
  end
  return out
end

local pairs_of = zip(context.permissions or {}, { 1, 2, 3 })
local total = 0
for _, pair in ipairs(pairs_of) do
  local name, weight = table.unpack(pair)
  total = total + weight * #name
end
return { allowed = total < 1000 }
--=== service_users
---@param id string
---@return boolean
local function is_service(id)
  return id:sub(1, 4) == "svc_"
end

---@type string[]
local granted = context.permissions or {}
if not is_service(context.userId) and #granted > 20 then
  return { allowed = false, error = "Too many permissions." }
end
return { allowed = true }
