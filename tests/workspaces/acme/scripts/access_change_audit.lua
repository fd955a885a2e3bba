--- Audit of access changes
---
--- Notes every grant and every withdrawal, and rings a bell when one user withdraws from
--- many applications in a row: that is how a taken-over account is cleaned up.

---@data { severity: "info" | "notice" }

local VERBS = { grant = "was given access by", revoke = "lost the access of" }

local client = context.client
local severity = context.action == "revoke" and "notice" or "info"

helpers.log(client.name or client.clientId, VERBS[context.action], context.user.id)
helpers.metrics.count("oauth.access_change", 1, { action = context.action })

local at = helpers.now()
local message = ("%s|%s|%s|%d"):format(context.action, context.user.id, client.clientId, at)

local ok, res = pcall(
  await,
  helpers.fetch("https://audit.acme.example/v1/entries", {
    method = "POST",
    body = {
      kind = "access." .. context.action,
      severity = severity,
      subject = context.user.id,
      client = client.clientId,
      at = at,
      signature = helpers.hmac(helpers.secret("AUDIT_SIGNING_KEY"), message),
    },
    timeoutMs = 1000,
  })
)

if not ok then
  error("audit trail unreachable, access change not written")
elseif not (res.ok or res.status == 409) then
  error("audit trail answered " .. res.status)
end

return { data = { severity = severity } }
