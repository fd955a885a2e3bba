--- Notice of a new grant
---
--- Mails the user when an application got access that it did not have before. Plain
--- sign-in scopes are not worth a mail; a bank sends none for a glance at the balance.

local QUIET = { openid = true, profile = true, email = true }

local TEXT = {
  first = "%s can now use your Acme account:\n%s\n\nIf this was not you: %s/security/apps",
  more = "%s now has more access to your Acme account:\n%s\n\nTo take it back: %s/security/apps",
}

local email = context.user.email
if not email then
  return { allowed = true }
end

local lines = {}
for _, scope in ipairs(context.prev.added or {}) do
  if not QUIET[scope] then
    lines[#lines + 1] = "  - " .. scope
  end
end

if #lines == 0 then
  helpers.log("nothing new that is worth a mail")
  return { allowed = true }
end

local name = context.client.name or "An application"
local template = context.prev.first and TEXT.first or TEXT.more
local text = template:format(name, table.concat(lines, "\n"), helpers.env("PUBLIC_URL"))

local ok, res = pcall(
  await,
  helpers.fetch("https://mail.acme.example/v1/messages", {
    method = "POST",
    body = { to = email, subject = name .. " and your Acme account", text = text, tag = "grant" },
    timeoutMs = 1500,
  })
)
if not ok or not res.ok then
  error("the notice could not be handed over")
end

return { allowed = true }
