--=== logged
helpers.log("exchanged", context.apikey.id)
--=== usage_by_user
local key = context.apikey
helpers.metrics.count("apikey.used", 1, { user = key.userId:sub(1, 3) })
if key.permissions then
  for _, permission in ipairs(key.permissions) do
    helpers.metrics.count("apikey.permission", 1, { name = permission })
  end
end
--=== run_length
local function encode(text)
  local out = {}
  local i = 1
  while i <= #text do
    local letter = text:sub(i, i)
    local from = i
    while i <= #text and text:sub(i, i) == letter do
      i = i + 1
    end
    out[#out + 1] = letter .. (i - from > 1 and tostring(i - from) or "")
  end
  return table.concat(out)
end
helpers.log(encode(context.apikey.id))
--=== once_in_a_hundred
local number = tonumber(context.apikey.id:match("%d+")) or 0
if number % 100 == 0 then
  helpers.log.warn("the hundredth")
end
--=== group_by
local function group_by(list, key_of)
  local groups = {}
  for _, item in ipairs(list) do
    local key = key_of(item)
    local group = groups[key]
    if not group then
      group = {}
      groups[key] = group
    end
    group[#group + 1] = item
  end
  return groups
end

local groups = group_by(context.apikey.permissions or {}, function(permission)
  return permission:match("^(%w+):") or "other"
end)
for name, group in pairs(groups) do
  helpers.log(name, #group)
end
--=== pack_and_unpack
local packed = string.pack(">I4s1", #context.apikey.id, context.apikey.id:sub(1, 40))
local length, id = string.unpack(">I4s1", packed)
helpers.log(length, id)
