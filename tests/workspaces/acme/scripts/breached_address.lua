--- Breach register
---
--- Asks how many known breaches list this address, without giving it away: only the
--- first six digits of its hash leave the house (k-anonymity). The register answers
--- with the eight digits that follow and a count, one "digits:count" a line.

---@data { breaches: integer }

local PREFIX_DIGITS, NEXT_DIGITS = 6, 8
local REGISTER = "https://range.breach.example/v3/range/"

local digest = helpers.hash(context.prev.address, "sha256")
local prefix = digest:sub(1, PREFIX_DIGITS)
local following = digest:sub(PREFIX_DIGITS + 1, PREFIX_DIGITS + NEXT_DIGITS)

local ok, res = pcall(
  await,
  helpers.fetch(REGISTER .. prefix, {
    headers = { ["x-api-key"] = helpers.secret("BREACH_KEY"), ["add-padding"] = "true" },
    timeoutMs = 900,
  })
)

-- The register is a help, not a gate: without it, nothing is known.
if not ok or not res.ok or type(res.body) ~= "string" then
  helpers.log.warn("breach register gave no answer")
  helpers.metrics.count("signup.breach_register_down")
  return { allowed = true, data = { breaches = 0 } }
end

for line in res.body:gmatch("[^\r\n]+") do
  local digits, count = line:match("^(%x+):(%d+)$")
  if digits and digits:lower() == following then
    local breaches = math.tointeger(tonumber(count) or 0) or 0
    helpers.log("address is in the register,", breaches, "breaches")
    return { allowed = true, data = { breaches = breaches } }
  end
end

return { allowed = true, data = { breaches = 0 } }
