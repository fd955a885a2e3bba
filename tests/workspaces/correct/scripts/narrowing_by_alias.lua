--- A condition kept in a variable

---@hook before_signin

local ip = context.request.ip
local has_ip = ip ~= nil
local has_agent = context.request.userAgent ~= nil

if has_ip and has_agent then
  helpers.log(#ip, "and", #context.request.userAgent)
end

local short = has_ip and ip:sub(1, 4) or "none"
return { allowed = short ~= "127.", error = "Please use your own network." }
