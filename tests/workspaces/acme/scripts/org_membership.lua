--- Organisation claims
---
--- Adds the organisations of a user to the token, the primary one first. Suspended
--- memberships are left out. Without an answer of the directory the token is built
--- without these claims, and services then treat the user as a guest.

---@data { org?: string, orgs?: string[], teams?: string[] }

local DIRECTORY = "https://directory.acme.example/v1/users/"
local MAX_TEAMS = 20

---@param user_id string
---@return acme.Membership[]
local function memberships_of(user_id)
  local ok, res = pcall(
    await,
    helpers.fetch(DIRECTORY .. user_id .. "/memberships", {
      headers = { authorization = "Bearer " .. helpers.secret("DIRECTORY_TOKEN") },
      timeoutMs = 900,
    })
  )
  if not ok then
    helpers.log.error("directory unreachable, no organisation claims")
    return {}
  end
  if not res.ok or type(res.body) ~= "table" then
    helpers.log.error("directory answered", res.status)
    return {}
  end
  return res.body.memberships or {}
end

local orgs, teams = {}, {}
local seen = {}

for _, membership in ipairs(memberships_of(context.user.id)) do
  if membership.suspended then
    goto continue
  end
  if not seen[membership.org] then
    seen[membership.org] = true
    orgs[#orgs + 1] = membership.org
  end
  for _, team in ipairs(membership.teams or {}) do
    if #teams < MAX_TEAMS then
      teams[#teams + 1] = membership.org .. "/" .. team
    end
  end
  ::continue::
end

if #orgs == 0 then
  return { allowed = true, data = {} }
end

local primary = orgs[1]
table.sort(teams)
return { allowed = true, data = { org = primary, orgs = orgs, teams = teams } }
