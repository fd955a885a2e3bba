--- Welcome message
---
--- Sends the first mail. Names are tidied before they are used: people type "  ANNA "
--- and do not want to be shouted at.

local TEMPLATE = [[
Hello {name},

welcome to Acme. A good place to start: {label}.
{link}

The Acme team
]]

---@param text string
---@param values table<string, string>
---@return string
local function fill(text, values)
  local filled = text:gsub("{(%l+)}", values)
  return filled
end

---@param name string
local function tidy(name)
  local words = {}
  for word in name:gmatch("%S+") do
    -- "McBride" stays as it is, "ANNA" and "anna" become "Anna"
    if word == word:upper() or word == word:lower() then
      table.insert(words, word:sub(1, 1):upper() .. word:sub(2):lower())
    else
      table.insert(words, word)
    end
  end
  return table.concat(words, " ")
end

local email = context.user.email
if not email then
  helpers.log("no address, no message")
  return
end

local name = tidy(context.user.name or "")
if name == "" then
  name = "there"
end

local message = fill(TEMPLATE, {
  name = name,
  label = context.prev.label or "look around",
  link = helpers.env("PUBLIC_URL") .. "/start?from=welcome",
})

local ok, res = pcall(
  await,
  helpers.fetch("https://mail.acme.example/v1/messages", {
    method = "POST",
    body = { to = email, subject = "Welcome, " .. name, text = message, tag = "welcome" },
    timeoutMs = 1500,
  })
)
if not ok or not res.ok then
  error("the welcome message could not be handed over")
end
helpers.metrics.count("signup.welcomed")
