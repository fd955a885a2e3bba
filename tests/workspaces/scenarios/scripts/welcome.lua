--- Welcome
---
--- Sends a welcome message after the sign-up; nobody waits for it.

local answer = await(helpers.fetch("https://mail.example/welcome", {
  method = "POST",
  body = { to = context.user.id },
}))
helpers.log("welcome sent with status", answer.status)
return { allowed = true, data = { sent = answer.ok } }
