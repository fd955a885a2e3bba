--- What comes after error() is known to hold

---@hook before_signin

local ip = context.request.ip
if not ip then
  error("the proxy gives no address")
end

return { allowed = ip:sub(1, 3) ~= "10.", error = "Please use the public address." }
