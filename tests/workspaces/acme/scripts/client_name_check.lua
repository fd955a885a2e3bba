--- Names of OAuth clients
---
--- People read the client's name on the consent page. It must not look like one of ours,
--- unless all its redirect addresses are ours as well. Look-alikes such as "Acm3" or
--- "A c m e" are folded before they are compared.

local OURS = { "acme", "acmepay", "acmesupport" }
local OUR_SUFFIX = ".acme.example"

local LOOK_ALIKE = {
  ["0"] = "o",
  ["1"] = "l",
  ["3"] = "e",
  ["4"] = "a",
  ["5"] = "s",
  ["@"] = "a",
  ["$"] = "s",
}

local function fold(text)
  local folded = text:lower():gsub("[01345@$]", LOOK_ALIKE)
  return (folded:gsub("[^%l%d]", ""))
end

--- How many single edits lie between two short words (Levenshtein), two rows at a time.
---@param a string
---@param b string
---@return integer
local function distance(a, b)
  local previous = {}
  for j = 0, #b do
    previous[j] = j
  end
  for i = 1, #a do
    local current = { [0] = i }
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      current[j] = math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
    end
    previous = current
  end
  return previous[#b] or 0
end

local function all_ours(hosts)
  for _, host in ipairs(hosts) do
    if host:sub(-#OUR_SUFFIX) ~= OUR_SUFFIX then
      return false
    end
  end
  return #hosts > 0
end

local name = context.name
if #name < 3 or #name > 60 then
  return { allowed = false, error = "A client's name has 3 to 60 characters." }
end
if utf8.len(name) ~= #name then
  return { allowed = false, error = "Please use plain Latin letters in the name." }
end

local folded = fold(name)
for _, ours in ipairs(OURS) do
  local near = #folded < 16 and distance(folded, ours) <= #ours // 5
  if folded:find(ours, 1, true) or near then
    if all_ours(context.prev.hosts) then
      break
    end
    helpers.log.warn("impersonates", ours, "as", name)
    return { allowed = false, error = "This name is too close to one of ours." }
  end
end

return { allowed = true }
