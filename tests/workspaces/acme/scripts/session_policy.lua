--- Session policy claims
---
--- Tells services how long this token may be trusted and whether a second factor is
--- due. The strictest of the rules that apply wins.

---@data { session: { max_age: integer, second_factor: boolean, reauth_for: string[] } }

local HOUR = 3600

local POLICY = {
  default = { max_age = 24 * HOUR, second_factor = false, reauth_for = {} },
  admin = { max_age = 4 * HOUR, second_factor = true, reauth_for = { "member:write" } },
  billing = { max_age = 8 * HOUR, second_factor = true, reauth_for = { "invoice:pay" } },
}

local strict_orgs = context.config.strictOrgs or {}

local function is_strict(org)
  if org == nil then
    return false
  end
  for _, strict in ipairs(strict_orgs) do
    if strict == org then
      return true
    end
  end
  return false
end

local policy = POLICY[context.user.role or "default"] or POLICY.default
local max_age = policy.max_age
local second_factor = policy.second_factor

if is_strict(context.prev.org) then
  max_age = math.min(max_age, 2 * HOUR)
  second_factor = true
end

-- A partner's sign-in system may have asked for less already.
local asked = context.token.max_age
if math.type(asked) == "integer" and asked > 0 then
  max_age = math.min(max_age, asked)
end

return {
  allowed = true,
  data = {
    session = {
      max_age = max_age,
      second_factor = second_factor,
      reauth_for = policy.reauth_for,
    },
  },
}
