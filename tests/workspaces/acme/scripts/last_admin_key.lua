--- The last admin key
---
--- An organisation without any admin key is locked out of its own automation and needs
--- our support. So the last one cannot be revoked, unless a new one was made before.

local ADMIN = { ["member:write"] = true, ["apikey:write"] = true, ["*"] = true }

local apikey = context.apikey

local function is_admin(permissions)
  for _, permission in ipairs(permissions or {}) do
    if ADMIN[permission] then
      return true
    end
  end
  return false
end

if not is_admin(apikey.permissions) then
  return { allowed = true }
end

local url = "https://directory.acme.example/v1/users/" .. apikey.userId .. "/apikeys"
local ok, res = pcall(
  await,
  helpers.fetch(url, {
    headers = { authorization = "Bearer " .. helpers.secret("DIRECTORY_TOKEN") },
    timeoutMs = 900,
  })
)

-- Without the list the careful answer is no: revoking can be done in five minutes, too.
if not ok or not res.ok or not res.json then
  return { allowed = false, error = "Admin keys cannot be revoked at the moment." }
end

local others = 0
for _, key in ipairs(res.body.keys or {}) do
  if key.id ~= apikey.id and not key.revoked and is_admin(key.permissions) then
    others = others + 1
  end
end

helpers.log("other admin keys:", others)

if others == 0 then
  return {
    allowed = false,
    error = "This is your last admin key. Please create another one first.",
  }
end
return { allowed = true }
