--=== protected_keys
local PROTECTED = { key_root = true, key_backup = true }
return { allowed = not PROTECTED[context.apikey.id], error = "This key is needed." }
--=== by_name
local name = context.apikey.name
if name and name:lower():find("production", 1, true) then
  return { allowed = false, error = "Please ask somebody to confirm." }
end
return { allowed = true }
--=== switch
local function switch(value, cases)
  local case = cases[value] or cases.default
  return case()
end

return switch(context.apikey.name, {
  backup = function() return { allowed = false, error = "Keep the backup." } end,
  default = function() return { allowed = true } end,
})
--=== or_default_of_table
local permissions = context.apikey.permissions or { "none" }
local last = permissions[#permissions]
return { allowed = last ~= "never" }
--=== ternaries
local count = context.apikey.permissions and #context.apikey.permissions or 0
local size = count == 0 and "none" or count < 3 and "few" or "many"
local text = size == "many" and ("many (%d)"):format(count) or size
return { allowed = true, data = { size = text } }
--=== asks_first
local call = helpers.fetch("https://locks.example/" .. context.apikey.id, { method = "GET" })
local ok, answer = pcall(await, call)
if not ok then
  return { allowed = true, data = { asked = false } }
end
local locked = answer.json and answer.body.locked == true
return { allowed = not locked, error = "This key is locked.", data = { asked = true } }
