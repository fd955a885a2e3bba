--- Feature flags
---
--- Puts the flags that are on for this user into the token. A flag is on from a ring
--- upwards, for a share of users, or for single organisations.

---@data { flags: table<string, boolean> }

---@class feature_flags.Flag
---@field ring acme.Ring the most careful ring that has it
---@field share? integer percent of users, 100 if absent
---@field orgs? table<string, boolean> on for these whatever the ring

---@type table<string, feature_flags.Flag>
local FLAGS = {
  new_billing = { ring = "stable", share = 50 },
  passkeys = { ring = "stable" },
  shared_reports = { ring = "beta", orgs = { globex = true } },
  query_builder = { ring = "canary", share = 10, orgs = { initech = true } },
}

local RANK = { stable = 1, beta = 2, canary = 3 }

--- A number from 0 to 99, always the same for one user and one flag.
local function bucket(user_id, flag)
  local digits = helpers.hash(flag .. ":" .. user_id):sub(1, 8)
  return (tonumber(digits, 16) or 0) % 100
end

local ring = RANK[helpers.env("RELEASE_RING")] or RANK.stable
local org = context.prev.org or ""

---@param name string
---@param flag feature_flags.Flag
local function is_on(name, flag)
  if flag.orgs and flag.orgs[org] then
    return true
  end
  if RANK[flag.ring] > ring then
    return false
  end
  return bucket(context.user.id, name) < (flag.share or 100)
end

local flags = {}
for name, flag in pairs(FLAGS) do
  -- Flags that are off are left out: a token is sent with every request.
  if is_on(name, flag) then
    flags[name] = true
  end
end

return { allowed = true, data = { flags = flags } }
