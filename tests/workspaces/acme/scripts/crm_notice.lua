--- CRM notice
---
--- Tells the CRM about a new user. The body is signed, because the CRM's endpoint is
--- open to the internet: it recomputes the HMAC over "timestamp.body" and refuses
--- notices that are older than five minutes.

local ENDPOINT = "https://crm.acme.example/hooks/identity"

local user = context.user

local function initials(name)
  local letters = {}
  for word in name:gmatch("%S+") do
    letters[#letters + 1] = word:sub(1, 1):upper()
  end
  return table.concat(letters, "", 1, math.min(#letters, 3))
end

local notice = {
  event = "user.created",
  userId = user.id,
  occurredAt = helpers.date(helpers.now()),
  track = context.prev.track or "solo",
  contact = {},
}

if user.email then
  notice.contact.emailHash = helpers.hash(user.email:lower())
end
if user.name then
  notice.contact.name = user.name
  notice.contact.initials = initials(user.name)
end

local body = helpers.json.encode(notice)
local timestamp = tostring(helpers.now())
local signature = helpers.hmac(helpers.secret("CRM_SIGNING_KEY"), timestamp .. "." .. body)

local ok, res = pcall(
  await,
  helpers.fetch(ENDPOINT, {
    method = "POST",
    body = body,
    headers = {
      ["content-type"] = "application/json",
      ["x-acme-timestamp"] = timestamp,
      ["x-acme-signature"] = "sha256=" .. signature,
    },
    timeoutMs = 1200,
  })
)

-- Raising hands the job back to the queue, which tries again later.
if not ok then
  error("the CRM cannot be reached")
elseif res.status >= 500 then
  error("the CRM answered " .. res.status)
elseif not res.ok then
  helpers.log.error("the CRM refused the notice with", res.status)
end
