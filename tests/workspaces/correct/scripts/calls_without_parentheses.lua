--- Calls with one text or one table

---@hook after_signin

-- stylua: ignore start
local function describe(options)
  return options.name .. ": " .. (options.text or "")
end

local function shout(text)
  return text:upper()
end

helpers.log "signed in"
helpers.log(describe { name = "user", text = context.user.id })
helpers.log(shout [[welcome back]], ("x"):rep(3))
