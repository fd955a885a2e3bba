--- Notice of new OAuth clients
---
--- Posts new clients to the integrations channel, so that somebody looks at them within
--- a day.

local client = context.client

---@param url string?
---@return string host what a reader wants to see of an address
local function host_of(url)
  if not url then
    return "no redirect address"
  end
  return url:match("^%a[%w%+%.%-]*://([^/?#:]+)") or url
end

local lines = {
  "New OAuth client: " .. (client.name or client.clientId),
  "Type: " .. (client.type or "not said"),
  "Redirects to: " .. host_of(client.redirectUri),
  "Review: " .. helpers.env("PUBLIC_URL") .. "/admin/clients/" .. client.clientId,
}

if client.type == "public" then
  table.insert(lines, 2, "(!) public client, check its redirect addresses")
end

local ok, res = pcall(
  await,
  helpers.fetch("https://chat.acme.example/hooks/integrations", {
    method = "POST",
    body = { text = table.concat(lines, "\n"), icon = "key" },
    timeoutMs = 1000,
  })
)

if ok and res.ok then
  helpers.metrics.count("client.announced")
else
  -- Chat is no archive; the list of clients shows new ones anyhow.
  helpers.log.warn("the channel was not told of", client.clientId)
end
