--- Device fingerprint
---
--- Boils the user agent down to browser and platform and hashes both with the origin.
--- The salt keeps the hash useless outside Acme; versions are left out on purpose, so
--- that an update of the browser is not a new device.

---@data { device: string, browser: string }

-- Order matters: Edge and Opera call themselves Chrome, and Chrome calls itself Safari.
local BROWSERS = {
  { "edg/", "edge" },
  { "opr/", "opera" },
  { "firefox/", "firefox" },
  { "chrome/", "chrome" },
  { "safari/", "safari" },
}

local PLATFORMS = {
  { "android", "android" },
  { "iphone", "ios" },
  { "ipad", "ios" },
  { "windows", "windows" },
  { "mac os", "macos" },
  { "linux", "linux" },
}

---@param agent string in lower case
---@param names string[][] what to look for, and what to call it
---@return string name "other" if none is found
local function first_of(agent, names)
  for _, pair in ipairs(names) do
    if agent:find(pair[1], 1, true) then
      return pair[2]
    end
  end
  return "other"
end

local agent = (context.request.userAgent or ""):lower()
local browser = first_of(agent, BROWSERS)
local platform = first_of(agent, PLATFORMS)
local origin = context.request.origin or "no-origin"

local parts = { context.email:lower(), browser, platform, origin }
local device = helpers.hmac(helpers.secret("FINGERPRINT_SALT"), table.concat(parts, "\n"))

helpers.metrics.count("signin.device", 1, { browser = browser, platform = platform })

return { allowed = true, data = { device = device:sub(1, 32), browser = browser } }
