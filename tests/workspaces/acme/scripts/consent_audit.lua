--- Consent audit
---
--- Writes who gave which application access to what. Legal asks for these entries years
--- later, so each is signed and names the exact scopes rather than a bundle.

local AUDIT = "https://audit.acme.example/v1/entries"

local function join(list)
  return table.concat(list or {}, " ")
end

local grant, client = context.grant, context.client
local at = helpers.now()

local fields = {
  "consent",
  context.user.id,
  client.clientId,
  join(grant.scopes),
  helpers.date(at),
}

local entry = {
  kind = "consent",
  at = at,
  subject = context.user.id,
  client = { id = client.clientId, name = client.name, type = client.type or "unknown" },
  scopes = grant.scopes,
  added = context.prev.added,
  removed = context.prev.removed,
  signature = helpers.hmac(helpers.secret("AUDIT_SIGNING_KEY"), table.concat(fields, "\n")),
}

local sent = helpers.trace("write entry", { client = client.clientId }, function()
  local ok, res =
    pcall(await, helpers.fetch(AUDIT, { method = "POST", body = entry, timeoutMs = 1000 }))
  return ok and (res.ok or res.status == 409)
end)

if not sent then
  error("consent entry not written")
end
helpers.metrics.count("oauth.consent_audited")
