--- Counts arguments, holes included

---@hook before_signin

local function count(...)
  return select("#", ...)
end

local function last(...)
  local n = select("#", ...)
  if n == 0 then
    return nil
  end
  return (select(n, ...))
end

local ip, agent = context.request.ip, context.request.userAgent
helpers.log("given:", count(ip, agent, nil), "last:", last(ip, agent))

return { allowed = count(ip, agent) == 2 }
