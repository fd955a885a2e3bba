--- Events told apart by a literal

---@hook client_access_change

---@class Granted
---@field kind "granted"
---@field scopes string[]

---@class Withdrawn
---@field kind "withdrawn"
---@field reason? string

---@alias Event Granted | Withdrawn

---@param event Event
---@return string
local function describe(event)
  if event.kind == "granted" then
    return "granted " .. #event.scopes .. " scopes"
  end
  return "withdrawn: " .. (event.reason or "no reason")
end

if context.action == "grant" then
  helpers.log(describe({ kind = "granted", scopes = { "openid" } }))
else
  helpers.log(describe({ kind = "withdrawn" }))
end
