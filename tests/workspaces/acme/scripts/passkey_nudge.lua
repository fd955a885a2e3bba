--- Passkey nudge
---
--- Suggests a passkey to users whose sessions are short: they sign in often, so they
--- win most. One sign-in of five is nudged, by the session's id, so that a second try of
--- the same job comes to the same answer.

local SHORT_MS = 8 * 60 * 60 * 1000
local ONE_IN = 5

local session, user = context.session, context.user

if not user.email or not session.expiresAt then
  return
end

if session.expiresAt - helpers.now() >= SHORT_MS then
  helpers.log("session is long enough, no nudge")
  return
end

-- Not every time: that would teach people to click it away.
local digits = helpers.hash(session.id):sub(1, 4)
if (tonumber(digits, 16) or 0) % ONE_IN ~= 0 then
  return
end

local function greeting()
  local first = (user.name or ""):match("^%S+")
  return first and ("Hi " .. first) or "Hi"
end

local ok, res = pcall(
  await,
  helpers.fetch("https://mail.acme.example/v1/messages", {
    method = "POST",
    body = {
      to = user.email,
      subject = greeting() .. ", sign in without a password",
      template = "passkey-nudge",
      link = helpers.env("PUBLIC_URL") .. "/security/passkeys",
    },
    timeoutMs = 1500,
  })
)

helpers.metrics.count("passkey.nudge", 1, { sent = tostring(ok and res.ok) })
