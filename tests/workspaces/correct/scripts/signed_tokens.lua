--- Base64, HMAC and a comparison in constant time

---@hook before_signin

local payload = helpers.base64.encode(context.email)
local signature = helpers.hmac(helpers.secret("SIGNING_KEY"), payload)
local token = payload .. "." .. signature

local body, given = token:match("^([^%.]+)%.(%x+)$")
if not body or not given then
  return { allowed = false, error = "Please start again." }
end

local valid = helpers.equal(given, helpers.hmac(helpers.secret("SIGNING_KEY"), body))
local email = helpers.base64.decode(body)

return { allowed = valid and email == context.email, error = "Please start again." }
