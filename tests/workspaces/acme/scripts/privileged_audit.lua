--- Audit of privileged sign-ins
---
--- Writes every sign-in of a privileged role to the audit trail. The trail refuses
--- entries whose chain value does not fit, so nobody can slip one in later.

local PRIVILEGED = { admin = "high", billing = "medium", support = "medium" }

local role = context.user.role
local level = role and PRIVILEGED[role]
if not level then
  return { allowed = true }
end

---@param fields string[]
---@return string
local function chain_value(fields)
  local key = helpers.secret("AUDIT_SIGNING_KEY")
  local value = ""
  for _, field in ipairs(fields) do
    value = helpers.hmac(key, value .. "|" .. field)
  end
  return value
end

local at = helpers.now()
local entry = {
  kind = "signin",
  level = level,
  subject = context.user.id,
  session = context.session.id,
  at = at,
  chain = chain_value({ "signin", context.user.id, context.session.id, tostring(at) }),
}

local ok, res = pcall(
  await,
  helpers.fetch("https://audit.acme.example/v1/entries", {
    method = "POST",
    body = entry,
    timeoutMs = 1000,
  })
)

if not ok then
  error("audit trail unreachable, entry not written")
end
if res.status == 409 then
  -- Written by an earlier try of the same job.
  helpers.log("entry was there already")
elseif not res.ok then
  error("audit trail answered " .. res.status)
end

return { allowed = true }
