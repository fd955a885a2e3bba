--- Scope catalogue
---
--- Refuses scopes that do not exist and sorts the others: which of them touch personal
--- data or money, and whether the client wants to stay signed in (`offline_access`).

---@data { sensitive: string[], offline: boolean }

---@alias scope_catalogue.Kind "plain" | "personal" | "money" | "offline"

---@type table<string, scope_catalogue.Kind>
local CATALOGUE = {
  openid = "plain",
  profile = "personal",
  email = "personal",
  offline_access = "offline",
  ["project.read"] = "plain",
  ["project.write"] = "plain",
  ["report.read"] = "plain",
  ["invoice.read"] = "money",
  ["invoice.pay"] = "money",
  ["member.read"] = "personal",
}

local sensitive = {}
local unknown = {}
local offline = false

for _, scope in ipairs(context.scopes) do
  local kind = CATALOGUE[scope]
  if not kind then
    unknown[#unknown + 1] = scope
  elseif kind == "offline" then
    offline = true
  elseif kind ~= "plain" then
    sensitive[#sensitive + 1] = scope
  end
end

if #unknown > 0 then
  table.sort(unknown)
  return {
    allowed = false,
    error = "The application asks for something we do not know: " .. table.concat(unknown, ", "),
  }
end

return { allowed = true, data = { sensitive = sensitive, offline = offline } }
