--- API key quota
---
--- One user, so many keys. The directory knows how many there are; an owner of a big
--- integration can be given more there (`keyLimit`).

---@config { default: integer }

local function plural(n, word)
  return n .. " " .. word .. (n == 1 and "" or "s")
end

local url = "https://directory.acme.example/v1/users/" .. context.userId .. "/apikeys/count"
local ok, res = pcall(
  await,
  helpers.fetch(url, {
    headers = { authorization = "Bearer " .. helpers.secret("DIRECTORY_TOKEN") },
    timeoutMs = 900,
  })
)

if not ok then
  helpers.log.error("directory unreachable, quota not checked")
  return { allowed = true }
end
if res.status == 404 then
  return { allowed = false, error = "This account cannot own API keys." }
end
if not res.ok or type(res.body) ~= "table" then
  helpers.log.error("directory answered", res.status)
  return { allowed = true }
end

local count = math.tointeger(res.body.count) or 0
local limit = math.tointeger(res.body.keyLimit) or context.config.default

if count >= limit then
  return {
    allowed = false,
    error = "You already have " .. plural(count, "API key") .. ". Please revoke one first.",
  }
end

if count + 1 == limit then
  helpers.log.warn(context.userId, "takes the last free key")
end
return { allowed = true }
