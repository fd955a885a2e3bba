--- Invitations
---
--- While INVITE_ONLY is "yes", a sign-up needs an open invitation. The invitation
--- service knows addresses by their hash. If it cannot be asked, nobody gets in:
--- that is the point of an invite-only phase.

---@data { invited: boolean }

local NOT_NOW = "We cannot check invitations right now. Please try again in a minute."

local function deny(reason)
  return { allowed = false, error = reason }
end

if helpers.env("INVITE_ONLY") ~= "yes" then
  return { allowed = true, data = { invited = false } }
end

local address = context.prev.address
local url = "https://invites.acme.example/v1/invitations/" .. helpers.hash(address)
local ok, res = pcall(await, helpers.fetch(url, { timeoutMs = 1000 }))

if not ok then
  helpers.log.error("invitation service unreachable")
  return deny(NOT_NOW)
end

if res.status == 404 then
  return deny("Sign-up is by invitation only at the moment.")
elseif not res.ok then
  helpers.log.error("invitation service answered", res.status)
  return deny(NOT_NOW)
end

local invitation = res.body
if type(invitation) ~= "table" then
  return deny(NOT_NOW)
end

local expires = invitation.expiresAt
if math.type(expires) == "integer" and expires < helpers.now() then
  return deny("Your invitation has expired. Please ask for a new one.")
end

return { allowed = true, data = { invited = true } }
