--- Redirect addresses of OAuth clients
---
--- https only, no wildcards, no fragments, no bare address of a machine; plain http for
--- loopback while developing, and own schemes for apps of public clients.

---@config { allowLoopback: boolean }
---@data { hosts: string[] }

local LOOPBACK = { ["127.0.0.1"] = true, ["[::1]"] = true, localhost = true }

---@class redirect.Parts
---@field scheme string
---@field host string
---@field rest string

---@param url string
---@return redirect.Parts?
local function split(url)
  local scheme, host, rest = url:match("^(%a[%w%+%.%-]*)://([^/?#]*)(.*)$")
  if not scheme or not host or not rest then
    return nil
  end
  return { scheme = scheme:lower(), host = host:lower(), rest = rest }
end

---@param url string
---@return string? problem nil if there is none
---@return string? host
local function judge(url)
  local parts = split(url)
  if not parts then
    return "is not an address"
  end
  if parts.rest:find("#", 1, true) then
    return "has a fragment"
  end
  if parts.host:find("*", 1, true) then
    return "has a wildcard"
  end
  if parts.host:find("@", 1, true) then
    return "holds a user name"
  end

  local host = parts.host:gsub(":%d+$", "")
  if parts.scheme == "https" then
    if host:match("^[%d.]+$") then
      return "names a machine by its number"
    end
    return nil, host
  end
  if parts.scheme == "http" then
    if LOOPBACK[host] and context.config.allowLoopback then
      return nil, host
    end
    return "must use https"
  end
  if context.type == "public" and parts.scheme:find(".", 1, true) then
    return nil, parts.scheme
  end
  return "has a scheme that is not allowed"
end

if #context.redirectUrls == 0 then
  return { allowed = false, error = "Please give at least one redirect address." }
end

local hosts = {}
for i, url in ipairs(context.redirectUrls) do
  local problem, host = judge(url)
  if problem or not host then
    local text = ("Redirect address %d %s."):format(i, problem or "cannot be read")
    return { allowed = false, error = text }
  end
  hosts[#hosts + 1] = host
end

return { allowed = true, data = { hosts = hosts } }
