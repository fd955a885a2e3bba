--- E-mail normalisation
---
--- Brings an address into the one form under which Acme knows its owner: lower
--- case, without a "+tag", and without dots where the mail host ignores them.
--- Later nodes read the parts instead of taking the address apart again.

---@config { dotless: string[] }
---@data { address: string, domain: string, local_part: string, tagged: boolean }

local MAX_LOCAL, MAX_DOMAIN = 64, 255

local function trim(text)
  return text:match("^%s*(.-)%s*$") or text
end

local function contains(list, wanted)
  for _, entry in ipairs(list) do
    if entry == wanted then
      return true
    end
  end
  return false
end

local function refuse(why)
  helpers.log("address refused:", why)
  return { allowed = false, error = "Please enter a valid e-mail address." }
end

local lowered = trim(context.email):lower()
local local_part, domain = lowered:match("^([^@%s]+)@([^@%s]+)$")

if not local_part or not domain then
  return refuse("not of the form a@b")
end
if #local_part > MAX_LOCAL or #domain > MAX_DOMAIN then
  return refuse("too long")
end
if not domain:find(".", 1, true) or domain:find("..", 1, true) then
  return refuse("domain has no or empty labels")
end

-- "+news" and the like tell us which form the visitor filled in, not who it is.
local plus = local_part:find("+", 1, true)
local tagged = plus ~= nil
if plus and plus > 1 then
  local_part = local_part:sub(1, plus - 1)
end

if contains(context.config.dotless, domain) then
  local_part = (local_part:gsub("%.", ""))
end

return {
  allowed = true,
  data = {
    address = local_part .. "@" .. domain,
    domain = domain,
    local_part = local_part,
    tagged = tagged,
  },
}
