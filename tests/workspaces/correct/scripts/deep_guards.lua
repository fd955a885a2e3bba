--- Optional fields, guarded in every way there is

---@hook client_after_authorize

local user, client = context.user, context.client

if user.email and #user.email > 3 then
  helpers.log("mail", user.email:sub(1, 1))
end

local name = client.name
if not name then
  name = client.clientId
end

local role = user.role or "none"
local redirect = client.redirectUri ~= nil and client.redirectUri:lower() or ""
local scopes = table.concat(context.grant.scopes, " ")

while redirect:sub(-1) == "/" do
  redirect = redirect:sub(1, -2)
end

helpers.log(name:upper(), role:upper(), redirect, scopes)
