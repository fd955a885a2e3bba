--- Leaves two loops at once

---@hook apikey_before_create

local permissions = context.permissions or {}
local first, second

for i = 1, #permissions do
  for j = i + 1, #permissions do
    if permissions[i] == permissions[j] then
      first, second = i, j
      goto found
    end
  end
end

::found::
if first and second then
  return { allowed = false, error = ("Permissions %d and %d are the same."):format(first, second) }
end
return { allowed = true }
